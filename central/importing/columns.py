"""The sheets and columns of a catalogue as a spreadsheet, declared once: reading, writing and explaining follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from central.catalogue import CounterEntry, DepartmentEntry, ServiceEntry
from central.hours_entry import HoursEntry, Of
from central.importing import cells
from central.importing.cells import CellError, Raw
from kiosk.wire import Identify


@dataclass(frozen=True, slots=True)
class Column:
    """`key`: the entry's field. `right` says what a right value is, in errors and on the explaining sheet.

    `example` also tells how wide the column is written. `personal`: errors never repeat what stands there.
    """

    key: str
    zh: str
    en: str
    read: Callable[[Raw], Any]
    right: str
    right_zh: str
    example: str = ""
    required: bool = False
    personal: bool = False

    @property
    def heading(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`table`: the catalogue's list that it fills."""

    table: str
    zh: str
    entry: type[BaseModel]
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        return f"{self.zh} {self.table}"


_OF = {
    **{each.value: each for each in Of},
    "大厅": Of.HALL,
    "部门": Of.DEPARTMENT,
    "事项": Of.SERVICE,
    "窗口": Of.COUNTER,
}


def _of(raw: Raw) -> Of:
    written = cells.text(raw).casefold()
    if written not in _OF:
        raise CellError("this is none of the four")
    return _OF[written]


_IDENTIFY = {
    **{each.value: each for each in Identify},
    "不需要": Identify.NEVER,
    "可刷": Identify.OFFER,
    "必须": Identify.MUST,
}


def _identify(raw: Raw) -> Identify:
    written = cells.text(raw).casefold()
    if written not in _IDENTIFY:
        raise CellError("this is none of the three")
    return _IDENTIFY[written]


def _count(key: str, zh: str, right: str, right_zh: str, example: str) -> Column:
    return Column(key, zh, key, cells.whole_number, right, right_zh, example)


def _text(key: str, zh: str, en: str, right: str, right_zh: str, example: str, *, required: bool = False) -> Column:
    return Column(key, zh, en, cells.text, right, right_zh, example, required)


_CODE = Column(
    "code",
    "编码",
    "code",
    cells.code,
    "write 1 to 64 characters that nothing else on this sheet has",
    "1 至 64 个字符，在本表中唯一；单元格格式设为文本",
    "id-card",
    required=True,
)
_NAME = _text("name", "名称", "name", "write the Chinese name", "中文名称", "居民身份证办理", required=True)
_NAME_EN = _text("name_en", "英文名称", "name_en", "write the English name", "英文名称", "ID card", required=True)
_DEPARTMENT = Column(
    "department",
    "部门",
    "department",
    cells.code,
    "write a code of the sheet 部门 departments",
    "“部门”表中的编码",
    "household",
    required=True,
)

DEPARTMENTS = Sheet(
    "departments",
    "部门",
    DepartmentEntry,
    (
        _CODE,
        _NAME,
        _NAME_EN,
        _text(
            "icon",
            "图标",
            "icon",
            "write a name of [icon] in config/theme.toml",
            "config/theme.toml 中 [icon] 的名称",
            "heart",
            required=True,
        ),
        Column(
            "prefix",
            "号码前缀",
            "prefix",
            cells.code,
            "write one or two capital letters A to Z, for example A",
            "一至两个大写字母，各部门不同",
            "D",
            required=True,
        ),
        _text("floor", "楼层", "floor", "write the floor, or nothing", "楼层，可空", "1 楼"),
        _text("floor_en", "楼层英文", "floor_en", "write the floor in English, or nothing", "楼层英文，可空", "1F"),
        _text("place", "位置", "place", "write the place, or nothing", "位置，可空", "1 楼 A 区"),
        _text(
            "place_en", "位置英文", "place_en", "write the place in English, or nothing", "位置英文，可空", "1F, area A"
        ),
        _text("counters", "窗口范围", "counters", "write the counters as people read them", "显示的窗口范围", "15–19"),
    ),
)
SERVICES = Sheet(
    "services",
    "事项",
    ServiceEntry,
    (
        _CODE,
        _DEPARTMENT,
        _NAME,
        _NAME_EN,
        Column(
            "minutes",
            "办理分钟",
            "minutes",
            cells.whole_number,
            "write whole minutes from 1 to 480, or nothing",
            "办理一件通常需要的分钟数，1 至 480，可空",
            "15",
        ),
        _text("bring", "携带材料", "bring", "write what people bring, or nothing", "需要携带的材料，可空", "带户口本"),
        _text(
            "bring_en",
            "携带材料英文",
            "bring_en",
            "write it in English, or nothing",
            "英文，可空",
            "Bring your ID card",
        ),
        _text(
            "closed", "暂停原因", "closed", "write why it is paused; nothing: it is not", "暂停办理的原因；空为正常", ""
        ),
        _text("closed_en", "暂停原因英文", "closed_en", "write it in English, or nothing", "英文，可空", ""),
        Column(
            "identify",
            "刷身份证",
            "identify",
            _identify,
            "write 不需要, 可刷 or 必须 (never, offer, must); nothing is never",
            "取号时是否刷身份证：不需要、可刷、必须；空为不需要",
            "可刷",
        ),
        _count(
            "per_day",
            "每日号数",
            "write how many numbers a day there are, or nothing",
            "每天最多取号数，可空",
            "200",
        ),
        _count(
            "per_person",
            "每人每日",
            "write how many numbers a person may take a day, or nothing",
            "每人每天最多取号数（刷身份证时），可空",
            "2",
        ),
        _count(
            "quota",
            "时段号数",
            "write how many numbers there are in each slot for people without an appointment, or nothing",
            "每个时段现场取号数，可空",
            "20",
        ),
        _count(
            "appointment_quota",
            "时段预约数",
            "write how many appointments may begin in each slot, or nothing",
            "每个时段预约数，可空",
            "10",
        ),
        _count(
            "quota_minutes",
            "时段分钟",
            "write the slots' length in minutes, 5 to 1440; nothing is 60",
            "时段长度，5 至 1440 分钟，从零点起算；空为 60",
            "60",
        ),
    ),
)
COUNTERS = Sheet(
    "counters",
    "窗口",
    CounterEntry,
    (
        _CODE,
        _DEPARTMENT,
        Column(
            "services",
            "办理事项",
            "services",
            cells.codes,
            "write codes of the sheet 事项 services; nothing: all services of the department",
            "“事项”表中的编码，用顿号分开；空为该部门全部事项",
            "id-card、temporary-id",
        ),
    ),
)
HOURS = Sheet(
    "hours",
    "时间",
    HoursEntry,
    (
        Column(
            "of",
            "类别",
            "of",
            _of,
            "write 大厅, 部门, 事项 or 窗口 (hall, department, service, counter)",
            "大厅、部门、事项或窗口",
            "事项",
            required=True,
        ),
        Column(
            "code",
            "编码",
            "code",
            cells.code,
            "write the code of the department, service or counter; nothing for the hall",
            "部门、事项或窗口的编码；大厅为空",
            "id-card",
        ),
        Column(
            "weekdays",
            "星期",
            "weekdays",
            cells.weekdays,
            "write days like 周一至周五、周日 or Mon-Fri, Sun",
            "如：周一至周五、周日；与日期二选一",
            "周一至周五",
        ),
        Column(
            "date",
            "日期",
            "date",
            cells.day,
            "write a day like 2026-10-01",
            "单独的一天，如 2026-10-01；时间为空则当天不办理",
            "2026-10-01",
        ),
        Column(
            "opens",
            "开始",
            "opens",
            cells.wall_time,
            "write a time from 00:00 to 23:59",
            "开始时间，如 09:00",
            "09:00",
        ),
        Column(
            "closes",
            "结束",
            "closes",
            cells.wall_time,
            "write a time up to 24:00; one before the beginning is the next day's",
            "结束时间，如 12:00；早于开始时间为次日",
            "12:00",
        ),
        Column(
            "extended",
            "延时服务",
            "extended",
            cells.yes_or_no,
            "write 是 or 否 (yes, no); nothing is no",
            "晚间、周末等延时服务填“是”，空为“否”",
            "是",
        ),
    ),
)
SHEETS = (DEPARTMENTS, SERVICES, COUNTERS, HOURS)
EXPLANATION = "说明 explanation"
