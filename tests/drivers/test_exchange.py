"""Questions and answers on one line: late answers, echoes, buses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.clock import SystemClock
from drivers.errors import LinkError
from drivers.exchange import Exchange
from drivers.link.bus import Bus
from drivers.link.memory import pair


class Lines:
    """Frames that end with a newline."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Sequence[bytes]:
        *lines, self._held = (self._held + data).split(b"\n")
        return lines

    def forget(self) -> None:
        self._held = b""


def answer_to(question: bytes) -> Callable[[bytes], bytes | None]:
    return lambda frame: frame if frame.startswith(question[:1].lower()) and frame.islower() else None


class Line:
    """An exchange at the near end; what the far end answers is given."""

    def __init__(self, late_answer_seconds: float = 5.0) -> None:
        self.near, self.far = pair()
        self.unasked: list[bytes] = []
        self.asked: list[bytes] = []
        self.answers: list[bytes | None] = []  # the next ones; None: silence
        self.exchange = Exchange[bytes](
            self.near, SystemClock(), Lines(), self.unasked.append, late_answer_seconds=late_answer_seconds
        )

    async def open(self) -> None:
        await self.near.open(self.exchange.received, lambda error: self.exchange.fail(error))
        await self.far.open(self._hear, lambda error: None)
        self.exchange.begin()

    def _hear(self, data: bytes) -> None:
        self.asked.append(data)
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            self.near.deliver(answer)

    async def ask(self, question: bytes, deadline_seconds: float = 0.02) -> bytes | None:
        return await self.exchange.ask(question, answer_to(question), deadline_seconds)


async def test_an_answer_is_taken_and_other_frames_are_told() -> None:
    line = Line()
    await line.open()
    line.answers = [b"report\nay\n"]
    assert await line.ask(b"A?") == b"ay"
    assert line.unasked == [b"report"]


async def test_the_late_answer_of_an_earlier_question_is_not_taken_for_the_next_ones() -> None:
    line = Line()
    await line.open()
    line.answers = [None, b"a-old\na-new\n"]
    assert await line.ask(b"A?") is None
    assert await line.ask(b"A?") == b"a-new"
    assert line.unasked == [b"a-old"]


async def test_an_answer_that_never_comes_is_owed_only_for_a_while() -> None:
    line = Line(late_answer_seconds=0.0)
    await line.open()
    line.answers = [None, b"a-new\n"]
    assert await line.ask(b"A?") is None
    assert await line.ask(b"A?") == b"a-new"


@given(st.lists(st.integers(1, 6), max_size=4))
def test_an_echo_is_dropped_however_it_is_cut(cuts: list[int]) -> None:
    async def run() -> None:
        line = Line()
        await line.open()
        line.exchange.echoes = True

        def echo_and_answer(data: bytes) -> None:
            whole, at = data + b"ay\n", 0
            for cut in cuts:
                line.near.deliver(whole[at : at + cut])
                at += cut
            line.near.deliver(whole[at:])

        line.far._received = echo_and_answer
        assert await line.ask(b"a?\n", 1.0) == b"ay"
        assert line.unasked == []

    asyncio.run(run())


async def test_an_adapter_that_echoes_is_learned_and_one_that_does_not_as_well() -> None:
    for echoes in (True, False):
        line = Line()
        await line.open()
        line.answers = [(b"a?\n" if echoes else b"") + b"ay\n"]
        assert await line.exchange.learn_echo(b"a?\n", answer_to(b"a"), 1.0) == b"ay"
        assert line.exchange.echoes is echoes


async def test_an_answer_that_looks_like_our_own_bytes_is_found_at_the_deadline() -> None:
    line = Line()
    await line.open()
    line.exchange.echoes = True
    line.answers = [b"ab\n"]  # the adapter gave no echo this time
    assert await line.ask(b"ab\nc") == b"ab"


async def test_a_lost_answer_does_not_make_every_later_one_late() -> None:
    line = Line(late_answer_seconds=0.08)
    await line.open()
    line.answers = [None, *(b"a%d\n" % n for n in range(40))]
    async with asyncio.timeout(2):
        while (answer := await line.ask(b"A?")) is None:
            pass
    assert answer == b"a%d" % (len(line.asked) - 2)  # its own, not an earlier question's


async def test_a_debt_of_another_kind_of_question_delays_nothing() -> None:
    line = Line()
    await line.open()
    line.answers = [None, b"by\n"]
    assert await line.ask(b"A?") is None
    assert await line.ask(b"B?") == b"by"


async def test_a_broken_line_ends_the_question() -> None:
    line = Line()
    await line.open()
    asking = asyncio.create_task(line.ask(b"A?", 5.0))
    await asyncio.sleep(0)
    line.near.unplug()
    with pytest.raises(LinkError):
        await asking


async def test_one_question_is_on_a_bus_at_a_time_and_every_tap_hears_everything() -> None:
    near, _far = pair()
    bus = Bus(near)
    heard: dict[str, bytes] = {"a": b"", "b": b""}
    taps = {name: bus.tap() for name in heard}

    def hears(name: str) -> Callable[[bytes], None]:
        def hear(data: bytes) -> None:
            heard[name] += data

        return hear

    for name, tap in taps.items():
        await tap.open(hears(name), lambda error: None)
    near.deliver(b"xyz")
    assert heard == {"a": b"xyz", "b": b"xyz"}
    order: list[str] = []

    async def talk(name: str) -> None:
        async with taps[name].turn():
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")

    await asyncio.gather(talk("a"), talk("b"))
    assert order == ["a begins", "a ends", "b begins", "b ends"]
    await taps["a"].close()
    assert near._received is not None
    assert (await taps["a"].reset() or "").endswith("in use by other devices of its line")
    await taps["b"].close()
    assert near._received is None
    assert await taps["a"].reset() is None
    assert near.resets == 1


async def test_a_bus_that_breaks_breaks_for_every_tap() -> None:
    near, _far = pair()
    bus = Bus(near)
    lost: list[str] = []
    taps = [bus.tap(), bus.tap()]
    for n, tap in enumerate(taps):
        await tap.open(lambda data: None, lambda error, n=n: lost.append(f"{n} {error.code}"))  # type: ignore[misc]
    near.unplug()
    assert lost == ["0 link.absent", "1 link.absent"]
    for tap in taps:
        await tap.close()
    with pytest.raises(LinkError, match="not open"):
        await taps[0].write(b"x", 1.0)
