"""Appointments of this half hour for the demo's lobby terminal: whose card lies beside the bench's reader, and a code.

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
EACH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Booking:
    """`code`: what its QR carries."""

    code: str
    time: str


def book(database: str, folder: Path, now: datetime) -> Booking:
    """One appointment that can be checked in at once, by the card or by its code. Raises ProcessFailed."""
    hall = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    starts = now.astimezone(ZoneInfo(hall["hall"]["time_zone"])).replace(second=0, microsecond=0)
    starts -= timedelta(minutes=starts.minute % 30)
    row = {
        "预约编号": f"demo-{starts:%Y%m%d-%H%M}",
        "日期": f"{starts:%Y-%m-%d}",
        "开始": f"{starts:%H:%M}",
        "结束": f"{starts + EACH:%H:%M}",
        "事项": hall["services"][0]["code"],
        "姓名": NAME,
        "身份证号": number(REGION, BIRTH),
    }
    path = folder / "appointments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    said = run_main("appointments", "load", str(path), "--json", "--database", database)
    (taken,) = json.loads(said.splitlines()[-1])["appointments"]
    return Booking(taken["code"], f"{starts:%H:%M}")
