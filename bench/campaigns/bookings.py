"""Appointments of the next half hours for the demo's lobby terminal, of the person whose card the bench's reader has.

The person is made up (bench/cards/wallet.py); the file goes the way that any hall's file goes.
"""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.campaigns.centre import CATALOGUE
from bench.campaigns.processes import run_main
from bench.cards.plastic import number

CARD = "citizen"  # of the bench's wallet
NAME, REGION, BIRTH = "张测试", "110101", "19491001"  # as that card has them
EACH, HALF_HOURS = timedelta(minutes=30), 3


@dataclass(frozen=True, slots=True)
class Booking:
    """`code`: what its QR carries."""

    code: str
    time: str


def book(database: str, folder: Path, now: datetime) -> Booking:
    """The first one can be checked in at once, by the card or by its code. Raises ProcessFailed."""
    path, first = write_file(folder, now)
    said = run_main("appointments", "load", str(path), "--json", "--database", database)
    taken = json.loads(said.splitlines()[-1])["appointments"]
    return Booking(taken[0]["code"], f"{first:%H:%M}")


def write_file(folder: Path, now: datetime) -> tuple[Path, datetime]:
    """The file, and when the first appointment begins."""
    hall = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    local = now.astimezone(ZoneInfo(hall["hall"]["time_zone"])).replace(second=0, microsecond=0)
    first = local - timedelta(minutes=local.minute % 30) + EACH
    rows = [_row(first + nth * EACH, hall["services"][nth]["code"]) for nth in range(HALF_HOURS)]
    path = folder / "appointments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path, first


def _row(starts: datetime, service: str) -> dict[str, str]:
    return {
        "预约编号": f"demo-{starts:%Y%m%d-%H%M}",
        "日期": f"{starts:%Y-%m-%d}",
        "开始": f"{starts:%H:%M}",
        "结束": f"{starts + EACH:%H:%M}",
        "事项": service,
        "姓名": NAME,
        "身份证号": number(REGION, BIRTH),
    }
