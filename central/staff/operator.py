"""What an operator does with accounts from the command line. Works beside running servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from central.admin import operate
from central.clock import iso, wall_clock
from central.staff import accounts, changes
from central.staff.audit import COMMAND_LINE
from central.staff.changes import By
from central.staff.passwords import NO_PASSWORD, Passwords
from central.staff.roles import Role
from central.staff.settings import StaffSettings


@dataclass(frozen=True, slots=True)
class StaffOffice:
    """Each method raises AdminError for a database that cannot be used, or AccountRefused; then nothing was changed."""

    database: str
    settings: StaffSettings

    def add(self, name: str, shown: str, role: Role, password: str | None) -> dict[str, Any]:
        """Without a password the account signs in by links only, until it is given one."""
        hashed = NO_PASSWORD if password is None else self._hashed(name, password)
        by = By(wall_clock(), COMMAND_LINE)
        return told(operate(self.database, lambda db: changes.add(db, name, shown, role, hashed, by)))

    def list(self) -> list[dict[str, Any]]:
        return [told(account) for account in operate(self.database, accounts.every)]

    def disable(self, name: str) -> dict[str, Any]:
        def work(db: Connection) -> accounts.Account:
            changes.disable(db, accounts.by_name(db, name).id, By(wall_clock(), COMMAND_LINE))
            return accounts.by_name(db, name)

        return told(operate(self.database, work))

    def enable(self, name: str) -> dict[str, Any]:
        def work(db: Connection) -> accounts.Account:
            changes.enable(db, accounts.by_name(db, name).id, By(wall_clock(), COMMAND_LINE))
            return accounts.by_name(db, name)

        return told(operate(self.database, work))

    def change_password(self, name: str, password: str) -> dict[str, Any]:
        hashed = self._hashed(name, password)

        def work(db: Connection) -> accounts.Account:
            account = accounts.by_name(db, name)
            changes.change_password(db, account.id, hashed, By(wall_clock(), COMMAND_LINE))
            return account

        return told(operate(self.database, work))

    def link(self, name: str, minutes: int) -> dict[str, Any]:
        """A path of the server that signs this account in, once."""
        now_ms = wall_clock()
        expires_ms = now_ms + minutes * 60_000

        def work(db: Connection) -> str:
            return changes.give_link(db, accounts.by_name(db, name).id, expires_ms, By(now_ms, COMMAND_LINE))

        path = f"/sign-in/link/{operate(self.database, work)}"
        return {"staff": accounts.account_name(name), "path": path, "expires_at": iso(expires_ms)}

    def _hashed(self, name: str, password: str) -> str:
        accounts.check_password(password, accounts.account_name(name), self.settings)
        return Passwords(self.settings).hashed(password)


def told(account: accounts.Account) -> dict[str, Any]:
    """For people and machines; holds no password."""
    return {
        "staff": account.name,
        "shown": account.shown,
        "role": account.role,
        "signed_in_at": None if account.signed_in_ms is None else iso(account.signed_in_ms),
        "disabled_at": None if account.disabled_ms is None else iso(account.disabled_ms),
    }
