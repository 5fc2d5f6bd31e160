"""Whether a call is of a zone. Pure; a zone is a department's place, or the floor that the place's name begins with."""

from __future__ import annotations

from kiosk.wire import Called


def within(call: Called, zone: str) -> bool:
    """`zone` as the catalogue has it, "2 楼 B 区" or "2 楼", in either language; empty: the whole hall."""
    places = (call.zone, call.zone_en)
    return not zone or zone in places or any(place.startswith((f"{zone} ", f"{zone},")) for place in places)
