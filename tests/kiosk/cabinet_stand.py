"""A whole cabinet for tests: the engine over its socket, real drivers on the bench's boards, a centre that tells rows.

Cells 1 to 4 hang on a Kerong board with item sensors, 5 to 8 on an 8A board without.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bench.appliance import Appliance
from bench.campaigns.cabinets.held_readers import HeldCardReader, HeldScanner
from bench.campaigns.journal_file import read_events
from bench.lockers import EightABoard, KerongBoard
from drivers.card import Card, CardKind
from drivers.registry import build_all
from drivers.roles import Device
from kiosk.engine import Engine
from kiosk.lockers.pass_code import BadgePass, PickupPass, public_key_of, write_pass
from kiosk.lockers.secret import code_hash
from kiosk.lockers.views import SentCode, TypedDigit
from kiosk.person import person_hash
from kiosk.settings import Settings

KEY, PERSON_KEY, SALT = bytes(range(32)), bytes(range(1, 33)), "ab" * 16
ID_NUMBER = "110101194910010001"
CARD = Card(kind=CardKind.CITIZEN, name="张测试", id_number=ID_NUMBER, valid_to="长期")
COST = 2**12
CODES = {"parcel-1": "73041234", "parcel-2": "11112222", "parcel-3": "90909090"}
FAR = 4_000_000_000  # seconds since 1970
QUICK = {"poll_seconds": 0.05, "question_deadline_ms": 100, "late_answer_seconds": 0.15, "opens_within_seconds": 0.3,
         "ask_again_ms": 10, "settle_seconds": 0.0, "backoff_longest_seconds": 0.05}  # fmt: skip


def parcel(key: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "label": f"LBL-{key}", "title": f"证照 {key}", "title_en": f"Document {key}", "size": "s",
            "receiver": "张*", "person": person_hash(PERSON_KEY, ID_NUMBER), "issue": 1,
            "code": code_hash(SALT, COST, CODES[key])} | more  # fmt: skip


def told_rows() -> list[dict[str, Any]]:
    """For the feed, in the place of those that the lobby's tests have."""
    cabinet = {"name": "1 号柜", "salt": SALT, "cost": COST, "public_key": public_key_of(KEY), "phone": "0534-12345",
               "staff": [{"account": "li", "name": "李静", "badge": 7}]}  # fmt: skip
    terminal = {"unit": "1 号柜", "unit_en": "Cabinet 1", "series": "C1", "person_key": PERSON_KEY.hex()}
    bodies: list[tuple[str, str, dict[str, Any]]] = [
        ("terminal", "cabinet-1", terminal),
        ("cabinet", "cabinet-1", cabinet),
        ("parcel", "parcel-1", parcel("parcel-1")),
        ("parcel", "parcel-2", parcel("parcel-2")),
        ("parcel", "parcel-3", parcel("parcel-3", size="l", person="")),
    ]
    return [{"n": 10 + n, "kind": kind, "key": key, "body": body} for n, (kind, key, body) in enumerate(bodies)]


BADGE = write_pass(KEY, BadgePass(account="li", serial=7, until=FAR))


def pass_for(key: str, **more: Any) -> str:
    words = {"parcel": key, "cabinet": "cabinet-1", "issue": 1, "until": FAR} | more
    return write_pass(KEY, PickupPass.model_validate(words))


class Stand:
    """What stands there: a face's side of the socket, readers, doors and hands."""

    def __init__(self, face: Any, appliances: dict[str, Appliance], settings: Settings) -> None:
        self.face, self._appliances, self.settings = face, appliances, settings
        self.scanner, self.cards = HeldScanner("scanner"), HeldCardReader("card_reader")

    async def shows(self, kind: type, **fields: Any) -> Any:
        try:
            return await self.face.until_shown(
                lambda view: (
                    isinstance(view, kind) and all(getattr(view, name) == value for name, value in fields.items())
                )
            )
        except TimeoutError as error:
            raise AssertionError(f"not shown: {kind.__name__} {fields}, but {self.face.show}") from error

    def answer(self, answer: Any) -> None:
        self.face.answer(answer)

    def enter(self, code: str) -> None:
        for digit in code:
            self.answer(TypedDigit(int(digit)))
        self.answer(SentCode())

    def hand(self, act: str, cell: int) -> None:
        """`pull_door`, `close_door`, and where there are item sensors `put_in`, `take_out`."""
        self._appliances["ab"[cell > 4]].act("board", act, {"door": (cell - 1) % 4 + 1})

    async def fault(self, board: str, name: str, *, on: bool = True) -> None:
        await self._appliances[board].set_fault(name, on=on)

    def pulses(self) -> list[int]:
        """Cells in the order in which their locks were pulsed."""
        every = []
        for board, base in (("a", 0), ("b", 4)):
            state = self._appliances[board].state()["machines"]["board"]["state"]
            every += [(pulse["at"], base + pulse["door"]) for pulse in state["pulses"]]
        return [cell for _, cell in sorted(every)]

    def journal(self, *kinds: str) -> list[dict[str, Any]]:
        events = read_events(self.settings.terminal.state_dir / "journal.db")
        return [event["body"] for event in events if event["kind"] in kinds]


def settings_for(folder: Path, url: str, ports: dict[str, str], **more: Any) -> Settings:
    cells = [
        {"number": n, "board": "ab"[n > 4], "door": (n - 1) % 4 + 1, "size": "s" if n < 7 else "l", "column": n // 5,
         "floor_mm": 100 + 300 * ((n - 1) % 4), "height_mm": 280} for n in range(1, 9)
    ]  # fmt: skip
    lockers = {"cells": cells, "screen_column": 2, "screen_floor_mm": 700, "screen_height_mm": 900,
               "double_touch_guard_ms": 0, "open_deadline_seconds": 2, "second_pulse_after_seconds": 0.5,
               "done_screen_s": 60, "late_opening_seconds": 1} | more  # fmt: skip
    return Settings.model_validate({
        "terminal": {"code": "cabinet-1", "state_dir": folder / "state", "token_file": folder / "token"},
        "centre": {"url": url, "feed_wait_seconds": 1, "silent_seconds": 2, "backoff_first_seconds": 0.01,
                   "backoff_limit_seconds": 0.1, "gather_ms": 0, "staff_deadline_seconds": 1},
        "readers": {"pause_ms": 10, "after_wrong_ms": 10},
        "disk": {"free_bytes_needed": 0}, "logs": {"level": "error"}, "lockers": lockers,
        "devices": {
            "a": {"driver": "locker-kerong", "port": ports["a"], "locks": 4, "items": True, "gap_ms": 0, **QUICK},
            "b": {"driver": "locker-8a", "port": ports["b"], "locks": 4, "open_is": "11", **QUICK},
        },
    })  # fmt: skip


@asynccontextmanager
async def cabinet(
    folder: Path, url: str, touching: Callable[..., Any], printer: Device | None = None, **more: Any
) -> AsyncIterator[Stand]:
    (folder / "token").write_text("made-up-token\n")
    boards = {"a": KerongBoard(0, 4, spring_seconds=0.01), "b": EightABoard(1, 4, spring_seconds=0.01)}
    appliances = {name: Appliance(f"lockers-{name}", {"board": board}, folder) for name, board in boards.items()}
    for appliance in appliances.values():
        await appliance.start()
    ports = {name: str(appliance.pty.address) for name, appliance in appliances.items()}
    settings = settings_for(folder, url, ports, **more)
    stand = Stand(None, appliances, settings)
    devices: dict[str, Device] = {
        **build_all(settings.devices, source="test"), "scanner": stand.scanner, "card_reader": stand.cards
    }  # fmt: skip
    if printer is not None:
        devices["ticket_printer"] = printer
    engine = Engine(settings, devices, None)
    task = asyncio.create_task(engine.run())
    try:
        async with touching(settings.terminal.socket_path) as face:
            stand.face = face
            yield stand
    finally:
        engine.stop()
        async with asyncio.timeout(20):
            await task
        for appliance in appliances.values():
            await appliance.stop()
