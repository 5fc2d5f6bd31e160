"""What cabinets told of their doors long ago is taken away: openings, movements, wrong codes, who of the
staff was there. Between central/parcels/tending.py and the tables.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

from central.clock import business_day
from central.hall import read_hall
from central.parcels.tables import cabinet_cells, cabinets, code_refusals, door_intents, door_movements, staff_visits


def sweep_history(db: Connection, before_ms: int, most: int) -> int:
    """What happened before `before_ms`; of each table at most `most` rows of each cabinet, the others come with the
    next round. Returns how many went. By the indexes of (terminal, cell, at_ms): a hall may have millions of rows.
    """
    day = business_day(before_ms, read_hall(db).time_zone).isoformat()
    gone = _sweep(db, code_refusals, code_refusals.c.day < day, most)
    for terminal in db.execute(select(cabinets.c.terminal).order_by(cabinets.c.terminal)).scalars().all():
        cells = select(cabinet_cells.c.number).where(cabinet_cells.c.terminal == terminal)
        for table in (door_intents, door_movements):
            there = (table.c.terminal == terminal) & table.c.cell.in_(cells)
            gone += _sweep(db, table, there & (table.c.at_ms < before_ms), most)
        old = (staff_visits.c.terminal == terminal) & (staff_visits.c.at_ms < before_ms)
        gone += _sweep(db, staff_visits, old, most)
    return gone


def _sweep(db: Connection, table: Table, old: ColumnElement[bool], most: int) -> int:
    key = list(table.primary_key.columns)
    rows = db.execute(select(*key).where(old).limit(most)).all()
    if rows:
        db.execute(delete(table).where(tuple_(*key).in_([tuple(row) for row in rows])))
    return len(rows)
