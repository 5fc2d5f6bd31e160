"""Six documents for the demo's cabinet, of the people whose cards lie beside the bench's reader.

Everybody is made up (bench/cards/wallet.py). The files go the way that any hall's file goes; one document was
registered so long ago that it is overdue.
"""

from __future__ import annotations

import csv
import json
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bench.campaigns.processes import run_main
from bench.cards.plastic import number
from bench.front import Card, Held

OVERDUE = timedelta(days=9)  # registered so long ago; a hall keeps a document for seven days


@dataclass(frozen=True, slots=True)
class Receiver:
    """`card`: of the bench's wallet; `region` and `birth` as that card has them."""

    card: str
    name: str
    region: str
    birth: str
    phone: str

    @property
    def id_number(self) -> str:
        return number(self.region, self.birth)


@dataclass(frozen=True, slots=True)
class Document:
    case: str
    title: str
    title_en: str
    receiver: Receiver
    size: str = "中"
    low: bool = False
    overdue: bool = False
    organisation: str = ""  # whom it is for; its receiver collects it

    @property
    def label(self) -> str:
        """What its barcode says; digits, for whoever types it."""
        return f"900000{self.case}"


ZHANG = Receiver("citizen", "张测试", "110101", "19491001", "13800000001")
LI = Receiver("citizen_moved", "李样例", "210102", "19880229", "13800000002")
TESTING = Receiver("citizen_long_name", "阿卜杜热合曼·测试买买提", "650102", "19991231", "13800000003")
TASHI = Receiver("citizen_without_photo", "扎西样例", "540102", "20051115", "13800000004")
NOBODY = Receiver("citizen_other_nation", "无名氏", "520102", "19750707", "13800000005")
RECEIVERS = (ZHANG, LI, TESTING, TASHI, NOBODY)

DOCUMENTS = (
    Document("0001", "营业执照（正、副本）", "Business licence", ZHANG, "大", organisation="德州样例餐饮有限公司"),
    Document("0002", "不动产权证书", "Property certificate", ZHANG),
    Document("0003", "食品经营许可证", "Food business permit", LI),
    Document("0004", "残疾人证", "Disability certificate", TESTING, low=True),
    Document("0005", "居住证", "Residence permit", TASHI, "小"),
    Document("0006", "道路运输证", "Road transport permit", NOBODY, overdue=True),
)


def register(database: str, folder: Path, cabinet: str, now: datetime) -> None:
    """All six; what is overdue at the time it was registered. Raises ProcessFailed."""
    for overdue in (False, True):
        path = write_file(folder / f"parcels{'-overdue' * overdue}.csv", cabinet, overdue=overdue)
        clock = folder / "registered-at"
        at = now - OVERDUE * overdue
        clock.write_bytes(struct.pack("<q", int(at.timestamp() * 1000)))
        run_main("parcel", "load", str(path), "--clock", str(clock), "--database", database)


def write_file(path: Path, cabinet: str, *, overdue: bool) -> Path:
    rows = [_row(document, cabinet) for document in DOCUMENTS if document.overdue is overdue]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def labels() -> tuple[Held, ...]:
    return tuple(
        Held(kind="label", name=f"{each.title} {each.receiver.name}", text=each.label, format="code128")
        for each in DOCUMENTS
    )


def cards() -> tuple[Card, ...]:
    return tuple(Card(card=each.card, name=each.name) for each in RECEIVERS)


def badge(database: str, account: str) -> str:
    """What a new badge of the account says. Raises ProcessFailed."""
    said = run_main("cabinet", "badge", account, "--database", database)
    return str(json.loads(said.splitlines()[-1])["badge"])


def once_code(database: str, terminal: str, account: str) -> str:
    """A code that signs the account in at the cabinet, once, within ten minutes. Raises ProcessFailed."""
    said = run_main("cabinet", "once-code", terminal, account, "--database", database)
    return str(json.loads(said.splitlines()[-1])["code"])


def _row(document: Document, cabinet: str) -> dict[str, str]:
    receiver = document.receiver
    return {
        "办件编号": f"DEMO-{document.case}",
        "名称": document.title,
        "英文名称": document.title_en,
        "领取人": document.organisation or receiver.name,
        "身份证号": receiver.id_number,
        "手机号": receiver.phone,
        "柜机": cabinet,
        "大小": document.size,
        "低格口": "是" if document.low else "否",
        "条码": document.label,
    }
