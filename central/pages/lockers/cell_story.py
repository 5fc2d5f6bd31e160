"""What happened at one door, newest first: openings with who and why, movements with their causes, and an order that is
still on its way.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from central.pages.lockers.words import CAUSES, DOORS, OPENED_FOR, OUTCOMES, WAYS, Pair
from central.parcels.tables import cabinet_orders, door_intents, door_movements
from kiosk.lockers.events import Moved, Way

STORY_LINES = 30


@dataclass(frozen=True, slots=True)
class Happening:
    """`said`: what happened; `more`: by whom or why. `bad`: somebody should look into it."""

    at_ms: int
    said: Pair
    more: Pair
    bad: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Told to the cabinet, and nothing heard of it yet. `until_ms`: later it is never carried out."""

    command: str
    by: str
    until_ms: int


def read_story(db: Connection, terminal: str, cell: int) -> list[Happening]:
    found = [*_openings(db, terminal, cell), *_movements(db, terminal, cell)]
    return sorted(found, key=lambda one: one.at_ms, reverse=True)[:STORY_LINES]


def read_order(db: Connection, terminal: str, cell: int, now_ms: int) -> Order | None:
    """The newest that may still be carried out."""
    row = db.execute(
        select(cabinet_orders)
        .where(
            cabinet_orders.c.terminal == terminal,
            cabinet_orders.c.cell == cell,
            cabinet_orders.c.outcome == "",
            cabinet_orders.c.expires_ms > now_ms,
        )
        .order_by(cabinet_orders.c.asked_ms.desc())
    ).first()
    return None if row is None else Order(row.command, row.by, row.expires_ms)


def _openings(db: Connection, terminal: str, cell: int) -> list[Happening]:
    query = (
        select(door_intents)
        .where(door_intents.c.terminal == terminal, door_intents.c.cell == cell)
        .order_by(door_intents.c.at_ms.desc())
        .limit(STORY_LINES)
    )
    return [
        Happening(
            at_ms=row.at_ms,
            said=_opening(row.for_what, row.outcome, row.pulse),
            more=_by(row.way, row.by, row.second),
            bad=row.outcome in ("failed", "unknown"),
        )
        for row in db.execute(query)
    ]


def _opening(for_what: str, outcome: str, pulse: int) -> Pair:
    why, why_en = OPENED_FOR.get(for_what, (for_what, for_what))
    became, became_en = OUTCOMES.get(outcome, ("等待结果", "not told yet"))
    again, again_en = ("，第二次", ", second pulse") if pulse > 1 else ("", "")
    return f"开门（{why}{again}）：{became}", f"Unlocked ({why_en}{again_en}): {became_en}"


def _by(way: str, by: str, second: str) -> Pair:
    shown, shown_en = WAYS.get(way, (way, way))
    if not by or way == Way.NOBODY:
        return shown, shown_en
    names = f"{by} + {second}" if second else by
    return f"{shown} · {names}", f"{shown_en} · {names}"


def _movements(db: Connection, terminal: str, cell: int) -> list[Happening]:
    query = (
        select(door_movements)
        .where(door_movements.c.terminal == terminal, door_movements.c.cell == cell)
        .order_by(door_movements.c.at_ms.desc())
        .limit(STORY_LINES)
    )
    return [
        Happening(
            at_ms=row.at_ms,
            said=_movement(row.state),
            more=CAUSES.get(row.cause, (row.cause, row.cause)),
            bad=row.state == "open" and row.cause != Moved.COMMAND,
        )
        for row in db.execute(query)
    ]


def _movement(state: str) -> Pair:
    word, word_en = DOORS.get(state, (state, state))
    return (f"门{word}了", f"Door {word_en}") if state != "unknown" else ("看不到门", "Door not seen")
