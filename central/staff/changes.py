"""Changes to accounts, whole: what else ends with them, and the audit's row. For the accounts page and the command
line.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from central.staff import accounts, links, sessions
from central.staff.accounts import Account
from central.staff.audit import What, note
from central.staff.roles import Role


@dataclass(frozen=True, slots=True)
class By:
    """Who changes it and when. `account`: the administrator's, None on the command line."""

    now_ms: int
    address: str
    account: int | None = None


def add(db: Connection, name: str, shown: str, role: Role, password_hash: str, by: By) -> Account:
    """Raises AccountRefused."""
    added = accounts.add(db, name, shown, role, password_hash, by.now_ms)
    note(db, by.now_ms, What.ADDED, added.id, by.address, by.account)
    return added


def disable(db: Connection, account_id: int, by: By) -> None:
    accounts.set_disabled(db, account_id, by.now_ms)
    _end_everything(db, account_id, by)
    note(db, by.now_ms, What.DISABLED, account_id, by.address, by.account)


def enable(db: Connection, account_id: int, by: By) -> None:
    accounts.set_disabled(db, account_id, None)
    note(db, by.now_ms, What.ENABLED, account_id, by.address, by.account)


def change_password(db: Connection, account_id: int, password_hash: str, by: By) -> None:
    accounts.set_password(db, account_id, password_hash)
    _end_everything(db, account_id, by)
    note(db, by.now_ms, What.PASSWORD, account_id, by.address, by.account)


def change_own_password(
    db: Connection, account_id: int, old_hash: str, password_hash: str, session: str, by: By
) -> bool:
    """By its person, who stays signed in here (`session`) and nowhere else. False when it was changed meanwhile."""
    if not accounts.replace_password(db, account_id, old_hash, password_hash):
        return False
    sessions.end_all(db, account_id, by.now_ms, but=session)
    links.end_links(db, account_id)
    note(db, by.now_ms, What.PASSWORD, account_id, by.address, by.account)
    return True


def change_role(db: Connection, account_id: int, role: Role, by: By) -> None:
    """It counts from the next page on. Raises AccountRefused for the last administrator."""
    accounts.set_role(db, account_id, role)
    note(db, by.now_ms, What(f"role-{role}"), account_id, by.address, by.account)


def give_link(db: Connection, account_id: int, expires_ms: int, by: By) -> str:
    note(db, by.now_ms, What.LINK, account_id, by.address, by.account)
    return links.new_link(db, account_id, expires_ms)


def _end_everything(db: Connection, account_id: int, by: By) -> None:
    """Whoever knew the old password is out."""
    sessions.end_all(db, account_id, by.now_ms)
    links.end_links(db, account_id)
