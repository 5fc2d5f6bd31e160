"""Run the server: in one process or several on one port. Ends within two seconds, with streams open too."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from central.app import create_app
from central.clock import Clock, wall_clock
from central.database import Database, DatabaseBusy
from central.dealing import Dealer, Dealt
from central.house import House, run_house
from central.migrate import migrate
from central.processes import bound_socket, run_processes
from central.settings import Settings
from central.simulated_clock import file_clock
from central.staff.accounts import any_account
from central.watch import Watch

SIMULATED_PUBLISH_MS = 120_000  # of a time that runs some hundred times as fast
KEEP_ALIVE_SECONDS = 75  # terminals ask again within this on the same connection


class Server(uvicorn.Server):
    """uvicorn that ends open streams and long polls before it waits for connections to close."""

    def __init__(self, config: uvicorn.Config, watch: Watch, source: socket.socket | None = None) -> None:
        """`source`: where its connections come from, if it does not listen itself."""
        super().__init__(config)
        self._watch = watch
        self._source = source
        self._dealt: Dealt | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._source is not None:
            self._dealt = Dealt(self._source, self._protocol)
            self._dealt.begin()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._dealt is not None:
            self._dealt.end()
        self._watch.end()
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn makes it for a connection that it has accepted itself."""
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def serve(
    database: str, host: str, port: int, clock_file: Path | None = None, processes: int = 1, **limits: Any
) -> None:
    """Serve until SIGINT or SIGTERM. `clock_file`: of a simulation's time. `limits`: fields of Settings.

    Raises ValueError for an address beyond this machine before there is an account, for an address that cannot be
    listened on, for a database that cannot be used, and for a clock file without a time.
    """
    settings = Settings(database=database, **limits)
    clock = wall_clock
    if clock_file is not None:
        clock, settings = file_clock(clock_file), replace(settings, publish_ms=SIMULATED_PUBLISH_MS)
    try:
        staffed = prepare(settings)
    except DatabaseBusy as error:
        raise ValueError(f"--database {database}: {error}") from error
    if not staffed and not is_loopback(host):
        raise ValueError(
            f"--host {host}: nobody has an account yet; add the first one before the network can reach the hall: "
            f"python main.py staff add NAME --role administrator --database {database}"
        )

    listener = bound_socket(host, port)
    if processes == 1:
        _run(make_server(settings, clock, House(settings, clock)), [listener])
        return
    house = House(settings, clock)
    house.begin()
    house.close()
    dealer = Dealer(listener, processes)
    answering = [partial(_answer, settings, clock, dealer, place) for place in range(processes)]
    run_processes([partial(_keep_house, settings, clock, dealer), *answering], dealer.deal)


def _keep_house(settings: Settings, clock: Clock, dealer: Dealer) -> None:
    dealer.keep_only(None)
    run_house(settings, clock)


def _answer(settings: Settings, clock: Clock, dealer: Dealer, place: int) -> None:
    dealer.keep_only(place)
    _run(make_server(settings, clock, None, dealer.sources[place]), [])


def _run(server: Server, sockets: list[socket.socket]) -> None:
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets)


def usual_processes() -> int:
    """One for each core that this process may use, up to four: beyond that SQLite's one writer is what all wait for."""
    return min(4, len(os.sched_getaffinity(0)))


def prepare(settings: Settings) -> bool:
    """Bring the database to this version; whether there is an account of staff. Raises ValueError or DatabaseBusy,
    before anything listens.
    """
    database = Database(settings)
    try:
        migrate(database)
        return database.read_now(any_account)
    finally:
        database.close()


def make_server(settings: Settings, clock: Clock, house: House | None, source: socket.socket | None = None) -> Server:
    """To be run on bound sockets, or on none with a `source` of connections. `house`: see create_app."""
    app = create_app(settings, clock, house)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(settings.stop_seconds)),
    )
    return Server(config, app.state.centre.watch, source)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
