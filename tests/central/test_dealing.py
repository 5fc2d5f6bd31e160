"""Connections are dealt to the processes in turn, and none is lost while a process has its hands full."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain

import pytest

from central.dealing import Dealer, Dealt
from central.processes import bound_socket

DEAL_SECONDS = 0.05
FEW_BYTES = 4_608  # the least that the kernel gives: some connections
MANY = 60


@pytest.fixture
def dealer() -> Iterator[Dealer]:
    made = Dealer(bound_socket("127.0.0.1", 0), 2)
    for way in made._ways:
        way.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, FEW_BYTES)
    yield made
    made.keep_only(None)


def address(dealer: Dealer) -> tuple[str, int]:
    host, port = dealer._listener.getsockname()
    return str(host), int(port)


def taken(source: socket.socket) -> list[socket.socket]:
    """What a process would find there now."""
    found = []
    while True:
        try:
            _, files, _, _ = socket.recv_fds(source, 1, 1)
        except BlockingIOError:
            return found
        found += [socket.socket(fileno=file) for file in files]


def test_each_has_its_turn(dealer: Dealer) -> None:
    with ExitStack() as open_ones:
        for _ in range(6):
            open_ones.enter_context(socket.create_connection(address(dealer)))
        dealer.deal(DEAL_SECONDS)
        both = [taken(source) for source in dealer.sources]
        for connection in chain(*both):
            open_ones.enter_context(connection)
        assert [len(each) for each in both] == [3, 3]


def test_one_that_takes_nothing_keeps_nobody_waiting_while_the_other_does(dealer: Dealer) -> None:
    with ExitStack() as open_ones:
        arrived = 0
        for _ in range(MANY):
            open_ones.enter_context(socket.create_connection(address(dealer)))
            dealer.deal(0.001)
            for connection in taken(dealer.sources[1]):
                open_ones.enter_context(connection)
                arrived += 1
        left = taken(dealer.sources[0])
        for connection in left:
            open_ones.enter_context(connection)
        assert arrived + len(left) == MANY
        assert arrived > len(left)


def test_with_everybodys_hands_full_the_next_one_waits_and_is_not_lost(dealer: Dealer) -> None:
    with ExitStack() as open_ones:
        count = 0
        while dealer._held is None:
            open_ones.enter_context(socket.create_connection(address(dealer)))
            dealer.deal(0.001)
            count += 1
        found = [taken(source) for source in dealer.sources]
        dealer.deal(DEAL_SECONDS)
        found += [taken(source) for source in dealer.sources]
        for connection in chain(*found):
            open_ones.enter_context(connection)
        assert sum(map(len, found)) == count


async def test_what_was_dealt_is_answered_on_the_loop(dealer: Dealer) -> None:
    class Echo(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            self.transport.write(data)
            self.transport.close()

    dealt = Dealt(dealer.sources[0], Echo)
    dealt.begin()
    dealing = threading.Thread(target=dealer.deal, args=(1.0,))
    dealing.start()
    reader, writer = await asyncio.open_connection(*address(dealer))
    writer.write(b"hall")
    assert await reader.read() == b"hall"
    writer.close()
    await writer.wait_closed()
    await asyncio.to_thread(dealing.join)
    dealt.end()
    dealer.keep_only(None)
