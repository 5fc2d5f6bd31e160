"""The local socket: bad and long lines end in a sentence, the newest face counts, who does not read is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import views
from kiosk.local import (
    LINE_LIMIT_BYTES,
    Answered,
    AskedStatus,
    DeviceStatus,
    Drawn,
    Hello,
    LocalError,
    Ping,
    Refused,
    Status,
    decode,
    encode,
)
from kiosk.local_server import LocalServer

Factory = Callable[..., Any]
STATUS = Status(
    software="hallkiosk", journal="j", last_seq=3, acked_through=2, feed_through=1, centre_heard_seconds_ago=None,
    view="WelcomeView", outage=None,
    devices=(DeviceStatus(name="p", driver="escpos", link="online", operational="ready", error=None, mends=None),),
)  # fmt: skip


@pytest.fixture
def listening(tmp_path: Path, log: Any) -> Factory:
    @asynccontextmanager
    async def listen() -> AsyncIterator[tuple[LocalServer, Path, list[Any]]]:
        path = tmp_path / "engine.sock"
        server, heard = LocalServer(path, log), []
        server.on_answer = heard.append
        server.on_alive = heard.append
        server.status = lambda: STATUS
        await server.start()
        try:
            yield server, path, heard
        finally:
            await server.close()

    return listen


@pytest.mark.parametrize(
    "line",
    [
        b"\n", b"{}\n", b"[]\n", b"\xff\xfe\n", b'{"type":"Nothing"}\n', b'{"type":"Answered","view":1}\n',
        b'{"type":"Ping","count":1}\n', b"null\n",
        b'{"type":"Answered","view":1,"answer":{"type":"Hello","role":"x"}}\n',
        b"x" * (LINE_LIMIT_BYTES + 10) + b"\n", b'{"type":"Answered","view":[],"answer":{"type":"Started"}}\n',
    ],
    ids=lambda line: repr(line[:30]),
)  # fmt: skip
async def test_what_is_no_message_closes_that_connection_with_a_sentence(
    listening: Factory, touching: Factory, line: bytes
) -> None:
    async with listening() as (_, path, heard), touching(path) as other, touching(path) as face:
        face.writer.write(line)
        refused = await face.next()
        assert isinstance(refused, Refused)
        assert refused.sentence
        with pytest.raises((EOFError, ConnectionError)):
            await face.next()
        assert heard == []
        assert other.writer.is_closing() is False


@pytest.mark.parametrize("hello", [Hello(role="boss"), Hello(role="face", protocol=9), Drawn(count=1)])
async def test_whoever_does_not_say_hello_is_refused(listening: Factory, hello: Any) -> None:
    async with listening() as (_, path, _):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(encode(hello))
        async with asyncio.timeout(5):
            assert isinstance(decode(await reader.readline()), Refused)
        writer.close()
        await writer.wait_closed()


async def test_the_newest_face_counts(listening: Factory, touching: Factory, until: Factory) -> None:
    async with listening() as (server, path, heard), touching(path) as first:
        server.send(Ping(count=1))
        await until(lambda: server._face is not None)
        async with touching(path) as second:
            assert isinstance(await first.next(), Refused)
            server.send(Ping(count=2))
            assert await second.next() == Ping(count=2)
            second.send(Drawn(count=2))
            await until(lambda: heard == [Drawn(count=2)])


async def test_a_technician_asks_beside_the_face(listening: Factory, touching: Factory) -> None:
    async with listening() as (server, path, heard), touching(path) as face, touching(path, "technician") as asking:
        asking.send(AskedStatus())
        assert await asking.next() == STATUS
        server.send(Ping(count=7))
        assert await face.next() == Ping(count=7)
        asking.send(Answered(view=1, answer=views.Started()))  # only a face touches
        assert isinstance(await asking.next(), Refused)
        assert heard == []


async def test_a_face_that_does_not_read_is_cut_off(listening: Factory, touching: Factory, until: Factory) -> None:
    async with listening() as (server, path, _), touching(path):
        await until(lambda: server._face is not None)
        for _ in range(40):
            server.send(Refused(sentence="x" * 100_000))
        await until(lambda: server._face is None)


async def test_a_path_that_no_socket_can_have_is_named(tmp_path: Path, log: Any) -> None:
    with pytest.raises(OSError, match=r"terminal\.socket = .*longer than 107 bytes"):
        await LocalServer(tmp_path / ("x" * 120), log).start()


async def test_a_file_in_the_sockets_place_is_not_removed(tmp_path: Path, log: Any) -> None:
    (tmp_path / "engine.sock").write_text("something of somebody")
    with pytest.raises(OSError, match="is no socket"):
        await LocalServer(tmp_path / "engine.sock", log).start()
    assert (tmp_path / "engine.sock").read_text() == "something of somebody"


@given(st.binary(max_size=200))
def test_any_line_is_a_message_or_refused(line: bytes) -> None:
    try:
        message = decode(line)
    except LocalError:
        return
    assert decode(encode(message)) == message
