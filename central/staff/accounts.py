"""Accounts: who may sign in, and as what. Each function is one part of a transaction."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from central.staff.roles import Role
from central.staff.settings import StaffSettings
from central.staff.tables import staff

_NAME = re.compile(r"[\w.-]{1,32}")
_SHOWN_LONGEST = 40


class AccountRefused(ValueError):
    """Nothing was changed. The sentence in English for the command line, and in Chinese for the page."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english, self.chinese = english, chinese


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    name: str
    shown: str
    role: Role
    added_ms: int
    signed_in_ms: int | None
    disabled_ms: int | None


def account_name(typed: str) -> str:
    """The name as it is kept: small and full-width letters are one."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def check_password(password: str, name: str, settings: StaffSettings) -> None:
    """Raises AccountRefused for one that is too short, too long, or the account's name."""
    shortest, longest = settings.password_shortest, settings.password_longest
    if not shortest <= len(password) <= longest:
        raise AccountRefused(
            f"the password has {len(password)} characters; it needs {shortest} to {longest}",
            f"密码有 {len(password)} 个字符，需要 {shortest} 到 {longest} 个",
        )
    if account_name(password) == name:
        raise AccountRefused("the password is the account's name; choose another", "密码不能和账号相同")


def add(db: Connection, typed: str, shown: str, role: Role, password_hash: str, now_ms: int) -> Account:
    """Raises AccountRefused."""
    name, shown = account_name(typed), shown.strip() or typed.strip()
    if not _NAME.fullmatch(name):
        raise AccountRefused(
            f"account name {typed!r}: write 1 to 32 letters, digits, dots, dashes or underscores",
            "账号请用 1 到 32 个字母、数字、点、横线或下划线",
        )
    if len(shown) > _SHOWN_LONGEST:
        raise AccountRefused(f"shown name: at most {_SHOWN_LONGEST} characters", f"姓名最多 {_SHOWN_LONGEST} 个字符")
    if db.execute(select(staff.c.id).where(staff.c.name == name)).first() is not None:
        raise AccountRefused(f"account {name!r} is there already", f"已经有账号 {name}")
    values = {"name": name, "shown": shown, "role": role, "password": password_hash, "added_ms": now_ms}
    db.execute(staff.insert().values(values))
    return by_name(db, name)


def by_name(db: Connection, typed: str) -> Account:
    """Raises AccountRefused for a name that nobody has."""
    name = account_name(typed)
    row = db.execute(select(staff).where(staff.c.name == name)).first()
    if row is None:
        raise AccountRefused(f"there is no account {name!r}; `main.py staff list` shows all", f"没有账号 {name}")
    return account(row)


def every(db: Connection) -> list[Account]:
    return [account(row) for row in db.execute(select(staff).order_by(staff.c.name))]


def any_account(db: Connection) -> bool:
    return db.execute(select(staff.c.id).limit(1)).first() is not None


def set_disabled(db: Connection, account_id: int, disabled_ms: int | None) -> None:
    """None: enabled again."""
    db.execute(update(staff).where(staff.c.id == account_id).values(disabled_ms=disabled_ms))


def set_password(db: Connection, account_id: int, password_hash: str) -> None:
    db.execute(update(staff).where(staff.c.id == account_id).values(password=password_hash))


def replace_password(db: Connection, account_id: int, old_hash: str, password_hash: str) -> bool:
    """Whether the account still had the old one."""
    still = (staff.c.id == account_id) & (staff.c.password == old_hash)
    return db.execute(update(staff).where(still).values(password=password_hash)).rowcount > 0


def set_role(db: Connection, account_id: int, role: Role) -> None:
    """Two who change each other wait. Raises AccountRefused when nobody could manage accounts any more."""
    enabled = (staff.c.role == Role.ADMINISTRATOR) & staff.c.disabled_ms.is_(None)
    administrators = (
        db.execute(select(staff.c.id).where(enabled).order_by(staff.c.id).with_for_update()).scalars().all()
    )
    if role is not Role.ADMINISTRATOR and list(administrators) == [account_id]:
        raise AccountRefused(
            "this is the last administrator; make another one first", "这是最后一位管理员，请先设另一位管理员"
        )
    db.execute(update(staff).where(staff.c.id == account_id).values(role=role))


def account(row: Any) -> Account:
    """Of a row that has the columns of `staff`."""
    return Account(row.id, row.name, row.shown, Role(row.role), row.added_ms, row.signed_in_ms, row.disabled_ms)
