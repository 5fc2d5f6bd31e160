"""Who stands there: something typed, scanned or laid on becomes parcels, somebody of the staff, or why not.

Between the visits and the centre's parcels. A code costs one slow hash in a thread and one look into a dictionary,
right or wrong. What was refused is in the journal, with nothing of what it was, before anybody is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from kiosk.journal import Transaction
from kiosk.lockers import store_notes
from kiosk.lockers.cells import Lying
from kiosk.lockers.events import ONCE_SHOWN, CodeRefused, StaffAtCabinet, Way
from kiosk.lockers.found import Found, NotFound, SignedIn
from kiosk.lockers.guarding import Guarding
from kiosk.lockers.inside import lying_of
from kiosk.lockers.pass_code import BadgePass, PickupPass, read_pass
from kiosk.lockers.secret import code_hash
from kiosk.lockers.views import Entry, Label
from kiosk.lockers.wire import CabinetBody, OncePass, ParcelBody, ParcelFor, Standing
from kiosk.lockers.works import Works

ONCE, BADGE = "once", "badge"
WORDS = {
    Entry.UNKNOWN: "unknown",
    Entry.STAFF_UNKNOWN: "unknown",
    Entry.NOT_VALID: "unknown",
    Entry.STALE: "stale",
    Entry.OTHER_CABINET: "other_cabinet",
    Entry.NOTHING_HERE: "not_here",
    Entry.PAUSED: "paused",
    Entry.STOPPED: "stopped",
}  # of events.CodeRefused.why


class Entrance:
    def __init__(self, works: Works, guarding: Guarding) -> None:
        self._works = works
        self._guarding = guarding
        self._used: set[str] = set()  # once-codes
        self._one_hash = asyncio.Lock()

    def settle(self, used: set[str]) -> None:
        """Once-codes that were used before this start."""
        self._used = used

    @property
    def busy(self) -> bool:
        """A code is being looked up."""
        return self._one_hash.locked()

    async def by_code(self, typed: str, visit: str) -> Found | NotFound:
        """Raises JournalError."""
        hashed = await self._hashed(typed)
        if isinstance(hashed, NotFound):
            return await self._refuse(hashed.why, Way.CODE, visit)
        found = self._lying(self._works.parcels.with_code(hashed))
        if found:
            await self._guarding.accepted()
            return Found(found, Way.CODE)
        return await self._wrong(Entry.UNKNOWN, Way.CODE, visit)

    async def by_once(self, typed: str, visit: str) -> SignedIn | NotFound:
        """Raises JournalError."""
        hashed = await self._hashed(typed)
        if isinstance(hashed, NotFound):
            return await self._refuse(hashed.why, Way.STAFF, visit)
        for once in self._once(hashed):
            signed = SignedIn(once.account, once.name, ONCE)
            if await self._works.journal.write(partial(_use, hashed, signed)):
                self._used.add(hashed)
                await self._guarding.accepted()
                return signed
        return await self._wrong(Entry.STAFF_UNKNOWN, Way.STAFF, visit)

    async def by_pass(self, text: str, visit: str) -> Found | SignedIn | NotFound:
        """Raises JournalError."""
        cabinet = self._works.parcels.cabinet
        words = read_pass(cabinet.public_key, text) if cabinet else None
        if isinstance(words, PickupPass):
            return await self._by_pickup_pass(words, visit)
        if isinstance(words, BadgePass) and cabinet:
            return await self._by_badge(cabinet, words, visit)
        return await self._refuse(Entry.NOT_VALID, Way.QR, visit)

    async def by_person(self, person: str, visit: str) -> Found | NotFound:
        """Raises JournalError."""
        found = self._lying(self._works.parcels.of_person(person))
        return Found(found, Way.CARD) if found else await self._refuse(Entry.NOTHING_HERE, Way.CARD, visit)

    def by_label(self, text: str) -> ParcelBody | Label:
        """The parcel to put in, or why none."""
        parcels = self._works.parcels
        known = [parcels.bodies[one] for one in sorted(parcels.with_label(text.strip()))]
        if not known:
            return Label.UNKNOWN
        contents = self._works.contents.parcels
        lying = [lying_of(self._works, contents[body.id]) for body in known if body.id in contents]
        if any(one is not None and one.deposited for one in lying):
            return Label.ALREADY_IN
        gone = {body.id for body in known if body.id in contents and lying_of(self._works, contents[body.id]) is None}
        expected = [body for body in known if body.standing is Standing.OPEN and body.for_ is ParcelFor.PICKUP]
        return next((body for body in expected if body.id not in gone), Label.NOT_EXPECTED)

    # --- codes ---

    async def _hashed(self, typed: str) -> str | NotFound:
        """One slow computation at a time; none while no code counts."""
        async with self._one_hash:
            cabinet = self._works.parcels.cabinet
            if cabinet is None:
                return NotFound(Entry.UNKNOWN)
            closed = self._guarding.closed()
            if closed is not None:
                return NotFound(closed)
            if not (typed.isascii() and typed.isdigit()):
                return NotFound(Entry.UNKNOWN)
            return await asyncio.to_thread(code_hash, cabinet.salt, cabinet.cost, typed)

    def _lying(self, parcels: Iterable[str]) -> tuple[Lying, ...]:
        """Those that lie here for their receiver, by cell."""
        works = self._works
        kept = [works.contents.parcels[one] for one in parcels if one in works.contents.parcels]
        lying = [one for one in (lying_of(works, each) for each in kept) if one is not None and one.for_pickup]
        return tuple(sorted(lying, key=lambda one: one.cell))

    def _once(self, hashed: str) -> list[OncePass]:
        cabinet = self._works.parcels.cabinet
        if cabinet is None or hashed in self._used:
            return []
        return [once for once in cabinet.once if once.code == hashed and self._in_time(once.until)]

    def _in_time(self, until: str) -> bool:
        try:
            return self._works.time.now() < datetime.fromisoformat(until)
        except (ValueError, TypeError):  # unreadable, or without an offset
            return False

    # --- passes ---

    async def _by_pickup_pass(self, words: PickupPass, visit: str) -> Found | NotFound:
        if words.cabinet != self._works.code:
            return await self._refuse(Entry.OTHER_CABINET, Way.QR, visit)
        found = self._lying([words.parcel])
        if not found:
            return await self._refuse(Entry.NOTHING_HERE, Way.QR, visit)
        body = found[0].body
        if body is None or words.issue != body.issue:
            return await self._refuse(Entry.STALE, Way.QR, visit)
        if words.until <= self._works.time.seconds():
            return await self._refuse(Entry.STALE, Way.QR, visit, "expired")
        return Found(found, Way.QR)

    async def _by_badge(self, cabinet: CabinetBody, words: BadgePass, visit: str) -> SignedIn | NotFound:
        for staff in cabinet.staff:
            if staff.account == words.account and words.serial and staff.badge == words.serial:
                if words.until <= self._works.time.seconds():
                    return await self._refuse(Entry.STALE, Way.STAFF, visit, "expired")
                signed = SignedIn(staff.account, staff.name, BADGE)
                await self._works.journal.append(StaffAtCabinet(account=staff.account, way=BADGE, there=True))
                return signed
        return await self._refuse(Entry.STAFF_UNKNOWN, Way.STAFF, visit)

    # --- no ---

    async def _wrong(self, why: Entry, way: Way, visit: str) -> NotFound:
        """A wrong code: counted."""
        await self._guarding.refused(visit, way, WORDS[why])
        return NotFound(why, self._guarding.tries_left(visit), self._guarding.pause_seconds)

    async def _refuse(self, why: Entry, way: Way, visit: str, word: str = "") -> NotFound:
        """Nothing that was guessed: told, not counted."""
        told = CodeRefused(way=way, why=word or WORDS[why], visit=visit, today=self._guarding.today)
        await self._works.journal.append(told)
        codes = way in (Way.CODE, Way.STAFF) and why in (Entry.PAUSED, Entry.STOPPED)
        return NotFound(why, 0 if codes else None, self._guarding.pause_seconds)


def _use(hashed: str, signed: SignedIn, tx: Transaction) -> bool:
    """Whether the once-code had not been used; then it is now."""
    fresh = store_notes.use_up(tx, hashed)
    if fresh:
        tx.event(StaffAtCabinet(account=signed.account, way=signed.way, there=True, once=hashed[:ONCE_SHOWN]))
    return fresh
