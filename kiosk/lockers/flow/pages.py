"""Pages of rows and tiles: at most so many as a screen has room for, never scrolled. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.flows.pages import ROWS_A_PAGE, TILES_A_PAGE, on_page

__all__ = ["ROWS_A_PAGE", "TILES_A_PAGE", "on_page", "pages", "turned"]


def pages(entries: Sequence[object], size: int) -> int:
    return max(1, -(-len(entries) // size))


def turned(page: int, by: int, last: int) -> int:
    """The page after turning; there is none before the first and none behind the last."""
    return min(max(page + by, 1), last)
