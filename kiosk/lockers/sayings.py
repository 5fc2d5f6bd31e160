"""What the cabinet says aloud and shows on its light: short sentences, in Mandarin or English. Pure."""

from __future__ import annotations

from enum import StrEnum

from kiosk.views import Language


class Saying(StrEnum):
    OPENED = "opened"
    PULL = "pull"
    OPENED_FOR_PUTTING_IN = "opened_for_putting_in"
    LEFT_OPEN = "left_open"
    DID_NOT_OPEN = "did_not_open"
    STILL_THERE = "still_there"
    CLOSED = "closed"
    ARE_YOU_THERE = "are_you_there"  # said of no door


_CHINESE = {
    Saying.OPENED: "{cell}号柜门已打开，请取走物品，关好柜门。",
    Saying.PULL: "请用手拉一下{cell}号柜门。",
    Saying.OPENED_FOR_PUTTING_IN: "{cell}号柜门已打开，请放入物品，关好柜门。",
    Saying.LEFT_OPEN: "{cell}号柜门没有关好，请关好柜门。",
    Saying.DID_NOT_OPEN: "{cell}号柜门没有打开，正在通知工作人员。您的物品仍为您保管。",
    Saying.STILL_THERE: "{cell}号柜里还有物品，请取走。",
    Saying.CLOSED: "{cell}号柜门已关好，谢谢。",
    Saying.ARE_YOU_THERE: "您还在吗？还需要时间的话，请点一下屏幕。",
}
_ENGLISH = {
    Saying.OPENED: "Door {cell} is open. Please take your item and close the door.",
    Saying.PULL: "Please pull door {cell}.",
    Saying.OPENED_FOR_PUTTING_IN: "Door {cell} is open. Please put your item in and close the door.",
    Saying.LEFT_OPEN: "Door {cell} is not closed. Please close the door.",
    Saying.DID_NOT_OPEN: "Door {cell} did not open. Staff is being called. Your item stays safe for you.",
    Saying.STILL_THERE: "There is still something in door {cell}. Please take it.",
    Saying.CLOSED: "Door {cell} is closed. Thank you.",
    Saying.ARE_YOU_THERE: "Are you still there? Touch the screen for more time.",
}
_LIGHT = {
    Saying.OPENED: "{cell}号柜门已打开",
    Saying.OPENED_FOR_PUTTING_IN: "{cell}号柜门已打开",
    Saying.PULL: "请拉开{cell}号柜门",
    Saying.LEFT_OPEN: "请关好{cell}号柜门",
    Saying.DID_NOT_OPEN: "{cell}号柜门没有打开",
    Saying.STILL_THERE: "{cell}号柜里还有物品",
}
REST = "24小时自助取件"  # on the light, while nobody stands there


def spoken(what: Saying, cell: int, language: Language) -> str:
    return (_ENGLISH if language is Language.EN else _CHINESE)[what].format(cell=cell)


def shown(what: Saying, cell: int) -> str:
    """For the light."""
    return _LIGHT.get(what, REST).format(cell=cell)
