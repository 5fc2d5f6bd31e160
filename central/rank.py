"""In which order people are called: by when they came, less the head start of the green channel or an appointment.

A head start is bounded, so nobody starves: whoever came more than `longest_ms` after a person is never called before
that person by rank. Pure; used wherever a ticket is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.person import Green


@dataclass(frozen=True, slots=True)
class HeadStart:
    """The hall's rules, in milliseconds. `late_ms`: how late an appointment still counts as one."""

    green_ms: int
    appointment_ms: int
    late_ms: int

    @property
    def longest_ms(self) -> int:
        """Nobody is overtaken by one who came more than this later."""
        return max(self.green_ms, self.appointment_ms + self.late_ms)


def rank_ms(came_ms: int, green: Green | None, starts_ms: int | None, head_start: HeadStart) -> int:
    """The ticket's place: lower is called first. `starts_ms`: of the appointment that it is the check-in of.

    One who is early for an appointment ranks like anybody who came then; one who is late beyond `late_ms` has no
    head start from it.
    """
    rank = came_ms
    if green is not None:
        rank = came_ms - head_start.green_ms
    if starts_ms is not None and came_ms <= starts_ms + head_start.late_ms:
        rank = min(rank, starts_ms - head_start.appointment_ms)
    return rank
