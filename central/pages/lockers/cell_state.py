"""What one cell is, in a word: which of all that is known of it somebody must see first. Pure."""

from __future__ import annotations

from enum import StrEnum

from central.pages.lockers.words import Sign


class CellState(StrEnum):
    """In the order of the legend."""

    FREE = "free"
    OCCUPIED = "occupied"
    OVERDUE = "overdue"
    CANCELLED = "cancelled"  # something lies in it that nobody collects any more
    OPEN = "open"
    DISABLED = "disabled"
    UNKNOWN = "unknown"  # its board or the whole terminal is silent, or never told


SIGNS: dict[CellState, Sign] = {
    CellState.FREE: Sign("free", "", "空", "Free"),
    CellState.OCCUPIED: Sign("occupied", "receipt", "有件", "In use"),
    CellState.OVERDUE: Sign("overdue", "clock", "逾期", "Overdue"),
    CellState.CANCELLED: Sign("cancelled", "x-circle", "已取消", "Cancelled"),
    CellState.OPEN: Sign("open", "warning", "门开着", "Open"),
    CellState.DISABLED: Sign("disabled", "wrench", "停用", "Out of use"),
    CellState.UNKNOWN: Sign("unknown", "question", "不清楚", "Not known"),
}


def cell_state(*, door: str, disabled: bool, inside: bool, cancelled: bool, overdue: bool) -> CellState:
    """`door`: "open", "closed" or "unknown". What must be gone to first wins: an open door before all else."""
    if door == "open":
        return CellState.OPEN
    if inside and cancelled:
        return CellState.CANCELLED
    if inside and overdue:
        return CellState.OVERDUE
    if door == "unknown":
        return CellState.UNKNOWN
    if disabled:
        return CellState.DISABLED
    return CellState.OCCUPIED if inside else CellState.FREE
