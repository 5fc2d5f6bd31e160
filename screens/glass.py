"""How large things are drawn on this panel. Pure; the first step from `Setup` to the window.

The look is drawn twice: for the lobby in px of the 32-inch panel, 0.369 mm each, and for the window terminal in px of a
10-inch tablet, 0.170 mm each. One such px becomes `density` pixels here: as many as keep its millimetres, never more
than let the whole drawing fit on the glass.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.local import Panel, Setup


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a look was drawn on: the sides in px, and the size of one. `turns`: drawn both upright and lying."""

    short_px: int
    long_px: int
    mm_per_px: float
    turns: bool


LOBBY = Drawing(1080, 1920, 0.369, turns=True)
WINDOW = Drawing(800, 1280, 0.170, turns=False)


@dataclass(frozen=True, slots=True)
class Glass:
    """`density`: pixels for one px of the drawing (Kivy's dp). `portrait`: drawn upright."""

    width_px: int
    height_px: int
    portrait: bool
    density: float


def drawing(setup: Setup) -> Drawing:
    """The drawing that this terminal's screens follow."""
    return WINDOW if setup.window else LOBBY


def glass(panel: Panel, drawn: Drawing = LOBBY) -> Glass:
    """How to draw on this panel. Raises ValueError for a panel without an area or a scale."""
    if panel.width_px <= 0 or panel.height_px <= 0 or panel.mm_per_px <= 0:
        raise ValueError(
            f"panel: {panel.width_px} x {panel.height_px} px at {panel.mm_per_px} mm per px is no glass;"
            " the technician corrects the terminal's [panel] settings"
        )
    portrait = drawn.turns and panel.height_px >= panel.width_px
    across, down = (drawn.short_px, drawn.long_px) if portrait else (drawn.long_px, drawn.short_px)
    fits = min(panel.width_px / across, panel.height_px / down)
    return Glass(panel.width_px, panel.height_px, portrait, min(drawn.mm_per_px / panel.mm_per_px, fits))
