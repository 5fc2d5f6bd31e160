"""Devices: a lock command's round trip, ten idle ones, garbage on a port, opening. The far ends are another process."""

from __future__ import annotations

import asyncio
import os
import random
import time
import tty
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.campaigns.measure.figures import Figure, Table, percentile, spread
from bench.campaigns.measure.process import cpu_seconds
from bench.campaigns.terminal import running_bench
from drivers.device import Device
from drivers.facts import DeviceChanged, Fact
from drivers.facts import Link as LinkState
from drivers.link.blocking import in_own_thread
from drivers.lockers.wkly import WklyLocker
from drivers.registry import build_all

ROUNDS = 400
IDLE_SECONDS = 15.0
ONLINE_SECONDS = 20.0
ASK_SECONDS = 5.0
QUERY_ALL = bytes.fromhex("574B4C59 08 00 84 85")
ANSWER_BYTES = 34
STREAMS = 20  # one after the other, for enough round trips to count
GARBAGE = (64 * 1024, 1024 * 1024)
SLOW_OPENING_SECONDS = 0.5

ROUND_TRIP_MS = 1.5
IDLE_PERCENT = 1.0
GARBAGE_MS = 50.0
OTHERS_MS = 20.0
OPENING_RATIO = 1.3


def measure(directory: Path) -> Table:
    with running_bench(directory, "--paper-mm-per-second", "0"):
        figures = asyncio.run(_figures(directory))
    return Table(
        "Devices",
        tuple(figures),
        "The far ends are the bench's machines on pseudo-terminals, in another process on the same cores; what its "
        "machine takes to answer is in the round trips. The wire itself takes no time there.",
    )


async def _figures(directory: Path) -> list[Figure]:
    ports = directory / "ports"
    bare = await asyncio.to_thread(_bare_round_trips, ports / "lock-line-wkly")
    async with _online({"locker": _wkly(ports)}) as devices:
        locker = devices["locker"]
        assert isinstance(locker, WklyLocker)
        driver = await _round_trips(locker, ROUNDS)
        garbage = [await _garbage(locker, size, directory) for size in GARBAGE]
    beyond_ms = percentile(driver, 0.5) - percentile(bare, 0.5)
    return [
        Figure("bare round trip of the same bytes", spread(bare)),
        Figure("a lock board asked through its driver", spread(driver)),
        Figure(
            "the driver's own part of it, p50", f"{beyond_ms:.2f} ms", f"<= {ROUND_TRIP_MS}", beyond_ms <= ROUND_TRIP_MS
        ),
        *(figure for figures in garbage for figure in figures),
        await _opening(),
        await _idle(ports),
    ]


def _wkly(ports: Path) -> dict[str, object]:
    return {
        "driver": "locker-wkly",
        "port": str(ports / "lock-line-wkly"),
        "board": 0,
        "locks": 24,
        "poll_seconds": 60.0,
    }


def _bare_round_trips(port: Path) -> list[float]:
    fd = os.open(port, os.O_RDWR | os.O_NOCTTY)
    try:
        tty.setraw(fd)
        return [_bare_round_trip(fd) for _ in range(ROUNDS)]
    finally:
        os.close(fd)


def _bare_round_trip(fd: int) -> float:
    begun, length = time.perf_counter(), 0
    os.write(fd, QUERY_ALL)
    while length < ANSWER_BYTES:
        length += len(os.read(fd, 256))
    return (time.perf_counter() - begun) * 1000


async def _round_trips(locker: WklyLocker, rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        doors = await locker.ask_doors(ASK_SECONDS)
        assert len(doors) == 24
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


async def _garbage(locker: WklyLocker, size: int, directory: Path) -> list[Figure]:
    """Garbage streams into one port, from a process of its own, while another device is asked again and again."""
    noise = random.Random(size).randbytes(size)
    file = directory / "noise"
    await asyncio.to_thread(file.write_bytes, noise)
    controller, terminal = os.openpty()
    tty.setraw(terminal)
    asked: list[float] = []
    try:
        async with _online({"noisy": {**_wkly(Path("/")), "port": os.ttyname(terminal)}}, wait=False) as devices:
            noisy = devices["noisy"]
            await asyncio.sleep(0.3)  # its port is open and it waits for an answer
            for _ in range(STREAMS):
                streams = await asyncio.create_subprocess_exec("cat", str(file), stdout=controller)
                while streams.returncode is None:
                    asked += await _round_trips(locker, 1)
            cost_ms = await asyncio.to_thread(_parse_ms, noisy, noise)
    finally:
        os.close(controller)
        os.close(terminal)
    p99 = percentile(asked, 0.99)
    name = f"{size // 1024} KiB of garbage"
    target_ms = GARBAGE_MS if size == GARBAGE[0] else None
    return [
        Figure(
            f"{name}, to find no frame in it",
            f"{cost_ms:.1f} ms",
            f"< {target_ms:g}" if target_ms else "",
            cost_ms < target_ms if target_ms else None,
        ),
        Figure(
            f"{name}: another device's round trip, p99",
            f"{p99:.1f} ms (n = {len(asked)})",
            f"< {OTHERS_MS:g}",
            p99 < OTHERS_MS,
        ),
    ]


def _parse_ms(noisy: Device, noise: bytes) -> float:
    """Processor time from the link's bytes to the driver's frames, in the portions that a port gives."""
    begun = time.thread_time()
    for start in range(0, len(noise), 4096):
        noisy.received(noise[start : start + 4096])
    return (time.thread_time() - begun) * 1000


async def _opening() -> Figure:
    """Ten ports whose opening blocks, one of them the slowest, at the same time."""
    slowest = SLOW_OPENING_SECONDS
    blocks = [slowest * (n + 1) / 10 for n in range(10)]
    begun = time.perf_counter()
    await asyncio.gather(*(in_own_thread(f"open {n}", time.sleep, seconds) for n, seconds in enumerate(blocks)))
    ratio = (time.perf_counter() - begun) / slowest
    return Figure(
        f"opening 10 ports that block for up to {slowest} s / the slowest",
        f"{ratio:.2f}",
        f"<= {OPENING_RATIO}",
        ratio <= OPENING_RATIO,
    )


async def _idle(ports: Path) -> Figure:
    tables: dict[str, dict[str, object]] = {
        "printer": {"driver": "escpos", "port": str(ports / "ticket-printer")},
        "card": {"driver": "sdt", "port": str(ports / "id-card-reader")},
        "scanner": {"driver": "serial-scanner", "model": "newland", "port": str(ports / "scanner-newland")},
        "board_1": {**_wkly(ports), "poll_seconds": 1.2},
        "board_2": {
            "driver": "locker-8a",
            "port": str(ports / "lock-line-8a"),
            "board": 1,
            "locks": 24,
            "open_is": "11",
        },
        "board_3": {
            "driver": "locker-8a",
            "port": str(ports / "lock-line-8a"),
            "board": 2,
            "locks": 24,
            "open_is": "11",
        },
        "board_4": {"driver": "locker-kerong", "port": str(ports / "lock-line-kerong"), "unit": 0},
        "caller": {"driver": "ff68", "port": str(ports / "counter-line"), "counter": 1},
        "display": {"driver": "onbon-bx", "port": str(ports / "led-display")},
        "voice": {"driver": "syn6288", "port": str(ports / "voice")},
    }
    async with _online(tables):
        before, begun = cpu_seconds(os.getpid()), time.perf_counter()
        await asyncio.sleep(IDLE_SECONDS)
        percent = 100 * (cpu_seconds(os.getpid()) - before) / (time.perf_counter() - begun)
    return Figure(
        f"{len(tables)} idle devices, of one core", f"{percent:.2f} %", f"<= {IDLE_PERCENT} %", percent <= IDLE_PERCENT
    )


@asynccontextmanager
async def _online(tables: dict[str, dict[str, object]], *, wait: bool = True) -> AsyncIterator[dict[str, Device]]:
    """The devices of these settings, started, and online when asked to wait."""
    devices = build_all(tables, "benchmark")
    try:
        for device in devices.values():
            await device.start()
        if wait:
            await _until_online(list(devices.values()))
        yield devices
    finally:
        await asyncio.gather(*(device.stop() for device in devices.values()))


async def _until_online(devices: Sequence[Device]) -> None:
    changed = asyncio.Event()

    def hear(fact: Fact) -> None:
        if isinstance(fact, DeviceChanged):
            changed.set()

    for device in devices:
        device.listen(hear)
    async with asyncio.timeout(ONLINE_SECONDS):
        while away := [device.name for device in devices if device.condition().link is not LinkState.ONLINE]:
            changed.clear()
            try:
                await changed.wait()
            except asyncio.CancelledError:
                raise RuntimeError(f"not online after {ONLINE_SECONDS} s: {', '.join(away)}") from None
