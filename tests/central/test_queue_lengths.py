"""Whom a counter may call is said in three ways, each the quickest for its use: all three say the same."""

from __future__ import annotations

from random import Random

from sqlalchemy import Connection, insert, select, update

from central.database import Database
from central.queue import WAITS, belongs_to, in_line_for, line_length, waiting_at
from central.queue_lengths import read_queue_lengths
from central.staff.tables import sitting_services, sittings
from central.states import CounterState, TicketState
from central.tables import counters, departments, services, tickets
from kiosk.wire import FIRST_HASH

DAY = "2026-03-18"
HALLS = 20
NOW_MS = 1_773_800_000_000


def random_hall(db: Connection, chance: Random) -> list[str]:
    """People who wait in every way that there is: free, kept for counters at work and closed, of lost services."""
    codes = list(db.execute(select(counters.c.code)).scalars())
    of_hall = list(db.execute(select(services.c.code)).scalars())
    houses = list(db.execute(select(departments.c.code)).scalars())
    db.execute(tickets.delete())
    db.execute(sittings.delete())
    db.execute(sitting_services.delete())
    for at, code in enumerate(codes):
        state, day = chance.choice(list(CounterState)), chance.choice([DAY, DAY, "2026-03-17"])
        db.execute(update(counters).where(counters.c.code == code).values(state=state, state_day=day))
        if chance.random() < 0.5:
            sitting = {"id": at + 1, "counter": code, "staff": at + 1, "session": "s", "began_ms": 0}
            db.execute(insert(sittings).values(sitting))
            for service in chance.sample([*of_hall, "gone"], chance.randrange(4)):
                db.execute(insert(sitting_services).values(sitting=at + 1, service=service))
    waiting = [
        {
            "day": chance.choice([DAY, DAY, DAY, "2026-03-17"]),
            "number": f"A{number:03d}",
            "department": chance.choice(houses),
            "service": chance.choice([*of_hall, "gone"]),
            "state": chance.choice([TicketState.WAITING, TicketState.RESERVED, TicketState.DONE]),
            "source": "centre",
            "terminal": "lobby-01",
            "key": FIRST_HASH,
            "token": f"{number}",
            "issued_ms": 0,
            "known_ms": 0,
            "for_counter": chance.choice(["", "", *codes]),
        }
        for number in range(60)
    ]
    db.execute(insert(tickets), waiting)
    return codes


def test_the_rule_the_line_and_the_count_say_the_same(database: Database) -> None:
    chance = Random(20)

    def compare(db: Connection) -> None:
        codes = random_hall(db, chance)
        lengths = read_queue_lengths(db, DAY)
        for code in codes:
            ours = set(
                db.execute(select(tickets.c.id).where(tickets.c.day == DAY, WAITS, belongs_to(code, DAY))).scalars()
            )
            assert lengths.at(code) == len(ours), code
            assert set(db.execute(select(tickets.c.id).where(in_line_for(code, DAY))).scalars()) == ours, code
            line = waiting_at(db, code, DAY, NOW_MS, 5)
            assert line_length(db, code, DAY) == line.count
            assert (line.count, len(line.people)) == (len(ours), min(5, len(ours))), code

    for _ in range(HALLS):
        database.write_now(compare)
