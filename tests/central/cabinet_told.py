"""A cabinet as its terminal has told it, with parcels in all states, written straight into the tables: what the pages
read, without the way there.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection

from central.parcels.tables import (
    cabinet_alarms,
    cabinet_cells,
    cabinet_fitted,
    cabinets,
    door_intents,
    door_movements,
    parcels,
)
from central.tables import terminals

HOUR_MS, DAY_MS = 3_600_000, 86_400_000
TERMINAL = "cabinet-1"
PARCEL = "{:032x}".format


def fitted() -> dict[str, Any]:
    """Four columns, the second one with the screen; 20 cells."""
    cells: list[dict[str, Any]] = []
    for column, heights in enumerate(((300,) * 6, (250, 350), (250, 150, 150, 400, 400, 450), (300,) * 6)):
        floor = 100
        for height in heights:
            size = "s" if height < 200 else "m" if height < 400 else "l"
            cells.append(
                {
                    "number": len(cells) + 1,
                    "size": size,
                    "column": column,
                    "floor_mm": floor,
                    "height_mm": height,
                    "low": 400 <= floor + height / 2 <= 1200,
                }
            )
            floor += height
    return {"cells": cells, "screen_column": 1, "screen_floor_mm": 700, "screen_height_mm": 1200}


def parcel(n: int, now_ms: int, **more: Any) -> dict[str, Any]:
    return {
        "id": PARCEL(n),
        "reference": f"R{n}",
        "kind": "pickup",
        "cabinet": TERMINAL,
        "case_number": f"2026-EX-{n:04d}",
        "title": "营业执照（正、副本）",
        "title_en": "Business licence",
        "receiver": "张*华",
        "person": "ab" * 16,
        "phone_shown": "138****5678",
        "size": "m",
        "low": False,
        "label": f"K26{n:07d}",
        "issue": 1,
        "standing": "open",
        "state": "registered",
        "registered_ms": now_ms - DAY_MS,
        "registered_by": "boss",
        "expires_ms": now_ms + 6 * DAY_MS,
    } | more


def inside(n: int, cell: int, now_ms: int, **more: Any) -> dict[str, Any]:
    told = {"state": "inside", "cell": cell, "deposited_ms": now_ms - 5 * HOUR_MS, "deposited_by": "boss"}
    return parcel(n, now_ms, **(told | more))


def fill(db: Connection, now_ms: int, *, seen_ms: int | None = None, terminal: str = TERMINAL) -> None:
    """One cabinet with a cell of every kind: 3 in use, 5 overdue, 7 cancelled, 9 open, 11 out of use, 13 not seen."""
    db.execute(
        terminals.insert().values(
            code=terminal,
            unit="1 号柜",
            unit_en="Cabinet 1",
            series="K1",
            token_sha256=terminal,
            added_ms=now_ms - 9 * DAY_MS,
            seen_ms=now_ms if seen_ms is None else seen_ms,
        )
    )
    db.execute(
        cabinets.insert().values(
            terminal=terminal,
            name="1 号取件柜",
            name_en="Cabinet 1",
            place="大厅东门外 24 小时区",
            place_en="24-hour area, east door",
            phone="0534-0000000",
            salt="00" * 16,
            cost=4096,
            digits=8,
            phone_tail=False,
            wrong_a_visit=5,
            wrong_a_day=30,
            keep_days=7,
            added_ms=now_ms - 9 * DAY_MS,
        )
    )
    wired = {"terminal": terminal, "body": orjson.dumps(fitted()).decode(), "told_ms": now_ms - 9 * DAY_MS}
    db.execute(cabinet_fitted.insert().values(wired))
    late = {"expires_ms": now_ms - DAY_MS, "receiver": "李*"}
    every = [
        parcel(1, now_ms),
        inside(2, 3, now_ms, title="居民身份证", title_en="ID card", receiver="王*"),
        inside(3, 5, now_ms, **late),
        inside(4, 7, now_ms, standing="cancelled"),
        parcel(5, now_ms, state="collected", standing="ended", out_ms=now_ms - HOUR_MS, way="code", cell=8),
        inside(6, 9, now_ms),
        parcel(7, now_ms, kind="post", cabinet="", state="posted", waybill="EA473124829CN", post_state="handed_over"),
    ]
    for one in every:
        db.execute(parcels.insert().values(one))
    for cell in fitted()["cells"]:
        number = cell["number"]
        lying = {3: PARCEL(2), 5: PARCEL(3), 7: PARCEL(4), 9: PARCEL(6)}.get(number, "")
        told: dict[str, Any] = {"door": "closed", "door_cause": "command", "door_ms": now_ms - 5 * HOUR_MS}
        if number == 9:
            told |= {"door": "open", "door_cause": "hand", "door_ms": now_ms - HOUR_MS}
        if number == 13:
            told |= {"door": "unknown", "door_cause": "unknown"}
        set_out = {"disabled": True, "reason": "锁坏了", "set_by": "technician", "set_ms": now_ms - DAY_MS}
        more = set_out if number == 11 else {"disabled": False}
        db.execute(
            cabinet_cells.insert().values(
                terminal=terminal, number=number, size=cell["size"], parcel=lying, **told, **more
            )
        )
    intent = {"terminal": terminal, "intent": "1" * 32, "cell": 9, "for_what": "deposit", "way": "staff", "by": "boss"}
    db.execute(door_intents.insert().values(intent | {"pulse": 1, "at_ms": now_ms - 5 * HOUR_MS, "outcome": "done"}))
    for state, cause, at_ms in (
        ("open", "command", 5 * HOUR_MS),
        ("closed", "hand", 5 * HOUR_MS),
        ("open", "hand", HOUR_MS),
    ):
        row = {"terminal": terminal, "cell": 9, "state": state, "cause": cause, "at_ms": now_ms - at_ms}
        db.execute(door_movements.insert().values(row))
    alarm = {"terminal": terminal, "alarm": "forced", "cell": 9, "since_ms": now_ms - HOUR_MS}
    db.execute(cabinet_alarms.insert().values(alarm))
