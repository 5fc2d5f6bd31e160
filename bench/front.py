"""A pickup cabinet as it looks from the front, and what its visitors have in hand; for the bench page.

Whoever starts the bench writes it into a file (`bench --cabinet FILE`) and may write it anew at any time: labels,
badges, QRs and messages come and go. The doors themselves are those of the lock boards (bench/devices.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, ValidationError

from bench.device import BenchDevice


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cell(_Told):
    """`door` of `machine` on the line `device`. Millimetres: its lower edge above the floor, and its height."""

    number: int
    device: str
    machine: str
    door: int
    column: int
    floor_mm: int
    height_mm: int


class GlassPart(_Told):
    """The part without cells, where the terminal's screen is."""

    column: int
    floor_mm: int
    height_mm: int


class Held(_Told):
    """Something to hold under the scanner. `kind`: label, badge or pickup; `format`: qr, code128, ..."""

    kind: str
    name: str
    text: str
    format: str = "qr"


class Card(_Told):
    """An identity card to lay on the reader: its name among the bench's cards, and whose it is."""

    card: str
    name: str


class Message(_Told):
    """A text on somebody's phone."""

    phone: str
    text: str


class Front(_Told):
    """`scanner`, `card_reader`, `printer`: devices of the bench. `messages`: the newest first."""

    cells: tuple[Cell, ...]
    screen: GlassPart
    scanner: str
    card_reader: str
    printer: str
    held: tuple[Held, ...] = ()
    cards: tuple[Card, ...] = ()
    messages: tuple[Message, ...] = ()


def read_front(path: Path, devices: Mapping[str, BenchDevice]) -> Front:
    """Raises ValueError with file, place and why: what is written there names a lock that the bench does not have."""
    try:
        front = Front.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ValueError(f"--cabinet {path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"--cabinet {path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    for cell in front.cells:
        lock = f"--cabinet {path}: cell {cell.number}: the bench has no {cell.device}, machine {cell.machine}"
        if cell.device not in devices or cell.machine not in devices[cell.device].acts:
            raise ValueError(lock)
    return front


def add_front(app: FastAPI, path: Path | None, devices: Mapping[str, BenchDevice]) -> None:
    @app.get("/api/cabinet")
    async def cabinet() -> Front | None:
        """null: the bench was started without one."""
        if path is None:
            return None
        try:
            return read_front(path, devices)
        except ValueError as error:
            raise HTTPException(503, str(error)) from error
