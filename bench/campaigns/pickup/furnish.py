"""Makes the demo's cabinet known: its terminal, its staff, its parcels, and where its messages go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.campaigns.hall import STAFF, DemoHall
from bench.campaigns.pickup import receivers
from bench.campaigns.pickup.cabinet import CABINET, cabinet_tables, front
from bench.campaigns.pickup.hands import Hands
from bench.campaigns.processes import run_main
from bench.front import Held

PLACE, PLACE_EN = "一楼大厅东门", "Ground floor, east entrance"


@dataclass(frozen=True, slots=True)
class Cabinet:
    """`once_code`: signs its staff in once, within ten minutes; the badge lies among the `hands`."""

    hands: Hands
    once_code: str


def outbox(hall: DemoHall) -> Path:
    return hall.directory / "messages.jsonl"


def front_file(hall: DemoHall) -> Path:
    """What the bench page draws; it is there before the bench starts, with empty hands."""
    path = hall.bench / "cabinet.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(front().model_dump_json(), encoding="utf-8")
    return path


def message_settings(hall: DemoHall) -> Path:
    """For `central --sms`: every message is a line of the outbox."""
    path = hall.directory / "sms.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'gateway = "file"\n[file]\npath = {json.dumps(str(outbox(hall)))}\n', encoding="utf-8")
    return path


def furnish(hall: DemoHall, centre_url: str, scale: float, now: datetime) -> Cabinet:
    """The account of the demo must be there. `now` with its zone. Raises ProcessFailed."""
    CABINET.prepare(hall, centre_url.rstrip("/"), cabinet_tables(hall, scale))
    named = ("--name", CABINET.unit, "--name-en", CABINET.unit_en, "--place", PLACE, "--place-en", PLACE_EN)
    run_main("cabinet", "add", CABINET.code, *named, "--database", hall.database)
    run_main("cabinet", "allow", CABINET.code, STAFF, "--database", hall.database)
    receivers.register(hall.database, hall.directory, CABINET.code, now)
    badge = Held(kind="badge", name=STAFF, text=receivers.badge(hall.database, STAFF))
    hands = Hands(
        front_file(hall),
        front().model_copy(update={"cards": receivers.cards()}),
        (badge, *receivers.labels()),
        outbox(hall),
        centre_url,
    )
    return Cabinet(hands, receivers.once_code(hall.database, CABINET.code, STAFF))
