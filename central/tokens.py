"""Terminals' tokens: 256 random bits, kept only as their SHA-256."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from central.quick import Quick
from central.refusals import UnknownTerminal

_BY_HASH = Quick(
    "SELECT t.code, t.token_sha256, t.seen_ms, h.time_zone FROM terminals t CROSS JOIN hall h "
    "WHERE t.token_sha256 = :hash"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The terminal that asks, and the hall's time zone."""

    terminal: str
    zone: str
    seen_ms: int | None


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def bearer(authorization: str) -> str:
    """The token of an Authorization header. Raises UnknownTerminal."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnknownTerminal("no terminal token: send the header Authorization: Bearer TOKEN")
    return token.strip()


def caller(db: Connection, token: str) -> Caller:
    """Who holds this token. Raises UnknownTerminal."""
    hashed = token_hash(token)
    row = _BY_HASH.first(db, {"hash": hashed})
    if row is None or not hmac.compare_digest(row[1], hashed):
        raise UnknownTerminal(
            "unknown terminal token: it was renewed, or the terminal was never added; run `main.py terminal add`"
        )
    terminal, _, seen_ms, zone = row
    return Caller(terminal, zone, seen_ms)
