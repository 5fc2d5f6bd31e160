"""A process that photographs the screens: one real window, every case, every panel. Run by test_photographs.py.

    python photographer.py OUT_DIR [--against REFERENCES] [--part NAME_PART]

Writes NAME.png for each case, or with `--against` only for those that differ from their reference, with the difference;
`shares.json` with how much each differs; `geometry.json` with what stands where, for the tests of sizes and overlaps;
`answers.json` with what each thing that can be pressed sends.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kiosk.local import Countdown, Panel, Show
from kiosk.views import Language
from screens.environment import prepare
from screens.glass import drawing, glass
from tests.screens.case import Case
from tests.screens.cases import (
    CLOCK,
    COARSE,
    LANDSCAPE,
    PORTRAIT,
    SMALL,
    SMALL_CASES,
    TABLET,
    WINDOW_SAFE,
    cases,
    is_pictured,
    setup,
    wanted,
    wanted_at_cabinet,
)
from tests.screens.cases_window import window_cases
from tests.screens.likeness import PIXEL_TOLERANCE, difference

SETTLE_DEADLINE_S = 20.0
PALETTE, APART = 48, 10
MADE_FROM = "made from"


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


def pressed(stage: Any, sent: list[Any]) -> list[list[str]]:
    """What each thing that can be pressed now sends, from the top: the answers of one press are one list."""
    from screens.parts.touchable import Touchable

    found = []
    for widget in stage.walk():
        if (
            isinstance(widget, Touchable)
            and min(widget.size) > 0
            and not (widget.disabled or widget.off or widget.busy)
        ):
            sent.clear()
            widget.dispatch("on_release")
            found.append([repr(message.answer) for message in sent])
    return found


class Photographer:
    """`against`: the folder of references; None: every picture is kept."""

    def __init__(self, out: Path, against: Path | None, part: str) -> None:
        self.out, self.against, self.part = out, against, part
        self.geometry: dict[str, Any] = {}
        self.shares: dict[str, float] = {}
        self.answers: dict[str, list[list[str]]] = {}
        self.sent: list[Any] = []
        self.number = 0

    def photograph(
        self,
        panel_name: str,
        panel: Panel,
        cases: list[tuple[Language, Case]],
        *,
        window: bool = False,
        cabinet: bool = False,
    ) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window
        from kivy.metrics import Metrics

        from screens import theme
        from screens.app import CONFIG
        from screens.stage import Stage

        named = [
            (f"{panel_name}-{language.value.split('_')[0]}-{case.name}", language, case) for language, case in cases
        ]
        named = [each for each in named if self.part in each[0]]
        if not named:
            return
        set_up = setup(panel, window=window, cabinet=cabinet)
        drawn = glass(panel, drawing(set_up))
        Metrics.density = drawn.density
        size = (panel.width_px, panel.height_px)
        if tuple(Window.size) != size:
            Window.size = size
        look = theme.load(CONFIG / "theme.toml")
        Window.clearcolor = look.colour.paper
        stage = Stage(set_up, look, CONFIG / "texts", self.sent.append)
        for child in list(Window.children):
            Window.remove_widget(child)
        Window.add_widget(stage)
        EventLoop.window = Window
        stage.receive(CLOCK)
        settle(size)
        for name, language, case in named:
            found = self._one(stage, name, language, case)
            self.geometry[name] = {
                "size": list(size),
                "mm_per_px": panel.mm_per_px,
                "density": drawn.density,
                "found": found,
            }
            print(name, flush=True)

    def _one(self, stage: Any, name: str, language: Language, case: Case) -> list[dict[str, Any]]:
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
        if self.against is None or is_pictured(name):
            self._keep(name, pixels(Window))
        found = geometry(stage, [])
        if held is not None:
            held.pressed = False
        self.answers[name] = pressed(stage, self.sent)
        return found

    def _keep(self, name: str, picture: Image.Image) -> None:
        reference = self.against / f"{name}.png" if self.against else None
        if reference is None or not reference.exists():
            self._save(name, picture)
            return
        with Image.open(reference) as known:
            made_from = known.info.get(MADE_FROM)
            same = made_from is not None and made_from == digest(picture)
            share, marked = (0.0, None) if same else difference(picture, known)
        self.shares[name] = share
        if marked is not None and share > PIXEL_TOLERANCE:
            self._save(name, picture)
            marked.save(self.out / f"{name}.difference.png")

    def _save(self, name: str, picture: Image.Image) -> None:
        """With the digest of all its colours: an equal picture is then known without a look."""
        made_from = PngInfo()
        made_from.add_text(MADE_FROM, digest(picture))
        few_colours(picture).save(self.out / f"{name}.png", optimize=True, pnginfo=made_from)


def digest(picture: Image.Image) -> str:
    """Of all its colours as they were drawn, before the palette."""
    return hashlib.sha256(picture.tobytes()).hexdigest()


def pixels(window: Any) -> Image.Image:
    """The window as a picture."""
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    width, height = window.size
    lines = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    from_below = -1
    return Image.frombytes("RGB", (width, height), lines, "raw", "RGB", 0, from_below)


def few_colours(picture: Image.Image) -> Image.Image:
    """With a palette: its most frequent colours are kept exactly, the others go to the next. For small files."""
    chosen: list[tuple[int, ...]] = []
    for _, colour in sorted(picture.getcolors(maxcolors=1 << 20), reverse=True):
        if all(max(abs(a - b) for a, b in zip(colour, other, strict=True)) >= APART for other in chosen):
            chosen.append(colour)
        if len(chosen) == PALETTE:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--against", type=Path, help="the folder of references")
    parser.add_argument("--part", default="")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
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
        photographer = Photographer(given.out, given.against, given.part)
        take_all(photographer)
        for name in ("shares", "answers", "geometry"):
            found = getattr(photographer, name)
            (given.out / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1))


def take_all(photographer: Photographer) -> None:
    for name, panel in {"portrait": PORTRAIT, "landscape": LANDSCAPE}.items():
        photographer.photograph(name, panel, wanted(name))
        photographer.photograph(f"cabinet-{name}", panel, wanted_at_cabinet(name), cabinet=True)
    few = [(language, case) for language in Language for case in cases(language) if case.name in SMALL_CASES]
    for name, panel in {"small": SMALL, "coarse": COARSE}.items():
        photographer.photograph(name, panel, few)
    at_window = [(language, case) for language in Language for case in window_cases(english=language is Language.EN)]
    photographer.photograph("window", TABLET, at_window + [(Language.ZH_CN, case) for case in WINDOW_SAFE], window=True)


if __name__ == "__main__":
    main()
