"""`make fuzz`: every reader of a protocol gets damaged frames and garbage by the million; none may raise, or grow.

The frames to damage are the vectors that the tests have too. The same seed gives the same bytes.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from drivers.protocol import ff68, lock_8a, lock_kerong, lock_winnsen, lock_wkly, modbus, sdt, syn6288
from drivers.protocol.escpos_replies import Replies
from drivers.protocol.onbon_bx import Escape
from drivers.protocol.onbon_reader import BxFrames
from drivers.scanner.models import talk_for
from drivers.scanner.settings import SerialScannerSettings

VECTORS = Path(__file__).resolve().parents[2] / "tests/drivers"
CEILING_BYTES = 64 * 1024  # of what a reader may hold
LOOK_EVERY = 1000  # frames between two looks at what it holds
FORGET_CHANCE = 0.01  # a driver gives up on an answer now and then


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """One reader and the vectors of its protocol."""

    make: Callable[[], Any]
    vectors: str


def _scanner(model: str, vectors: str) -> Fuzzed:
    settings = SerialScannerSettings.model_validate({"driver": "serial-scanner", "port": "/dev/ttyS0", "model": model})
    return Fuzzed(lambda: talk_for(settings).reader, vectors)


READERS: dict[str, Fuzzed] = {
    "escpos": Fuzzed(Replies, "escpos"),
    "sdt": Fuzzed(sdt.Replies, "sdt"),
    "locker-8a": Fuzzed(lambda: lock_8a.Reader(24), "lock_8a"),
    "locker-kerong": Fuzzed(lock_kerong.Reader, "lock_kerong"),
    "locker-wkly": Fuzzed(lock_wkly.Reader, "lock_wkly"),
    "locker-winnsen": Fuzzed(lock_winnsen.Reader, "lock_winnsen"),
    "modbus (relay)": Fuzzed(modbus.Reader, "lock_modbus_relay"),
    "modbus (cu48)": Fuzzed(modbus.Reader, "lock_cu48"),
    "scanner newland": _scanner("newland", "scan_newland"),
    "scanner honeywell": _scanner("honeywell", "scan_honeywell"),
    "scanner zebra-ssi": _scanner("zebra-ssi", "scan_ssi"),
    "scanner gm65": _scanner("gm65", "scan_gm65"),
    "scanner de2120": _scanner("de2120", "scan_de2120"),
    "scanner plain": _scanner("plain", "scan_text"),
    "ff68": Fuzzed(ff68.Frames, "ff68"),
    "onbon-bx": Fuzzed(lambda: BxFrames(Escape.BX), "onbon_bx"),
    "onbon-bx, not escaped": Fuzzed(lambda: BxFrames(Escape.NONE), "onbon_bx"),
    "syn6288": Fuzzed(syn6288.Answers, "syn6288"),
}


class Grew(AssertionError):
    """A reader held more than it may; the message says which, how much, and how to see it again."""


def run_fuzz(frames: int, seed: int) -> int:
    """`frames` for each reader; 1 when one failed, with the bytes that it failed on."""
    console = Console()
    failed = 0
    for name, fuzzed in READERS.items():
        begun = time.perf_counter()
        try:
            sent = fuzz(name, fuzzed, frames, seed)
        except Grew as error:
            failed = 1
            console.print(f"[red]{name}: {error}")
            continue
        seconds = time.perf_counter() - begun
        console.print(f"{name}: {frames:,} frames, {sent / 1e6:.1f} MB in {seconds:.1f} s, no fault")
    return failed


def fuzz(name: str, fuzzed: Fuzzed, frames: int, seed: int) -> int:
    """Feed one reader; returns the bytes fed. Raises what the reader raises, and Grew."""
    chance = random.Random(f"{seed} {name}")
    vectors = [
        bytes.fromhex(row["hex"]) for row in json.loads((VECTORS / f"vectors_{fuzzed.vectors}.json").read_text())
    ]
    reader, sent = fuzzed.make(), 0
    for count in range(frames):
        for portion in _portions(_damaged(chance, vectors), chance):
            sent += len(portion)
            reader.feed(portion)
        if chance.random() < FORGET_CHANCE:
            reader.forget()
        if count % LOOK_EVERY == 0 and (held := held_bytes(reader)) > CEILING_BYTES:
            raise Grew(f"holds {held} bytes after frame {count} of seed {seed} (at most {CEILING_BYTES})")
    return sent


def held_bytes(value: Any, depth: int = 4) -> int:
    """All bytes that an object keeps, in itself and in what it is made of."""
    if isinstance(value, bytes | bytearray):
        return len(value)
    if depth == 0 or isinstance(value, str | int | float | type(None)) or callable(value):
        return 0
    if isinstance(value, dict):
        return sum(held_bytes(item, depth - 1) for item in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return sum(held_bytes(item, depth - 1) for item in value)
    slots = [slot for cls in type(value).__mro__ for slot in getattr(cls, "__slots__", ())]
    parts = [*vars(value).values()] if hasattr(value, "__dict__") else []
    parts += [getattr(value, slot, None) for slot in slots]
    return sum(held_bytes(part, depth - 1) for part in parts)


def _damaged(chance: random.Random, vectors: list[bytes]) -> bytes:
    """A frame with a few bytes changed, cut, put in or doubled; now and then two joined, or nothing but garbage."""
    kind = chance.random()
    if kind < 0.1:
        return chance.randbytes(chance.randint(1, 64))
    frame = bytearray(chance.choice(vectors))
    if kind < 0.25:
        frame += chance.choice(vectors)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 4))):
        at = chance.randrange(len(frame) + 1)
        match chance.randrange(4):
            case 0:
                frame[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del frame[at : at + chance.randint(1, 8)]
            case 2:
                frame[at:at] = chance.randbytes(chance.randint(1, 4))
            case 3:
                frame[at:at] = frame[at : at + 8]
        if not frame:
            frame += b"\x00"
    return bytes(frame)


def _portions(data: bytes, chance: random.Random) -> Iterator[bytes]:
    while data:
        length = chance.choice((1, 2, 5, len(data), len(data)))
        yield data[:length]
        data = data[length:]
