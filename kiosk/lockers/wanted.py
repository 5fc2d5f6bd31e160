"""What a door is to be opened for. From whoever asks the cabinet to its openings; one wanted door, one opening."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.lockers.events import OpenFor, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`by`: an account or an order's key, empty for a citizen; `second`: another of the staff."""

    cell: int
    for_what: OpenFor
    way: Way
    parcel: str = ""
    by: str = ""
    second: str = ""
    visit: str = ""
