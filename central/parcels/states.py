"""How far parcels, their post and their messages have come, as the tables hold it."""

from __future__ import annotations

from enum import StrEnum


class ParcelState(StrEnum):
    """Where it is, by what cabinets told and staff did."""

    REGISTERED = "registered"  # not in a cell yet, or not any more after an undone deposit
    INSIDE = "inside"
    COLLECTED = "collected"  # by its receiver
    RECOVERED = "recovered"  # staff took it out
    CANCELLED = "cancelled"  # before it was ever put in
    POSTED = "posted"  # handed to the courier, or to be


OUT = (ParcelState.COLLECTED, ParcelState.RECOVERED, ParcelState.CANCELLED, ParcelState.POSTED)


class PostState(StrEnum):
    """How far a parcel for the courier is; each only after the one before."""

    REGISTERED = "registered"
    HANDED_OVER = "handed_over"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    RETURNED = "returned"


NEXT_POST = {
    PostState.REGISTERED: (PostState.HANDED_OVER,),
    PostState.HANDED_OVER: (PostState.UNDER_WAY, PostState.DELIVERED, PostState.RETURNED),
    PostState.UNDER_WAY: (PostState.DELIVERED, PostState.RETURNED),
    PostState.DELIVERED: (),
    PostState.RETURNED: (),
}


class MessageKind(StrEnum):
    CODE = "code"  # it lies there: its code, place and time
    REISSUED = "reissued"  # the code before opens nothing any more
    REMINDER = "reminder"


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # claimed by a process; longer than the deadline: nobody knows
    SENT = "sent"
    FAILED = "failed"  # refused for good, or given up
    UNKNOWN = "unknown"  # handed to the gateway, which never answered
    DROPPED = "dropped"  # nothing to say any more: collected, reissued, or too old


class Step(StrEnum):
    """What happened to a parcel, in `parcel_steps`."""

    REGISTERED = "registered"
    DEPOSITED = "deposited"
    LEFT = "left"
    UNDONE = "undone"
    COLLECTED = "collected"
    RECOVERED = "recovered"
    DISPUTED = "disputed"
    REISSUED = "reissued"
    CANCELLED = "cancelled"
    MOVED = "moved"  # to another cabinet
    EXPIRY = "expiry"
    FOR_POST = "for_post"
    WAYBILL = "waybill"
    HANDED_OVER = "handed_over"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    RETURNED = "returned"
    CONFLICT = "conflict"
    FORGOTTEN = "forgotten"
    CODE_SHOWN = "code_shown"  # to a manager
