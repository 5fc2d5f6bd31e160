"""The token of the system that registers parcels over HTTP: one for the hall, kept as its SHA-256."""

from __future__ import annotations

import hmac

from sqlalchemy import Connection, select, text

from central.refusals import UnknownTerminal
from central.tables import secrets
from central.tokens import new_token, token_hash

_NAME = "parcels"
_PUT = text(
    "INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


def renew_token(db: Connection) -> str:
    """A new one; the one before ends."""
    token = new_token()
    db.execute(_PUT, {"name": _NAME, "value": token_hash(token)})
    return token


def check_token(db: Connection, token: str) -> None:
    """Raises UnknownTerminal."""
    kept = db.execute(select(secrets.c.value).where(secrets.c.name == _NAME)).scalar()
    if kept is None or not hmac.compare_digest(kept, token_hash(token)):
        raise UnknownTerminal("unknown token for parcels: it was renewed or never made; run `main.py parcel token`")
