"""Growing pauses after wrong passwords, for each name and each address. Every attempt is counted before its password is
looked at, so that many at once gain nothing; a right one is taken off again.
"""

from __future__ import annotations

import ipaddress

from sqlalchemy import Connection, delete, select, text, update

from central.staff.settings import StaffSettings
from central.staff.tables import staff_attempts

_COUNT = text(
    "INSERT INTO staff_attempts (key, failures, last_ms, until_ms) VALUES (:key, 1, :now, 0) ON CONFLICT (key) "
    "DO UPDATE SET last_ms = excluded.last_ms, failures = CASE WHEN staff_attempts.last_ms < :forgotten THEN 1 "
    "ELSE staff_attempts.failures + 1 END RETURNING failures"
)
_IPV6_HOME_BITS = 64  # one household or hall has all the addresses of such a network


def pause_ms(failures: int, free: int, settings: StaffSettings) -> int:
    """How long nobody is let in after this many failures."""
    beyond = failures - free
    if beyond < 0:
        return 0
    return min(settings.longest_pause_ms, settings.first_pause_ms << min(beyond, 30))


def network_of(address: str) -> str:
    """An IPv4 address, or an IPv6 network of 64 bits; anything else as it is."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, _IPV6_HOME_BITS), strict=False))


def count_attempt(db: Connection, name: str, address: str, now_ms: int, settings: StaffSettings) -> int:
    """0, and the attempt is counted; or the milliseconds that are still to be waited."""
    keys = _keys(name, address, settings)
    query = select(staff_attempts.c.until_ms).where(staff_attempts.c.key.in_(list(keys)))
    until_ms = max(db.execute(query.order_by(staff_attempts.c.key).with_for_update()).scalars(), default=0)
    if now_ms < until_ms <= now_ms + settings.longest_pause_ms:  # else the clock was set back
        return int(until_ms) - now_ms
    for key, free in keys.items():
        forgotten_ms = now_ms - settings.forget_failures_ms
        counted = db.execute(_COUNT, {"key": key, "now": now_ms, "forgotten": forgotten_ms}).scalar_one()
        pause_until_ms = now_ms + pause_ms(counted, free, settings)
        db.execute(update(staff_attempts).where(staff_attempts.c.key == key).values(until_ms=pause_until_ms))
    return 0


def forgive(db: Connection, name: str, address: str) -> None:
    """The attempt was right: the name starts anew, the address has one failure less."""
    account_key, address_key = f"account:{name}", f"address:{network_of(address)}"
    db.execute(delete(staff_attempts).where(staff_attempts.c.key == account_key))
    one_less = {"failures": staff_attempts.c.failures - 1, "until_ms": 0}
    db.execute(update(staff_attempts).where(staff_attempts.c.key == address_key).values(one_less))


def forget(db: Connection, now_ms: int, settings: StaffSettings) -> None:
    db.execute(delete(staff_attempts).where(staff_attempts.c.last_ms < now_ms - settings.forget_failures_ms))


def _keys(name: str, address: str, settings: StaffSettings) -> dict[str, int]:
    """Each key with the failures that are free; always in one order, so that two never wait for each other."""
    return {
        f"account:{name}": settings.account_failures_free,
        f"address:{network_of(address)}": settings.address_failures_free,
    }
