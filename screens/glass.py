"""How large things are drawn on this panel. Pure; the first step from `Setup` to the window.

The look is drawn in px of the 32-inch panel, 0.369 mm each. One such px becomes `density` pixels here: as many as keep
its millimetres, but never more than let the whole drawing fit on the glass.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.local import Panel

DRAWN_MM_PER_PX = 0.369
SHORT_PX, LONG_PX = 1080, 1920


@dataclass(frozen=True, slots=True)
class Glass:
    """`density`: pixels for one px of the drawing (Kivy's dp). `portrait`: higher than wide."""

    width_px: int
    height_px: int
    portrait: bool
    density: float


def glass(panel: Panel) -> Glass:
    """How to draw on this panel. Raises ValueError for a panel without an area or a scale."""
    if panel.width_px <= 0 or panel.height_px <= 0 or panel.mm_per_px <= 0:
        raise ValueError(
            f"panel: {panel.width_px} x {panel.height_px} px at {panel.mm_per_px} mm per px is no glass;"
            " the technician corrects the terminal's [panel] settings"
        )
    portrait = panel.height_px >= panel.width_px
    across, down = (SHORT_PX, LONG_PX) if portrait else (LONG_PX, SHORT_PX)
    fits = min(panel.width_px / across, panel.height_px / down)
    return Glass(panel.width_px, panel.height_px, portrait, min(DRAWN_MM_PER_PX / panel.mm_per_px, fits))
