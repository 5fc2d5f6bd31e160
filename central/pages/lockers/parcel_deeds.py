"""What can be done about a parcel now, and by whom: the page offers nothing else. Pure; of central/parcels/story.py.

The functions of central/parcels have the last word: between page and press a citizen may have collected it.
"""

from __future__ import annotations

from enum import StrEnum

from central.parcels.roll import ParcelLine
from central.parcels.states import NEXT_POST, ParcelState, PostState
from central.parcels.story import ParcelCard
from central.staff.roles import Role
from kiosk.lockers.wire import ParcelFor, Standing


class Ask(StrEnum):
    """Each is asked about before it is done (`?ask=`)."""

    REISSUE = "reissue"
    CODE = "code"  # show it once
    EXPIRY = "expiry"
    MOVE = "move"  # to another cabinet
    POST = "post"
    WAYBILL = "waybill"
    CANCEL = "cancel"


ROLES = {
    Ask.REISSUE: Role.CLERK,
    Ask.CODE: Role.MANAGER,
    Ask.EXPIRY: Role.CLERK,
    Ask.MOVE: Role.CLERK,
    Ask.POST: Role.CLERK,
    Ask.WAYBILL: Role.CLERK,
    Ask.CANCEL: Role.MANAGER,
}


def possible(card: ParcelCard, role: Role) -> frozenset[Ask]:
    """What this role may do to this parcel."""
    parcel = card.parcel
    is_open = parcel.standing is Standing.OPEN
    waits = is_open and parcel.state in (ParcelState.REGISTERED, ParcelState.INSIDE)
    for_pickup = parcel.kind is ParcelFor.PICKUP
    to_send = (ParcelState.REGISTERED, ParcelState.INSIDE, ParcelState.RECOVERED)
    found = {
        Ask.REISSUE: waits and for_pickup,
        Ask.CODE: waits and for_pickup and card.has_code,
        Ask.EXPIRY: waits,
        Ask.MOVE: for_pickup and card.forgotten_ms is None and _in_our_hands(parcel),
        Ask.POST: for_pickup and parcel.state in to_send,
        Ask.WAYBILL: parcel.kind is ParcelFor.POST and parcel.post_state == PostState.REGISTERED,
        Ask.CANCEL: waits,
    }
    return frozenset(ask for ask, is_possible in found.items() if is_possible and role.covers(ROLES[ask]))


def _in_our_hands(parcel: ParcelLine) -> bool:
    """Neither in a cell nor with somebody else."""
    waits = parcel.state is ParcelState.REGISTERED and parcel.standing is Standing.OPEN
    return waits or parcel.state is ParcelState.RECOVERED


def next_post(card: ParcelCard) -> tuple[PostState, ...]:
    """What the courier's parcel can become now."""
    parcel = card.parcel
    if parcel.kind is not ParcelFor.POST or not parcel.waybill or parcel.state is not ParcelState.POSTED:
        return ()
    return NEXT_POST[PostState(parcel.post_state)]
