"""Identity cards read from their own other end: all kinds, all refusals, cards that move, change and leave."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bench.cards.plastic import CITIZEN, Plastic, number, record
from bench.cards.sdt_frames import reply
from bench.cards.wallet import CARDS
from bench.machine import Conversation, Said
from drivers.facts import CardRead, CardRemoved, Operational
from drivers.roles import Outcome

from .sdt_rig import machine, plain, started, until, without_photo
from .wired import WiredLink

pytestmark = pytest.mark.leaping

READABLE = [name for name in CARDS if name != "unknown_kind"]


@pytest.mark.parametrize("card", READABLE)
async def test_every_card_is_read_whole(card: str) -> None:
    async with started(WiredLink(machine(card=card))) as (reader, _):
        result = await reader.read(1.0)
    assert result.outcome is Outcome.DONE
    assert result.card is not None
    assert without_photo(result.card) == plain(CARDS[card])
    assert (result.card.photo or b"") == CARDS[card].photo


@pytest.mark.parametrize(("latches", "reads_once"), [(True, False), (False, True), (True, True), (False, False)])
async def test_readers_may_read_a_selected_card_once_or_more(latches: bool, reads_once: bool) -> None:
    link = WiredLink(machine(card="citizen", latches=latches, reads_once=reads_once))
    async with started(link) as (reader, _):
        result = await reader.read(1.0)
    assert without_photo(result.card) == plain(CARDS["citizen"])


async def test_a_card_that_comes_later_is_waited_for() -> None:
    link = WiredLink(machine())
    async with started(link) as (reader, _):
        reading = asyncio.create_task(reader.read(3.0))
        await until(lambda: link.sent.count(bytes.fromhex("2001")) > 3)
        link.act("put_card", card="citizen")
        assert (await reading).outcome is Outcome.DONE


async def test_no_card_is_a_timeout_within_its_deadline() -> None:
    async with started(WiredLink(machine())) as (reader, _):
        began = asyncio.get_running_loop().time()
        result = await reader.read(0.3)
        assert asyncio.get_running_loop().time() - began < 0.6
    assert (result.outcome, result.error, result.card) == (Outcome.FAILED, "scan.timeout", None)


async def test_an_unknown_kind_of_card_is_refused_and_nothing_of_it_told() -> None:
    async with started(WiredLink(machine(card="unknown_kind"))) as (reader, _):
        result = await reader.read(1.0)
    assert (result.outcome, result.error, result.card) == (Outcome.FAILED, "scan.unreadable", None)
    assert "某卡" not in str(result)


async def test_a_number_that_contradicts_itself_is_refused_unless_the_hall_says_otherwise() -> None:
    values = {
        "name": "某",
        "birth": "19491002",
        "number": number("110101", "19491001"),
        "from": "20200101",
        "to": "长期",
    }
    cards = {"odd": Plastic(record(CITIZEN, values))}
    async with started(WiredLink(machine(cards, card="odd"))) as (reader, _):
        assert (await reader.read(1.0)).error == "scan.unreadable"
    async with started(WiredLink(machine(cards, card="odd")), numbers_must_check=False) as (reader, _):
        assert (await reader.read(1.0)).outcome is Outcome.DONE


async def test_a_card_that_is_not_held_still_is_read_all_the_same() -> None:
    moving = machine(card="citizen")
    moving.set_fault("moving", 0.0, on=True)
    async with started(WiredLink(moving)) as (reader, _):
        result = await reader.read(2.0)
    assert without_photo(result.card) == plain(CARDS["citizen"], address=False)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("refused", "scan.unreadable"), ("self_test_failed", "scan.inoperative"), ("not_authorised", "scan.inoperative")],
)
async def test_refusals_end_before_the_deadline_with_their_code(fault: str, error: str) -> None:
    broken = machine(card="citizen")
    broken.set_fault(fault, 0.0, on=True)
    async with started(WiredLink(broken)) as (reader, _):
        began = asyncio.get_running_loop().time()
        result = await reader.read(3.0)
        assert asyncio.get_running_loop().time() - began < 1.0
        assert (result.outcome, result.error) == (Outcome.FAILED, error)
        if error == "scan.inoperative":
            assert reader.condition().operational is Operational.FAULT
            broken.set_fault(fault, 0.0, on=False)
            await until(lambda: reader.condition().operational is Operational.READY)


async def test_a_reader_without_the_address_question_is_asked_it_once() -> None:
    old = machine(card="citizen_moved", latches=False)
    old.set_fault("no_address_question", 0.0, on=True)
    link = WiredLink(old)
    async with started(link) as (reader, _):
        for _ in range(2):
            result = await reader.read(1.0)
            assert without_photo(result.card) == plain(CARDS["citizen_moved"], address=False)
    assert link.sent.count(bytes.fromhex("AAAAAA9669 0003 3003 30")) == 1


async def test_the_address_question_can_be_switched_off() -> None:
    link = WiredLink(machine(card="citizen_moved"))
    async with started(link, appended_address=False, removal="find") as (reader, _):
        assert without_photo((await reader.read(1.0)).card) == plain(CARDS["citizen_moved"], address=False)
    assert b"\x30\x03\x30" not in link.sent


@pytest.mark.parametrize(
    "status", sorted({0x10, 0x11, 0x21, 0x23, 0x24, 0x31, 0x32, 0x33, 0x40, 0x41, 0x47, 0x81, 0x55})
)
async def test_every_status_of_a_read_ends_in_a_code_of_the_taxonomy(status: int) -> None:
    class Refusing:
        def __init__(self) -> None:
            self.reader = machine(card="citizen")

        def receive(self, data: bytes, now: float) -> Conversation:
            if data[7:9] == b"\x30\x01":
                return [Said(reply(status, sw=b"\x69\x88"))]
            return self.reader.receive(data, now)

        def power_up(self, now: float) -> Conversation:
            return ()

    refusing: Any = Refusing()
    async with started(WiredLink(refusing)) as (reader, _):
        result = await reader.read(0.4)
    assert (result.outcome, result.error) == (Outcome.FAILED, "scan.unreadable")
    assert str(result.evidence["status"]).startswith(f"{status:02X} ")


async def test_the_sam_s_number_is_told() -> None:
    async with started(WiredLink(machine())) as (reader, _):
        assert await reader.sam_number(1.0) == "05.01-20240101-0000000001-0000000002"


# --- never a wrong person ---


class Swapping:
    """The card is changed for another one just before the n-th read."""

    def __init__(self, before: int, other: str) -> None:
        self.reader = machine(card="citizen", latches=False)
        self._before, self._other, self._reads = before, other, 0

    def power_up(self, now: float) -> Conversation:
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        if data[7:9] == b"\x30\x01":
            self._reads += 1
            if self._reads == self._before:
                self.reader.act("put_card", {"card": self._other}, now)
        return self.reader.receive(data, now)


@pytest.mark.parametrize("before", [1, 2, 3])
async def test_a_card_swapped_while_it_is_read_gives_one_card_or_the_other_never_a_mixture(before: int) -> None:
    swapping: Any = Swapping(before, "citizen_moved")
    async with started(WiredLink(swapping)) as (reader, _):
        result = await reader.read(1.0)
    wanted = CARDS["citizen" if before == 3 else "citizen_moved"]
    assert result.outcome is Outcome.DONE
    assert without_photo(result.card) == plain(wanted)


class Garbling:
    """One character of the name is another one in the first `times` answers, with a right XOR."""

    def __init__(self, times: int, *, latches: bool = False) -> None:
        self.reader = machine(card="citizen", latches=latches, reads_once=latches)
        self._times = times

    def power_up(self, now: float) -> Conversation:
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        said = self.reader.receive(data, now)
        if data[7:9] == b"\x30\x01" and self._times and len(said[0].data) > 300:
            self._times -= 1
            frame = bytearray(said[0].data)
            frame[14] ^= 0x04  # of the name
            frame[1000] ^= 0x04  # of the photo, so that the XOR is right again
            return [Said(bytes(frame))]
        return said


async def test_two_flips_that_the_xor_does_not_see_are_seen_by_the_second_reading() -> None:
    garbling: Any = Garbling(1)
    async with started(WiredLink(garbling)) as (reader, _):
        result = await reader.read(1.0)
    assert without_photo(result.card) == plain(CARDS["citizen"])
    assert result.evidence["reads"] == 3


class Dawdling:
    """The answer to a read comes `seconds` late."""

    def __init__(self, seconds: float) -> None:
        self.reader = machine(card="citizen", latches=False)
        self.seconds = seconds

    def power_up(self, now: float) -> Conversation:
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        late = self.seconds if data[7:9] == b"\x30\x01" else 0.0
        return [Said(said.data, late) for said in self.reader.receive(data, now)]


class Deaf:
    """Leaves some commands unanswered: `after` counts those that it answers before."""

    def __init__(self, command: str, after: int = 0) -> None:
        self.reader = machine(card="citizen")
        self._command, self._after = bytes.fromhex(command), after

    def power_up(self, now: float) -> Conversation:
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        if data[7:9] == self._command:
            self._after -= 1
            if self._after < 0:
                return ()
        return self.reader.receive(data, now)


@pytest.mark.parametrize(("command", "after"), [("11FF", 0), ("3001", 1), ("3003", 0)])
async def test_a_reader_that_leaves_a_question_open_reads_all_the_same(command: str, after: int) -> None:
    deaf: Any = Deaf(command, after)
    async with started(WiredLink(deaf)) as (reader, _):
        assert without_photo((await reader.read(2.0)).card) == plain(CARDS["citizen"])


async def test_late_answers_of_a_card_that_has_left_are_not_the_next_one_s() -> None:
    dawdling: Any = Dawdling(0.09)
    async with started(WiredLink(dawdling), read_deadline_ms=40) as (reader, _):
        assert (await reader.read(0.06)).card is None
        dawdling.seconds = 0.0
        dawdling.reader.act("put_card", {"card": "citizen_moved"}, 0.0)
        result = await reader.read(2.0)
    assert without_photo(result.card) == plain(CARDS["citizen_moved"])


# --- cards that stay, leave and come ---


async def test_a_card_s_leaving_is_told_once() -> None:
    link = WiredLink(machine(card="citizen"))
    async with started(link) as (reader, facts):
        await reader.read(1.0)
        sent = len(link.sent)
        await until(lambda: len(link.sent) > sent + 60)  # several looks later it still lies there
        assert CardRemoved("card_reader") not in facts
        link.act("take_card")
        await until(lambda: CardRemoved("card_reader") in facts)
        await until(lambda: link.sent.endswith(bytes.fromhex("11FF ED")))
        assert facts.count(CardRemoved("card_reader")) == 1


@pytest.mark.parametrize("latches", [True, False])
async def test_live_tells_each_card_once_until_it_leaves(latches: bool) -> None:
    link = WiredLink(machine(card="citizen", latches=latches))
    async with started(link, live=True) as (_, facts):

        def cards() -> list[str]:
            return [fact.card.name for fact in facts if isinstance(fact, CardRead)]

        await until(lambda: len(cards()) == 1)
        sent = len(link.sent)
        await until(lambda: len(link.sent) > sent + 100)
        assert cards() == ["张测试"]
        link.act("take_card")
        await until(lambda: CardRemoved("card_reader") in facts)
        link.act("put_card", card="citizen")
        await until(lambda: len(cards()) == 2)
        link.act("put_card", card="citizen_moved")
        await until(lambda: cards() == ["张测试", "张测试", "李样例"])
        assert facts.count(CardRemoved("card_reader")) == 2


async def test_live_with_removal_by_find_on_a_reader_that_finds_cards_again() -> None:
    link = WiredLink(machine(card="citizen", latches=False))
    async with started(link, live=True, removal="find", appended_address=False) as (_, facts):
        await until(lambda: any(isinstance(fact, CardRead) for fact in facts))
        sent = len(link.sent)
        await until(lambda: len(link.sent) > sent + 200)
        link.act("take_card")
        await until(lambda: CardRemoved("card_reader") in facts)
        assert sum(isinstance(fact, CardRead) for fact in facts) == 1


async def test_a_reader_that_is_unplugged_with_a_card_on_it_tells_that_it_is_gone() -> None:
    link = WiredLink(machine(card="citizen"))
    async with started(link) as (reader, facts):
        await reader.read(1.0)
        link.unplug()
        await until(lambda: CardRemoved("card_reader") in facts)


async def test_another_card_in_the_place_of_the_last_one_tells_that_it_left() -> None:
    link = WiredLink(machine(card="citizen"))
    async with started(link, poll_seconds=60.0) as (reader, facts):
        await reader.read(1.0)
        link.act("put_card", card="citizen_moved")
        assert without_photo((await reader.read(1.0)).card) == plain(CARDS["citizen_moved"])
        assert facts.count(CardRemoved("card_reader")) == 1
