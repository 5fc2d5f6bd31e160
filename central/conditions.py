"""A device's state in the words of people: icon, word and colour always together. Pure.

The axes are those of events.DeviceChanged; what a word means for a device stands in docs/devices/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    OK = "ok"
    WARN = "warn"
    STOP = "stop"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Condition:
    tone: Tone
    icon: str
    word: str
    word_en: str


READY = Condition(Tone.OK, "check-circle", "正常", "Ready")
AWAY = Condition(Tone.STOP, "x-circle", "断开", "Away")
SILENT = Condition(Tone.STOP, "x-circle", "没有回应", "Silent")
BROKEN = Condition(Tone.STOP, "x-circle", "故障", "Fault")
WRONG = Condition(Tone.STOP, "wrench", "设置不对", "Wrong setup")
SEARCHING = Condition(Tone.WARN, "hourglass-medium", "正在连接", "Connecting")
ATTENTION = Condition(Tone.WARN, "warning", "要看一下", "Needs a look")
UNCLEAR = Condition(Tone.IDLE, "question", "不清楚", "Not known")

_LINKS = {
    "absent": AWAY,
    "unresponsive": SILENT,
    "backoff": AWAY,
    "wrong_device": WRONG,
    "config_error": WRONG,
    "opening": SEARCHING,
    "identifying": SEARCHING,
    "closing": SEARCHING,
}
_CODES = {
    "printer.paper_out": Condition(Tone.STOP, "x-circle", "缺纸", "Paper out"),
    "printer.paper_low": Condition(Tone.WARN, "warning", "纸少", "Paper low"),
    "printer.cover_open": Condition(Tone.STOP, "x-circle", "盖子开着", "Cover open"),
    "printer.jam": Condition(Tone.STOP, "x-circle", "卡纸", "Paper jam"),
    "printer.cutter": Condition(Tone.STOP, "x-circle", "切刀故障", "Cutter fault"),
    "printer.head_hot": Condition(Tone.WARN, "hourglass-medium", "打印头过热", "Head is hot"),
    "link.busy": Condition(Tone.STOP, "wrench", "端口被占用", "Port is taken"),
    "link.permission": Condition(Tone.STOP, "wrench", "没有权限", "No permission"),
}
_OPERATIONAL = {
    "ready": READY,
    "busy": Condition(Tone.OK, "check-circle", "正在工作", "Working"),
    "attention": ATTENTION,
    "user_blocked": ATTENTION,
    "fault": BROKEN,
}
_HANDS = {
    "nobody": ("自己会恢复", "It mends itself"),
    "citizen": ("等群众操作", "The citizen can mend it"),
    "attendant": ("大厅人员处理", "For the hall's staff"),
    "technician": ("技术人员处理", "For a technician"),
}


def condition(device: dict[str, Any]) -> Condition:
    """`device`: the fields of events.DeviceChanged. The way to the device comes first, then what it says."""
    error = device.get("error")
    if error in _CODES:
        return _CODES[error]
    link = _LINKS.get(device["link"])
    if link is not None:
        return link
    if device.get("consumables", {}).get("paper") == "low":
        return _CODES["printer.paper_low"]
    return _OPERATIONAL.get(device["operational"], UNCLEAR)


def hands(mends: str | None) -> tuple[str, str]:
    """Who can mend it, in both languages; empty when nothing is to mend."""
    return _HANDS.get(mends or "", ("", ""))
