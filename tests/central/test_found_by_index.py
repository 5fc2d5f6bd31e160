"""The busiest statements find their rows by an index: a day has thousands of tickets, and others wait meanwhile."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from central import admission, desk, issue, person_tickets
from central.calling import placing
from central.database import Database
from central.quick import Quick

BUSIEST = {
    "the tickets of a card, at the terminal": (admission._OF_PERSON, "ix_tickets_day_person"),
    "the tickets of a card, at a call": (person_tickets._OF_PERSON, "ix_tickets_day_person"),
    "the tickets of a visit": (person_tickets._OF_VISIT, "ix_tickets_day_visit (day=? AND visit=?)"),
    "who is ahead": (admission._AHEAD, "ix_tickets_order (day=? AND state=? AND service=?"),
    "the ticket of an appointment": (admission._CHECKED_IN, "ix_tickets_appointment"),
    "what a counter did today": (desk._FIGURES, "ix_tickets_ended"),
    "a request that comes again": (issue._GIVEN, "ix_tickets_key"),
    "who is next": (placing._FIRST_OF_ALL, "ix_tickets_order (day=? AND state=? AND service=?"),
}


@pytest.mark.parametrize("name", BUSIEST)
def test_a_days_tickets_are_not_gone_through(database: Database, name: str) -> None:
    statement, index = BUSIEST[name]
    if database.sqlite:  # PostgreSQL goes through small tables, and by what is in larger ones
        assert index in _plan(database, statement)


def _plan(database: Database, statement: Quick) -> str:
    names = re.findall(r":([a-z_0-9]+)", statement._sqlite)
    values = dict.fromkeys(names, "") | statement._fixed
    query = text(f"EXPLAIN QUERY PLAN {statement._sqlite}")
    return "\n".join(str(row.detail) for row in database.read_now(lambda db: db.execute(query, values).all()))
