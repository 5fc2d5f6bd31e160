"""A process that photographs the screens: one real window, every case, every panel. Run by test_photographs.py.

    python photographer.py OUT_DIR [NAME_PART]

Writes NAME.png for each case and `geometry.json` with what stands where, for the tests of sizes and overlaps.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.local import Countdown, Panel, Show
from kiosk.views import Language
from screens.environment import prepare
from screens.glass import glass
from tests.screens.cases import CLOCK, COARSE, LANDSCAPE, PORTRAIT, SAFE, SMALL, SMALL_CASES, Case, cases, setup

PANELS = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "small": SMALL, "coarse": COARSE}
SETTLE_DEADLINE_S = 20.0
PALETTE, APART = 48, 10
RENEW = bool(os.environ.get("HALLKIOSK_RENEW_PHOTOGRAPHS"))


def settle(want: tuple[int, int] | None = None) -> None:
    """Turn Kivy's loop until nothing wants to be drawn anew."""
    from kivy.base import EventLoop
    from kivy.core.window import Window

    deadline = time.monotonic() + SETTLE_DEADLINE_S
    calm = 0
    while calm < 3:
        if time.monotonic() > deadline:
            raise SystemExit(f"the window did not settle within {SETTLE_DEADLINE_S} s: {Window.size}, wanted {want}")
        Window.mainloop()
        changed = Window.canvas.needs_redraw
        EventLoop.idle()
        calm = 0 if changed or (want and tuple(Window.size) != want) else calm + 1


def geometry(widget: Any, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is visible, in pixels from the lower left: texts, touchables."""
    if widget.opacity == 0 or min(widget.size) <= 0:
        return found
    kind = type(widget).__name__
    ancestors = [cls.__name__ for cls in type(widget).__mro__]
    entry: dict[str, Any] = {"kind": kind, "box": [round(edge, 1) for edge in (*widget.pos, *widget.size)]}
    if "Text" in ancestors and widget.text:
        entry |= {
            "text": widget.text,
            "px": widget.shown_px,
            "cut": widget.was_cut,
            "lines": [texture.width for texture in widget._lines],
        }
        found.append(entry)
    elif "Runs" in ancestors and widget.runs:
        entry |= {
            "text": " ".join(run.text for run in widget.runs),
            "px": min(round(run.style.size_dp * widget.scale * widget.drawn_dp) for run in widget.runs),
        }
        found.append(entry)
    elif "Touchable" in ancestors and not widget.disabled:
        entry |= {"touchable": True, "off": widget.off}
        found.append(entry)
    for child in reversed(widget.children):
        geometry(child, found)
    return found


class Photographer:
    def __init__(self, out: Path, part: str) -> None:
        self.out, self.part = out, part
        self.geometry: dict[str, Any] = {}
        self.number = 0

    def photograph(self, panel_name: str, panel: Panel, wanted: list[tuple[Language, Case]]) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window
        from kivy.metrics import Metrics

        from screens import theme
        from screens.app import CONFIG
        from screens.stage import Stage

        Metrics.density = glass(panel).density
        size = (panel.width_px, panel.height_px)
        if tuple(Window.size) != size:
            Window.size = size
        look = theme.load(CONFIG / "theme.toml")
        Window.clearcolor = look.colour.paper
        stage = Stage(setup(panel), look, CONFIG / "texts", lambda _: None, portrait=glass(panel).portrait)
        for child in list(Window.children):
            Window.remove_widget(child)
        Window.add_widget(stage)
        EventLoop.window = Window
        stage.receive(CLOCK)
        settle(size)
        for language, case in wanted:
            name = f"{panel_name}-{language.value.split('_')[0]}-{case.name}"
            if self.part in name:
                self._one(stage, name, language, case, panel)
                print(name, flush=True)

    def _one(self, stage: Any, name: str, language: Language, case: Case, panel: Panel) -> None:
        from kivy.core.window import Window

        self.number += 1
        stage.receive(Show(number=self.number, language=language, view=case.view))
        stage.receive(case.countdown or Countdown(left=None, total=1, warning=False, number_kept=False))
        if case.safe:
            stage.fall_back(broken=False)
        settle()
        held = None
        if case.pressed:
            kind, place = case.pressed
            held = [widget for widget in stage.walk() if type(widget).__name__ == kind][place]
            held.pressed = True
            settle()
        # Small files only where they are kept: packing them well takes longer than taking them.
        pixels(Window).save(self.out / f"{name}.png", **({"optimize": True} if RENEW else {"compress_level": 1}))
        self.geometry[name] = {
            "size": [panel.width_px, panel.height_px],
            "mm_per_px": panel.mm_per_px,
            "density": glass(panel).density,
            "found": geometry(stage, []),
        }
        if held is not None:
            held.pressed = False


def pixels(window: Any) -> Any:
    """The window as a picture with a palette: its most frequent colours are kept exactly, the others go to the next."""
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    width, height = window.size
    raw = Image.frombytes("RGB", (width, height), glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
    upright = raw.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    chosen: list[tuple[int, ...]] = []
    for _, colour in sorted(upright.getcolors(maxcolors=1 << 20), reverse=True):
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= APART for other in chosen):
            chosen.append(colour)
        if len(chosen) == PALETTE:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return upright.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    out, part = Path(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else "")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        prepare(PORTRAIT, Path(home))
        from kivy.base import runTouchApp
        from kivy.uix.widget import Widget

        from screens import theme
        from screens.app import CONFIG
        from screens.vocabulary import teach

        still = replace(theme.load(CONFIG / "theme.toml"), busy_turn_ms=10**9)  # a turning circle would not hold still
        teach(still, CONFIG / "fonts")
        runTouchApp(Widget(), embedded=True)
        photographer = Photographer(out, part)
        everything = [(language, case) for language in Language for case in cases(language)]
        safe = [(Language.ZH_CN, case) for case in SAFE]
        for name, panel in PANELS.items():
            if name in ("portrait", "landscape"):
                photographer.photograph(name, panel, everything + safe)
            else:
                few = [(language, case) for language, case in everything if case.name in SMALL_CASES]
                photographer.photograph(name, panel, few)
        (out / "geometry.json").write_text(json.dumps(photographer.geometry, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
