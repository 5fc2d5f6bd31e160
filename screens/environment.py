"""Everything Kivy must be told before its first import. Nothing else here sets a variable or Kivy's configuration.

Called once, by `screens.app`, between the engine's `Setup` and the first import of a screen.
"""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec
from pathlib import Path

from kiosk.local import Panel
from screens.glass import LOBBY, Drawing, glass


def prepare(panel: Panel, home: Path, drawn: Drawing = LOBBY) -> None:
    """Set variables and configuration for this panel and drawing. `home`: a folder that Kivy may write to.

    One finger must arrive once: the pointer that the window itself reports (a touch reaches it as a pointer) is the
    only provider of touches; Kivy's default configuration would add a second one for every /dev/input device.
    """
    logging.getLogger("kivy").setLevel(logging.WARNING)
    os.environ.update(
        KIVY_HOME=str(home),
        KIVY_DATA_DIR=str(_without_style(home / "data")),
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_CLIPBOARD="dummy",
        KIVY_SPELLING="",
        KIVY_METRICS_DENSITY=repr(glass(panel, drawn).density),
        KIVY_METRICS_FONTSCALE="1",
        SDL_MOUSE_TOUCH_EVENTS="0",
    )
    from kivy.config import Config

    logging.getLogger("kivy").setLevel(logging.WARNING)  # importing it has set another level

    for key, value in {
        "width": panel.width_px,
        "height": panel.height_px,
        "position": "custom",
        "left": 0,
        "top": 0,
        "fullscreen": "auto" if panel.fullscreen else 0,
        "borderless": int(panel.fullscreen),
        "resizable": 0,
        "show_cursor": 0,
        "allow_screensaver": 0,
        "multisamples": 0,
        "maxfps": 0,  # the pace is set by screens/loop.py
    }.items():
        Config.set("graphics", key, value)
    for key, value in {"exit_on_escape": 0, "desktop": 1, "log_level": "warning", "pause_on_minimize": 0}.items():
        Config.set("kivy", key, value)
    for section in ("input", "modules"):
        Config.remove_section(section)
        Config.add_section(section)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _without_style(folder: Path) -> Path:
    """Kivy's data beside an empty style sheet: reading that of its own widgets, none of which is used here, takes a
    third of the start. The rest of its data is linked.
    """
    spec = find_spec("kivy")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("kivy is not installed in this environment; the technician runs tools/setup.sh")
    folder.mkdir(parents=True, exist_ok=True)
    for item in (Path(spec.submodule_search_locations[0]) / "data").iterdir():
        link = folder / item.name
        if item.name == "style.kv":
            link.write_text("")
        elif not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(item)
    return folder
