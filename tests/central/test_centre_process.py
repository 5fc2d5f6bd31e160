"""The server as a process: killed in the middle of batches it goes on where it was; asked to stop it stops."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from central.database import Database
from kiosk.wire import canonical
from tests.central.seedbed import Seedbed, Seedling, seedbed

KILLS = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def grown() -> Iterator[Seedbed]:
    with seedbed() as started:
        yield started


@pytest.fixture
def process(grown: Seedbed, wait_until: Any) -> Callable[..., AbstractContextManager[Seedling]]:
    """`with process(database, port) as server`: it listens, and is dead afterwards."""

    @contextmanager
    def start(database: str, port: int, processes: int = 1) -> Iterator[Seedling]:
        started = grown.plant(database, port, processes)
        try:
            wait_until(lambda: listens(port) or started.ended(0), 30)
            assert not started.ended(0)
            yield started
        finally:
            started.kill()
            assert started.ended(10)
            os.close(started.descriptor)

    return start


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_killed_in_the_middle_of_batches_nothing_is_lost_or_doubled(
    catalogue_url: str, teller: Any, database: Database, process: Any
) -> None:
    for n in range(1, 301):
        teller.give(f"A1-{n:03d}", f"key-{n:05d}", "2026-03-18", source="own")
    chance, port, through = random.Random(7), free_port(), 0
    for _ in range(KILLS):
        with process(catalogue_url, port) as server:
            killer = threading.Timer(chance.uniform(0.0, 0.06), server.kill)
            killer.start()
            through = send_until_cut(teller, port, through, last=280)
            killer.join()
    with process(catalogue_url, port):
        through = send_until_cut(teller, port, through, last=300)
    assert through == 300
    count = text("SELECT count(*), count(DISTINCT number) FROM tickets")
    assert tuple(database.read_now(lambda db: db.execute(count).one())) == (300, 300)
    kept = database.read_now(lambda db: list(db.execute(text("SELECT event FROM events ORDER BY seq")).scalars()))
    assert [event.encode() for event in kept] == [canonical(event) for event in teller.events]


def send_until_cut(teller: Any, port: int, through: int, last: int) -> int:
    """As a terminal's sync does: one batch in flight, and a gap says where to go on."""
    headers = {"Authorization": f"Bearer {teller.token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=10) as client:
        while through < last:
            body = canonical(teller.batch(through + 1, min(last, through + 3)))
            try:
                answer = client.post(teller.path, content=body).json()
            except httpx.TransportError:
                break
            through = answer["acked_through"] if "acked_through" in answer else answer["expected"] - 1
    return through


@pytest.mark.parametrize(("how", "processes"), [(signal.SIGTERM, 1), (signal.SIGINT, 1), (signal.SIGTERM, 2)])
def test_asked_to_stop_it_stops_within_two_seconds_with_streams_open(
    catalogue_url: str, teller: Any, process: Any, how: signal.Signals, processes: int
) -> None:
    port = free_port()
    with (
        process(catalogue_url, port, processes) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
        client.stream("GET", "/display/live") as stream,
        socket.create_connection(("127.0.0.1", port), timeout=10) as poll,
    ):
        next(stream.iter_lines())
        through = client.get("/api/v1/feed", headers={"Authorization": f"Bearer {teller.token}"}).json()["through"]
        request = f"GET /api/v1/feed?after={through}&wait=30 HTTP/1.1\r\nHost: hall\r\n"
        poll.sendall(f"{request}Authorization: Bearer {teller.token}\r\n\r\n".encode())
        client.get("/api/v1/health")  # it has read the poll by now, and keeps this connection open
        began = time.monotonic()
        server.send_signal(how)
        assert server.ended(10)
        took = time.monotonic() - began
        assert poll.recv(12) == b"HTTP/1.1 200"
    assert took < 2.0


def test_two_processes_share_one_database(catalogue_url: str, teller: Any, process: Any) -> None:
    """A ticket taken at one is on the live display of the other."""
    one, two = free_port(), free_port()
    with process(catalogue_url, one), process(catalogue_url, two):
        headers = {"Authorization": f"Bearer {teller.token}"}
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{one}", headers=headers) as client,
            httpx.Client(base_url=f"http://127.0.0.1:{two}", timeout=20) as watcher,
            watcher.stream("GET", "/display/live") as stream,
        ):
            lines = stream.iter_lines()
            next(line for line in lines if "event: beat" in line)
            client.post("/api/v1/tickets", json={"key": "key-00001", "service": "pension", "token": "token-0001"})
            assert next(line for line in lines if "A001" in line)


def test_of_several_processes_a_dead_one_is_begun_again_and_none_stays_behind(
    catalogue_url: str, teller: Any, process: Any, wait_until: Any
) -> None:
    """One keeps house, two answer. Whichever is killed, the hall goes on; with the first all of them go."""
    port = free_port()
    with process(catalogue_url, port, 2) as server:
        first = wait_until(lambda: children(server.pid) if len(children(server.pid)) == 3 else None)
        for place, victim in enumerate(first):
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda gone=victim: gone not in children(server.pid) and len(children(server.pid)) == 3, 20)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
                client.headers["Authorization"] = f"Bearer {teller.token}"
                question = {"key": f"key-{place:05}", "service": "pension", "token": f"token-{place:04}"}
                assert client.post("/api/v1/tickets", json=question).status_code == 200
                wait_until(lambda people=place + 1: told_waiting(client).get("pension") == people, 20)
        server.kill()
        wait_until(lambda: not listens(port))


def told_waiting(client: httpx.Client) -> dict[str, int]:
    """Empty where the row is being replaced right now: it comes with the next question."""
    rows = client.get("/api/v1/feed", params={"after": 0, "wait": 0}).json()["rows"]
    return next((dict(row["body"]["services"]) for row in rows if row["kind"] == "waiting"), {})


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
