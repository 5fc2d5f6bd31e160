"""What pages call the things of a cabinet, in both languages, each with its colour and icon: one is never without the
others.
"""

from __future__ import annotations

from dataclasses import dataclass

from central.parcels.told.heard import Clash
from kiosk.lockers.events import Alarm, Moved, OpenFor, Problem, Way
from kiosk.lockers.wire import CellSize, ParcelFor

Pair = tuple[str, str]
"""The same in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`tone` and `icon`: of central/static/look.css and central/icons.py."""

    tone: str
    icon: str
    zh: str
    en: str


SIZES: dict[str, Pair] = {CellSize.SMALL: ("小", "S"), CellSize.MEDIUM: ("中", "M"), CellSize.LARGE: ("大", "L")}
SIZE_CHOICES: dict[str, Pair] = {
    CellSize.SMALL: ("小（信封、证件）", "Small (envelope, card)"),
    CellSize.MEDIUM: ("中（A4 文件袋）", "Medium (A4 folder)"),
    CellSize.LARGE: ("大（档案盒）", "Large (file box)"),
}
KINDS: dict[str, Pair] = {
    ParcelFor.PICKUP: ("自取", "Pickup"),
    ParcelFor.SUPPLEMENT: ("补件", "Papers left"),
    ParcelFor.POST: ("邮寄", "By post"),
}
ALARMS: dict[str, Pair] = {
    Alarm.FORCED: ("门被打开，但没有人取件", "Opened without a pickup"),
    Alarm.LEFT_OPEN: ("门没有关", "Door left open"),
    Alarm.DID_NOT_OPEN: ("门打不开", "Did not open"),
    Alarm.GUESSING: ("今天输错取件码太多，只能扫码或刷身份证", "Too many wrong codes today; QR and ID card only"),
    Alarm.BOARD_AWAY: ("锁控板没有回应", "A lock board does not answer"),
}
ADVICE: dict[str, Pair] = {
    Alarm.FORCED: ("请去看门是否完好、东西是否还在。", "Go and see whether the door is whole and the thing is there."),
    Alarm.LEFT_OPEN: (
        "请去把门关好；里面的东西还算在柜里。",
        "Go and shut it; what lies there still counts as inside.",
    ),
    Alarm.DID_NOT_OPEN: (
        "请带钥匙去帮忙；取件码仍然有效。",
        "Go there with the key; the code stays valid.",
    ),
    Alarm.GUESSING: ("请看看柜前有没有人在试码。", "See whether somebody tries codes at the cabinet."),
    Alarm.BOARD_AWAY: ("请技术人员检查接线和电源。", "Ask a technician to check its wires and power."),
}
CAUSES: dict[str, Pair] = {
    Moved.COMMAND: ("指令", "by command"),
    Moved.HAND: ("手动", "by hand"),
    Moved.UNKNOWN: ("原因不明", "cause unknown"),
}
DOORS: dict[str, Pair] = {"open": ("开", "open"), "closed": ("关", "shut"), "unknown": ("看不到", "not seen")}
OPENED_FOR: dict[str, Pair] = {
    OpenFor.PICKUP: ("取件", "pickup"),
    OpenFor.DEPOSIT: ("存件", "deposit"),
    OpenFor.LEAVE: ("群众补件", "papers left"),
    OpenFor.RECOVER: ("工作人员取出", "taken out by staff"),
    OpenFor.ORDER: ("后台开门", "opened from the page"),
    OpenFor.TRIAL: ("技术人员试门", "tried by a technician"),
}
WAYS: dict[str, Pair] = {
    Way.CODE: ("取件码", "by code"),
    Way.QR: ("二维码", "by QR"),
    Way.CARD: ("身份证", "by ID card"),
    Way.STAFF: ("工作人员", "by staff"),
    Way.ORDER: ("后台指令", "by order"),
    Way.TECHNICIAN: ("技术人员", "by a technician"),
    Way.NOBODY: ("群众", "by a citizen"),
}
PROBLEMS: dict[str, Pair] = {
    Problem.EMPTY: ("群众说里面是空的", "The citizen says that it was empty"),
    Problem.WRONG_THING: ("群众说东西不对", "The citizen says that it is the wrong thing"),
    Problem.DID_NOT_OPEN: ("群众说门没开", "The citizen says that the door did not open"),
}
OUTCOMES: dict[str, Pair] = {
    "done": ("开了", "opened"),
    "failed": ("没开", "failed"),
    "unknown": ("不清楚", "not known"),
}
CLASHES: dict[str, Pair] = {
    Clash.NO_SUCH_CELL: ("说了一扇没有的门", "It told of a door that it does not have"),
    Clash.UNKNOWN_PARCEL: ("里面的东西没有登记过", "What lies there was never registered"),
    Clash.OTHER_CABINET: ("这一件登记在别的柜子", "It was registered for another cabinet"),
    Clash.OUT_ALREADY: ("这一件早就取出了", "It was out already"),
    Clash.NEVER_PUT_IN: ("取出了，但没有放进去的记录", "Taken out, and nobody told that it was put in"),
    Clash.OTHER_CELL: ("和记下的门号不一样", "Another cell than was known"),
    Clash.CELL_TAKEN: ("这扇门里本来有别的东西", "Something else lay there before"),
    Clash.UNKNOWN_INTENT: ("门开了，但没有开门的记录", "A door opened, and nothing says why"),
    Clash.NOT_A_NAME: ("这一件的编号看不懂", "What it calls the thing cannot be read"),
}
