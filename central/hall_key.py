"""The hall's key: with it an ID number becomes a hash that is worth nothing to anybody else (kiosk/person.py).

Made at first need, kept in the database, told to terminals by the feed. Losing it means that hashes made before fit
nobody; telling it means that they could be searched through.
"""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select, text

from central.tables import secrets as kept

_NAME = "person"
_MAKE = text("INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")


def hall_key(db: Connection) -> bytes:
    """32 bytes, the same for ever. Inside a writing transaction: the first call makes it."""
    found = _read(db)
    if found is None:
        db.execute(_MAKE, {"name": _NAME, "value": secrets.token_hex(32)})
        found = _read(db)
    if found is None:
        raise LookupError("the hall's key is neither in the table secrets nor could it be made")
    return found


def known_hall_key(db: Connection) -> bytes | None:
    """None before it was made; for transactions that only read."""
    return _read(db)


def _read(db: Connection) -> bytes | None:
    value = db.execute(select(kept.c.value).where(kept.c.name == _NAME)).scalar()
    return None if value is None else bytes.fromhex(value)
