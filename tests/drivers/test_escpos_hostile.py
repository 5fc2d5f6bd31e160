"""Printers that no manual describes: late, babbling, stuck, lying by accident. Each on a real socket or terminal."""

from __future__ import annotations

import asyncio
import os
import re
import time
import tty
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest

from drivers.paper import Cut, Document, QrCode, Text
from drivers.roles import Outcome

Running = Callable[..., Any]
Wait = Callable[..., Awaitable[None]]
ASKED = re.compile(rb"\x10\x04([\x01-\x04])|\x1d\(H\x06\x0000(.{4})|(\x1dr\x01)", re.DOTALL)


class Peer:
    """A printer in as few lines as may be: healthy, knows the marker and GS r. Tests override what they break."""

    def __init__(self) -> None:
        self.received = bytearray()
        self.writer: asyncio.StreamWriter | None = None
        self.serving: set[asyncio.Task[Any]] = set()
        self._looked = 0

    def say(self, data: bytes) -> None:
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write(data)

    def hear(self, data: bytes) -> None:
        self.received += data
        for found in ASKED.finditer(self.received, self._looked):
            self._looked = found.end()
            question, marker, queued = found.groups()
            if question:
                self.status(question[0])
            elif marker:
                self.marker(marker)
            elif queued:
                self.queued()

    def status(self, n: int) -> None:
        self.say(b"\x16" if n == 1 else b"\x12")

    def marker(self, marker: bytes) -> None:
        self.say(b'7"' + marker + b"\0")

    def queued(self) -> None:
        self.say(b"\x00")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self._looked = len(self.received)
        task = asyncio.current_task()
        assert task
        self.serving.add(task)
        try:
            await self.talk(reader, writer)
        except ConnectionError:
            return
        finally:
            self.serving.discard(task)
            writer.close()

    async def talk(self, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            self.hear(data)


@asynccontextmanager
async def listening(peer: Peer) -> AsyncIterator[str]:
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    try:
        yield f"socket://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()
        if peer.serving:
            await asyncio.wait(peer.serving, timeout=5)


async def test_the_peer_of_these_tests_is_healthy(run: Running, ticket: Document) -> None:
    async with listening(Peer()) as port, run(port) as (printer, _):
        assert (await printer.print(ticket, "A001")).outcome is Outcome.DONE


async def test_constant_babble_is_never_believed(run: Running, wait_until: Wait, ticket: Document) -> None:
    class Babbler(Peer):
        async def talk(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            random = Random(5)
            while not writer.is_closing():
                writer.write(random.randbytes(64))
                await writer.drain()
                await asyncio.sleep(0.002)

    async with listening(Babbler()) as port, run(port, online=False) as (printer, heard):
        lost = await heard.lost()
        assert lost.code in ("proto.garbage", "proto.timeout")
        for n in range(3):
            result = await printer.print(ticket, f"A{n:03}")
            assert (result.outcome, result.retry_safe) == (Outcome.FAILED, True)
            assert result.evidence["bytes_sent"] == 0


async def test_a_loop_in_the_cable_is_no_printer(run: Running) -> None:
    class Loop(Peer):
        def hear(self, data: bytes) -> None:
            self.say(data)

    async with listening(Loop()) as port, run(port, online=False) as (printer, heard):
        assert (await heard.lost()).code == "proto.timeout"
        assert not printer.online


async def test_a_marker_returned_twice_proves_one_job(run: Running, ticket: Document) -> None:
    class Twice(Peer):
        mute = False

        def marker(self, marker: bytes) -> None:
            if not self.mute:
                super().marker(marker)
                super().marker(marker)

    peer = Twice()
    async with listening(peer) as port, run(port) as (printer, _):
        assert (await printer.print(ticket, "A001")).outcome is Outcome.DONE
        peer.mute = True
        job = asyncio.create_task(printer.print(ticket, "A002"))
        await asyncio.sleep(0)
        peer.say(b'7"A001\0')
        assert (await job).outcome is Outcome.UNKNOWN


async def test_status_in_the_middle_of_the_marker_loses_neither(run: Running, ticket: Document) -> None:
    class Interrupting(Peer):
        def marker(self, marker: bytes) -> None:
            reply = b'7"' + marker + b"\0"
            self.say(reply[:4] + bytes.fromhex("10 00 03 00") + reply[4:])

    async with listening(Interrupting()) as port, run(port) as (printer, _):
        result = await printer.print(ticket, "A001")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "A")


async def test_status_followed_by_garbage_is_asked_for_twice(run: Running, ticket: Document) -> None:
    class Trailing(Peer):
        random = Random(3)

        def status(self, n: int) -> None:
            super().status(n)
            self.say(self.random.randbytes(2))

    async with listening(Trailing()) as port, run(port, garbage_limit_bytes=4096) as (printer, _):
        result = await printer.print(ticket, "A001")
        assert result.outcome in (Outcome.DONE, Outcome.FAILED)


async def test_a_line_that_reads_as_zero_when_power_goes_proves_nothing(run: Running, ticket: Document) -> None:
    class Dying(Peer):
        dead = False
        jobs = False

        def marker(self, marker: bytes) -> None:
            pass

        def queued(self) -> None:
            self.say(b"\x00")
            self.dead = self.jobs

        def status(self, n: int) -> None:
            if not self.dead:
                super().status(n)

    peer = Dying()
    async with listening(peer) as port, run(port) as (printer, _):
        peer.jobs = True
        result = await printer.print(ticket, "A001")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.UNKNOWN, "-")


async def test_a_late_answer_in_order_is_not_the_next_jobs_proof(run: Running, ticket: Document) -> None:
    class Late(Peer):
        slow = False

        def marker(self, marker: bytes) -> None:
            pass

        def queued(self) -> None:
            if not self.slow:
                super().queued()

    peer = Late()
    async with listening(peer) as port, run(port) as (printer, _):
        peer.slow = True
        assert (await printer.print(ticket, "A001")).outcome is Outcome.UNKNOWN
        sent = len(peer.received)
        result = await printer.print(ticket, "A002")  # it works off nothing: no ticket is sent into the dark
        assert (result.outcome, result.retry_safe) == (Outcome.FAILED, True)
        assert b"A023" not in peer.received[sent:]
        peer.slow = False
        peer.say(b"\x00\x00")  # the two answers that were outstanding
        assert (await printer.print(ticket, "A003")).outcome is Outcome.DONE


async def test_a_printer_that_stops_reading_leaves_the_job_unknown_and_blocks_nobody(
    run: Running, wait_until: Wait
) -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    port = os.ttyname(theirs)
    os.close(theirs)
    os.set_blocking(ours, False)
    peer = Peer()
    peer.say = lambda data: os.write(ours, data)  # type: ignore[method-assign,assignment,return-value]

    def readable() -> None:
        try:
            data = os.read(ours, 4096)
        except OSError:
            return  # nobody has the other end open
        peer.hear(data)
        if len(peer.received) > 3000:
            asyncio.get_running_loop().remove_reader(ours)

    picture = Document((QrCode("https://hall.example/" + "t" * 200, 16), *[Text("𠮷" * 20, size=4)] * 3, Cut()))
    async with run(port, online=False, native_qr=False, baud=921600, write_deadline_seconds=0.3) as (printer, heard):
        loop = asyncio.get_running_loop()
        loop.add_reader(ours, readable)
        printer.nudge()
        await wait_until(lambda: printer.online)
        job = asyncio.create_task(printer.print(picture, "A001"))
        longest, last = 0.0, time.monotonic()
        while not job.done():
            await asyncio.sleep(0.005)
            longest, last = max(longest, time.monotonic() - last), time.monotonic()
        result = job.result()
        assert (result.outcome, result.error) == (Outcome.UNKNOWN, "link.stalled")
        assert 0 < result.evidence["bytes_sent"] < result.evidence["bytes_total"]
        assert longest < 0.5
        assert (await heard.lost()).code == "link.stalled"
        loop.remove_reader(ours)
    os.close(ours)


async def test_after_an_unknown_job_the_next_one_cuts_the_remains_off_first(run: Running, ticket: Document) -> None:
    class Forgetful(Peer):
        mute = False

        def marker(self, marker: bytes) -> None:
            if not self.mute:
                super().marker(marker)

    peer = Forgetful()
    async with listening(peer) as port, run(port) as (printer, _):
        peer.mute = True
        assert (await printer.print(ticket, "A001")).outcome is Outcome.UNKNOWN
        peer.mute = False
        sent = len(peer.received)
        assert (await printer.print(ticket, "A002")).outcome is Outcome.DONE
        job = bytes(peer.received[sent:])
        assert job.index(b"\x1dV\x42\x00") < job.index(b"A023")
        sent = len(peer.received)
        assert (await printer.print(ticket, "A003")).outcome is Outcome.DONE
        job = bytes(peer.received[sent:])
        assert job.index(b"\x1dV\x42\x00") > job.index(b"A023")


async def test_no_job_begins_while_the_printer_is_still_being_probed(
    run: Running, wait_until: Wait, ticket: Document
) -> None:
    class Dumb(Peer):
        cover_open = True

        def status(self, n: int) -> None:
            self.say(b"\x16" if n == 1 or (n == 2 and self.cover_open) else b"\x12")

        def marker(self, marker: bytes) -> None:
            pass

        def queued(self) -> None:
            pass

    peer = Dumb()
    async with listening(peer) as port, run(port, poll_seconds=0.05) as (printer, _):
        assert printer.state().error == "printer.cover_open"
        peer.cover_open = False
        await wait_until(lambda: b"\x1d(H" in peer.received)  # the probe has begun
        result = await printer.print(ticket, "A001")
        assert (result.outcome, result.evidence["grade"]) == (Outcome.DONE, "C")
        assert peer.received.rindex(b"\x1b@") < peer.received.index(b"A023")


async def test_the_first_byte_leaves_at_once_when_the_status_is_fresh(
    run: Running, wait_until: Wait, ticket: Document
) -> None:
    async with listening(Peer()) as port, run(port, poll_seconds=1.0) as (printer, _):
        await printer.check(1.0)
        written: list[bytes] = []
        write = printer.link.write

        async def watched(data: bytes, deadline_seconds: float) -> None:
            written.append(data)
            await write(data, deadline_seconds)

        printer.link.write = watched
        assert (await printer.print(ticket, "A001")).outcome is Outcome.DONE
        assert b"A023" in written[0]  # no question before it


async def test_a_cancelled_print_leaves_the_printer_usable(run: Running, ticket: Document) -> None:
    async with listening(Peer()) as port, run(port) as (printer, _):
        job = asyncio.create_task(printer.print(ticket, "A001"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert (await printer.print(ticket, "A002")).outcome is Outcome.DONE


async def test_stopping_in_the_middle_of_a_job_leaves_it_unknown(
    run: Running, wait_until: Wait, ticket: Document
) -> None:
    class Mute(Peer):
        mute = False

        def marker(self, marker: bytes) -> None:
            if not self.mute:
                super().marker(marker)

    peer = Mute()
    async with listening(peer) as port, run(port) as (printer, _):
        peer.mute = True
        job = asyncio.create_task(printer.print(ticket, "A001"))
        await wait_until(lambda: b"A023" in peer.received)
        await printer.stop()
        assert (await job).outcome is Outcome.UNKNOWN
