"""The tokens of systems that send lists over HTTP: one a hall for each kind of list, kept as its SHA-256."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from central.refusals import UnknownTerminal
from central.tables import secrets
from central.tokens import new_token, token_hash

_PUT = text(
    "INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """`name`: what it sends, and its row among the secrets. `command`: makes a new token."""

    name: str
    command: str

    def renew_token(self, db: Connection) -> str:
        """A new one; the one before ends."""
        token = new_token()
        db.execute(_PUT, {"name": self.name, "value": token_hash(token)})
        return token

    def check_token(self, db: Connection, token: str) -> None:
        """Raises UnknownTerminal."""
        kept = db.execute(select(secrets.c.value).where(secrets.c.name == self.name)).scalar()
        if kept is None or not hmac.compare_digest(kept, token_hash(token)):
            raise UnknownTerminal(
                f"unknown token for {self.name}: it was renewed or never made; run `main.py {self.command}`"
            )


APPOINTMENTS = Sender("appointments", "appointments token")
PARCELS = Sender("parcels", "parcel token")
