"""What the terminals page shows: each terminal with its devices and its journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select

from central.assistance import count_open
from central.conditions import Condition, Tone, condition, hands
from central.tables import breaks, devices, journals, quarantine, terminals

ONLINE = Condition(Tone.OK, "wifi-high", "在线", "Online")
STOPPED = Condition(Tone.IDLE, "pause-circle", "已停机", "Stopped")
LOST = Condition(Tone.STOP, "x-circle", "失去联系", "Lost")
NEVER = Condition(Tone.IDLE, "clock", "还没有连接过", "Never seen")


@dataclass(frozen=True, slots=True)
class DeviceLine:
    name: str
    driver: str
    condition: Condition
    error: str
    hands: str
    hands_en: str
    changed_ms: int


@dataclass(frozen=True, slots=True)
class JournalLine:
    id: str
    acked_through: int
    batch_ms: int
    breaks: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class TerminalLine:
    code: str
    unit: str
    unit_en: str
    series: str
    software: str
    condition: Condition
    seen_ms: int | None
    devices: tuple[DeviceLine, ...]
    journals: tuple[JournalLine, ...]  # newest first


@dataclass(frozen=True, slots=True)
class Fleet:
    terminals: tuple[TerminalLine, ...]
    pleas: int  # requests for help that nobody has taken

    @property
    def online(self) -> int:
        return sum(line.condition is ONLINE for line in self.terminals)


def read_fleet(db: Connection, now_ms: int, lost_seconds: int) -> Fleet:
    of_devices: dict[str, list[DeviceLine]] = {}
    for row in db.execute(select(devices).order_by(devices.c.device)):
        of_devices.setdefault(row.terminal, []).append(_device(row))
    of_journals = _journals(db)
    lines = [
        TerminalLine(
            code=row.code,
            unit=row.unit,
            unit_en=row.unit_en,
            series=row.series,
            software=row.software,
            condition=_condition(row, now_ms, lost_seconds),
            seen_ms=row.seen_ms,
            devices=tuple(of_devices.get(row.code, [])),
            journals=tuple(of_journals.get(row.code, [])),
        )
        for row in db.execute(select(terminals).order_by(terminals.c.code))
    ]
    return Fleet(tuple(lines), count_open(db))


def _condition(row: Any, now_ms: int, lost_seconds: int) -> Condition:
    if row.seen_ms is None:
        return NEVER
    if row.stopped_ms is not None:
        return STOPPED
    return LOST if now_ms - row.seen_ms > lost_seconds * 1000 else ONLINE


def _device(row: Any) -> DeviceLine:
    body = orjson.loads(row.body)
    hand, hand_en = hands(body.get("mends"))
    return DeviceLine(
        row.device, body["driver"], condition(body), body.get("error") or "", hand, hand_en, row.changed_ms
    )


def _journals(db: Connection) -> dict[str, list[JournalLine]]:
    broken = _count_by_journal(db, breaks)
    kept_apart = _count_by_journal(db, quarantine)
    lines: dict[str, list[JournalLine]] = {}
    for row in db.execute(select(journals).order_by(journals.c.no.desc())):
        line = JournalLine(row.id, row.acked_through, row.batch_ms, broken.get(row.no, 0), kept_apart.get(row.no, 0))
        lines.setdefault(row.terminal, []).append(line)
    return lines


def _count_by_journal(db: Connection, table: Table) -> dict[int, int]:
    query = select(table.c.journal, func.count()).group_by(table.c.journal)
    return {row[0]: row[1] for row in db.execute(query)}
