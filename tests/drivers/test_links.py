"""Links on real ports: a pseudo-terminal, a TCP socket, and a wire in memory."""

from __future__ import annotations

import array
import asyncio
import errno
import fcntl
import os
import socket
import termios
import threading
import tty
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import LinkError, Mends
from drivers.link.blocking import in_own_thread
from drivers.link.faults import opening_failed
from drivers.link.flow import Flow
from drivers.link.memory import pair
from drivers.link.serial import SerialLine, SerialLink
from drivers.link.tcp import TcpLine, TcpLink
from tests.drivers.link_ends import Ends

Wait = Callable[..., Awaitable[None]]


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A raw pseudo-terminal: our end and the name of the other."""
    ours, name = open_terminal()
    yield ours, name
    os.close(ours)


def open_terminal() -> tuple[int, str]:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    os.close(theirs)
    os.set_blocking(ours, False)
    return ours, name


# --- serial ---


async def test_bytes_go_both_ways_through_a_serial_port(terminal: tuple[int, str], wait_until: Wait) -> None:
    ours, name = terminal
    link, ends = SerialLink(name, SerialLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    every = bytes(range(256))
    await link.write(every, 1.0)
    assert os.read(ours, 1000) == every
    os.write(ours, every)
    await wait_until(lambda: bytes(ends.data) == every)
    await link.close()
    assert ends.lost == []


async def test_a_port_may_be_named_by_a_stable_link(terminal: tuple[int, str], tmp_path: Path) -> None:
    stable = tmp_path / "by-id-printer"
    stable.symlink_to(terminal[1])
    link, ends = SerialLink(str(stable), SerialLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    await link.write(b"A", 1.0)
    assert os.read(terminal[0], 10) == b"A"
    await link.close()


async def test_a_port_that_somebody_has_is_busy_and_free_after_closing(terminal: tuple[int, str]) -> None:
    first, second, ends = SerialLink(terminal[1], SerialLine()), SerialLink(terminal[1], SerialLine()), Ends()
    await first.open(ends.received, ends.lost.append)
    with pytest.raises(LinkError, match=terminal[1]) as refused:
        await second.open(ends.received, ends.lost.append)
    assert (refused.value.code, refused.value.mends) == ("link.busy", Mends.TECHNICIAN)
    await first.close()
    await second.open(ends.received, ends.lost.append)
    await second.close()


async def test_a_port_that_is_not_there_is_absent() -> None:
    with pytest.raises(LinkError, match="ENOENT") as refused:
        await SerialLink("/dev/no-such-port", SerialLine()).open(lambda _: None, lambda _: None)
    assert refused.value.code == "link.absent"
    with pytest.raises(LinkError, match=r"ENOTTY.*it is no serial port") as refused:
        await SerialLink("/dev/null", SerialLine()).open(lambda _: None, lambda _: None)
    assert refused.value.code == "link.wrong_device"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EACCES, "link.permission"), (errno.EBUSY, "link.busy"), (errno.EIO, "link.absent"), (None, "link.absent")],
)
def test_the_systems_errors_have_codes_and_say_who_mends(number: int | None, code: str) -> None:
    error = opening_failed("/dev/ttyUSB7", number, "words")
    assert error.code == code
    assert "/dev/ttyUSB7" in str(error)
    assert "technician" in str(error)
    assert error.bytes_sent == 0


async def test_hanging_up_is_told_once(wait_until: Wait) -> None:
    ours, name = open_terminal()
    link, ends = SerialLink(name, SerialLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    os.close(ours)
    await wait_until(lambda: bool(ends.lost))
    with pytest.raises(LinkError) as broken:
        await link.write(b"A", 1.0)
    assert broken.value.bytes_sent == 0
    await link.close()
    assert len(ends.lost) == 1


async def test_a_port_that_never_drains_stalls_the_write_and_nothing_else(terminal: tuple[int, str]) -> None:
    link, ends = SerialLink(terminal[1], SerialLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    writing = asyncio.create_task(link.write(bytes(200_000), 0.3))
    turns = 0
    while not writing.done():
        turns += 1
        await asyncio.sleep(0.01)
    assert turns > 10  # the loop went on
    with pytest.raises(LinkError) as stalled:
        await writing
    assert stalled.value.code == "link.stalled"
    assert 0 < stalled.value.bytes_sent < 200_000
    async with asyncio.timeout(2):
        await link.close()  # does not wait for the other end


async def test_what_a_stalled_port_had_taken_is_dropped_when_it_is_closed(terminal: tuple[int, str]) -> None:
    ours, name = terminal
    link = SerialLink(name, SerialLine())
    await link.open(lambda _: None, lambda _: None)
    with pytest.raises(LinkError):
        await link.write(b"\xaa" * 200_000, 0.05)
    await link.close()
    await link.open(lambda _: None, lambda _: None)
    await link.write(b"next", 1.0)
    got = bytearray()
    while not got.endswith(b"next"):
        got += os.read(ours, 65536)
    assert len(got) < 20_000  # what was already on its way, not the rest of the write
    await link.close()


async def test_the_port_is_raw_and_keeps_its_lines_up_when_closed(terminal: tuple[int, str]) -> None:
    link = SerialLink(terminal[1], SerialLine(flow=Flow.RTSCTS, baud=115200))
    await link.open(lambda _: None, lambda _: None)
    fd = os.open(terminal[1], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        iflag, oflag, cflag, lflag, *_, speed, _ = termios.tcgetattr(fd)
    finally:
        os.close(fd)
    assert not lflag & (termios.ECHO | termios.ICANON | termios.ISIG)
    assert not oflag & termios.OPOST
    assert not iflag & (termios.IXON | termios.ICRNL)
    assert not cflag & termios.HUPCL
    assert cflag & termios.CRTSCTS
    assert speed == termios.B115200
    await link.close()


async def test_flow_control_that_the_port_cannot_do_is_refused(terminal: tuple[int, str]) -> None:
    link = SerialLink(terminal[1], SerialLine(flow=Flow.DSRDTR))
    with pytest.raises(LinkError, match="dsrdtr") as refused:
        await link.open(lambda _: None, lambda _: None)
    assert refused.value.code == "config.invalid"
    other = SerialLink(terminal[1], SerialLine())
    await other.open(lambda _: None, lambda _: None)  # the refused one has left the port
    await other.close()


async def test_dsr_is_looked_at_before_each_chunk(terminal: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    ready = iter([True, False, False, True, True, False])
    lines = array.array("i", [0])

    def modem_lines(fd: int, request: int, argument: Any = 0, *more: Any) -> Any:
        if request == termios.TIOCMGET:
            lines[0] = termios.TIOCM_DSR if next(ready, False) else 0
            return lines.tobytes()
        return ioctl(fd, request, argument, *more)

    ioctl = fcntl.ioctl
    monkeypatch.setattr(fcntl, "ioctl", modem_lines)
    link = SerialLink(terminal[1], SerialLine(flow=Flow.DSRDTR, chunk_bytes=4, dsr_look_seconds=0.001))
    await link.open(lambda _: None, lambda _: None)  # looks once
    with pytest.raises(LinkError) as stalled:
        await link.write(b"0123456789ab", 0.2)
    assert (stalled.value.code, stalled.value.bytes_sent) == ("link.stalled", 8)
    assert os.read(terminal[0], 100) == b"01234567"
    await link.close()


# --- TCP ---


async def serve(handler: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> Any:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def test_bytes_go_both_ways_through_a_socket(wait_until: Wait) -> None:
    async def upper(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data.upper())
        writer.close()

    server, number = await serve(upper)
    link, ends = TcpLink("127.0.0.1", number, TcpLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    await link.write(b"abc", 1.0)
    await wait_until(lambda: ends.data == b"ABC")
    await link.close()
    server.close()
    await server.wait_closed()
    assert ends.lost == []


async def test_a_closed_tcp_port_is_absent_and_a_dead_address_has_a_deadline() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        link = TcpLink("127.0.0.1", closed.getsockname()[1], TcpLine())
        with pytest.raises(LinkError, match=r"socket://127\.0\.0\.1") as refused:
            await link.open(lambda _: None, lambda _: None)
        assert refused.value.code == "link.absent"
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(address)
            link = TcpLink(address[0], address[1], TcpLine(connect_deadline_seconds=0.1))
            with pytest.raises(LinkError, match=r"no connection in 0\.1 s"):
                await link.open(lambda _: None, lambda _: None)
        finally:
            for one in waiting:
                one.close()


async def test_a_peer_that_closes_in_the_middle_breaks_the_write(wait_until: Wait) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server, number = await serve(hang_up)
    link, ends = TcpLink("127.0.0.1", number, TcpLine()), Ends()
    await link.open(ends.received, ends.lost.append)
    await wait_until(lambda: bool(ends.lost))
    with pytest.raises(LinkError) as broken:
        await link.write(b"A", 1.0)
    assert broken.value.code == "link.absent"
    await link.close()
    assert len(ends.lost) == 1
    server.close()
    await server.wait_closed()


async def test_a_peer_that_never_reads_stalls_and_gets_nothing_after_closing() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    link = TcpLink("127.0.0.1", listening.getsockname()[1], TcpLine())
    await link.open(lambda _: None, lambda _: None)
    peer, _ = listening.accept()
    with pytest.raises(LinkError) as stalled:
        await link.write(bytes(50_000_000), 0.2)
    assert stalled.value.code == "link.stalled"
    assert 0 < stalled.value.bytes_sent < 50_000_000
    await link.close()
    peer.settimeout(2)
    error = 0
    while not error:
        try:
            assert peer.recv(1 << 20), "closed in an orderly way: everything was sent"
        except ConnectionResetError as reset:
            error = reset.errno or errno.ECONNRESET
    peer.close()
    listening.close()


# --- memory ---


async def test_a_pair_in_memory_carries_bytes_and_can_be_unplugged() -> None:
    near, far = pair()
    ends, lost = Ends(), Ends()
    await near.open(ends.received, ends.lost.append)
    await far.open(lost.received, lost.lost.append)
    await far.write(b"A", 1.0)
    await asyncio.sleep(0)
    assert ends.data == b"A"
    near.unplug()
    assert [error.code for error in ends.lost] == ["link.absent"]
    near.present = False
    with pytest.raises(LinkError):
        await near.open(ends.received, ends.lost.append)


async def test_many_slow_openings_go_on_at_the_same_time() -> None:
    everybody = threading.Barrier(12)
    calls = [in_own_thread(f"open {n}", everybody.wait, 5.0) for n in range(12)]  # none returns before all have begun
    assert sorted(await asyncio.gather(*calls)) == list(range(12))
