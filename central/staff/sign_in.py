"""Signing in: count the attempt, look at the password, begin a session. The same words and the same time for a wrong
password, a name that nobody has, and a disabled account.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.clock import Clock
from central.database import Database
from central.refusals import TooBusy
from central.staff import sessions
from central.staff.accounts import account_name, set_password
from central.staff.attempts import count_attempt, forgive
from central.staff.audit import What, note
from central.staff.passwords import Passwords
from central.staff.settings import StaffSettings
from central.staff.tables import staff

_NAME_LONGEST = 64  # longer ones are nobody's


class SignInRefused(Exception):
    """`wait_seconds` above 0: too many failures, the next attempt is looked at after that."""

    def __init__(self, wait_seconds: int = 0) -> None:
        super().__init__("wrong name or password" if not wait_seconds else f"paused for {wait_seconds} s")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class _Knock:
    wait_ms: int
    account: int | None = None  # one that is enabled
    password: str | None = None


class SignIn:
    def __init__(self, database: Database, settings: StaffSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._passwords = Passwords(settings)
        self._turns = asyncio.Semaphore(settings.sign_ins_in_work)

    async def __call__(self, typed_name: str, password: str, address: str) -> str:
        """The new session's token. Raises SignInRefused, or TooBusy when its turn did not come in time."""
        wait_seconds = self._settings.sign_in_wait_seconds
        try:
            async with asyncio.timeout(wait_seconds):
                await self._turns.acquire()
        except TimeoutError as error:
            raise TooBusy(f"many sign in just now; no turn within {wait_seconds:g} s, try again", 1) from error
        try:
            return await self._in_turn(account_name(typed_name[:_NAME_LONGEST]), password, address)
        finally:
            self._turns.release()

    async def _in_turn(self, name: str, password: str, address: str) -> str:
        knock = await self._database.write(lambda db: self._knock(db, name, address))
        if knock.wait_ms:
            raise SignInRefused(-(-knock.wait_ms // 1000))
        password = password[: self._settings.password_longest + 1]
        fits = await asyncio.to_thread(self._passwords.fits, knock.password, password)
        if fits and knock.account is not None and knock.password is not None:
            anew = None
            if self._passwords.is_outdated(knock.password):
                anew = await asyncio.to_thread(self._passwords.hashed, password)
            token = await self._database.write(lambda db: self._enter(db, knock, name, address, anew))
            if token is not None:
                return token
        await self._database.write(lambda db: note(db, self._clock(), What.REFUSED, knock.account, address))
        raise SignInRefused

    def _knock(self, db: Connection, name: str, address: str) -> _Knock:
        now_ms = self._clock()
        row = db.execute(select(staff).where(staff.c.name == name)).first()
        wait_ms = count_attempt(db, name, address, now_ms, self._settings)
        if wait_ms:
            note(db, now_ms, What.REFUSED_PAUSED, None if row is None else row.id, address)
            return _Knock(wait_ms)
        if row is None or row.disabled_ms is not None:
            return _Knock(0)
        return _Knock(0, row.id, row.password)

    def _enter(self, db: Connection, knock: _Knock, name: str, address: str, anew: str | None) -> str | None:
        """None when the account was disabled or got another password while this one was looked at."""
        now_ms = self._clock()
        mine = (staff.c.id == knock.account) & (staff.c.password == knock.password) & staff.c.disabled_ms.is_(None)
        if knock.account is None or db.execute(select(staff.c.id).where(mine).with_for_update()).first() is None:
            return None
        if anew is not None:
            set_password(db, knock.account, anew)
        forgive(db, name, address)
        note(db, now_ms, What.SIGNED_IN, knock.account, address)
        return sessions.begin(db, knock.account, now_ms)
