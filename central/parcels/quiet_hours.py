"""When reminders may be sent: nobody is woken for one. Pure; for putting them in order and for sending them."""

from __future__ import annotations

from datetime import time

from central.clock import in_hall
from central.parcels.settings import ParcelSettings


def may_remind(begins: time, ends: time, now: time) -> bool:
    """Over midnight where `ends` is before `begins`."""
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def may_remind_now(settings: ParcelSettings, zone: str, now_ms: int) -> bool:
    begins, ends = time.fromisoformat(settings.messages_from), time.fromisoformat(settings.messages_until)
    return may_remind(begins, ends, in_hall(now_ms, zone).time())
