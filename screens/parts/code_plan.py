"""Where the boxes of a code stand in their line. Pure."""

from __future__ import annotations

BOX_DP, GAP_DP, DASH_DP = (102, 150), 14, 36  # a box at most, between two, the dash between two groups


def laid_out(
    groups: list[int], width: float, height: float, unit: float
) -> tuple[list[tuple[float, float, float]], list[tuple[float, float]]]:
    """Boxes as (x, width, height) and dashes as (x, width), in pixels from the left; as large as fits."""
    digits, breaks = sum(groups), len(groups) - 1
    gap, dash = GAP_DP * unit, DASH_DP * unit
    free = width - gap * (digits - 1 + breaks) - dash * breaks
    wide = min(BOX_DP[0] * unit, free / digits)
    high = min(height, BOX_DP[1] * unit, wide * BOX_DP[1] / BOX_DP[0])
    boxes: list[tuple[float, float, float]] = []
    dashes: list[tuple[float, float]] = []
    x = 0.0
    for at, count in enumerate(groups):
        if at:
            dashes.append((x, dash))
            x += dash + gap
        for _ in range(count):
            boxes.append((x, wide, high))
            x += wide + gap
    return boxes, dashes
