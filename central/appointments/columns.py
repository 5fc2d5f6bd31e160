"""The sheet of appointments as a file brings them; read by the parts of central/importing."""

from __future__ import annotations

from central.appointments.wish import Wish
from central.importing import cells
from central.importing.cells import CellError, Raw
from central.importing.columns import Column, Sheet
from kiosk.wire import BookedState

_STATES = {
    "": BookedState.BOOKED,
    "booked": BookedState.BOOKED,
    "已预约": BookedState.BOOKED,
    "预约": BookedState.BOOKED,
    "cancelled": BookedState.CANCELLED,
    "canceled": BookedState.CANCELLED,
    "已取消": BookedState.CANCELLED,
    "取消": BookedState.CANCELLED,
}


def _state(raw: Raw) -> BookedState:
    written = cells.text(raw).casefold()
    if written not in _STATES:
        raise CellError("this is neither booked nor cancelled")
    return _STATES[written]


APPOINTMENTS = Sheet(
    "appointments",
    "预约",
    Wish,
    (
        Column(
            "reference",
            "预约编号",
            "reference",
            cells.code,
            "write the number that the booking system knows it by, up to 64 characters without spaces",
            "预约系统中的编号，不重复",
            "YY20260318-001",
            required=True,
        ),
        Column("date", "日期", "date", cells.day, "write a day like 2026-03-18", "如 2026-03-18", "2026-03-18", True),
        Column("from", "开始", "from", cells.wall_time, "write a time like 09:30", "如 09:30", "09:30", True),
        Column("to", "结束", "to", cells.wall_time, "write a time like 10:00", "如 10:00", "10:00", True),
        Column(
            "service",
            "事项",
            "service",
            cells.code,
            "write the code of a service of the catalogue",
            "目录中事项的编码",
            "id-card",
            required=True,
        ),
        Column(
            "name", "姓名", "name", cells.text, "write the person's name", "只保留首尾字", "张三", True, personal=True
        ),
        Column(
            "id_number",
            "身份证号",
            "id_number",
            cells.id_number,
            "write the 18 places of the ID card as text, or nothing",
            "18 位，单元格格式设为文本；可空，只保留加密摘要",
            "110101194910010001",
            personal=True,
        ),
        Column(
            "code",
            "预约码",
            "code",
            cells.code,
            "write what the QR carries, 8 to 128 letters, digits or signs, or nothing to have one made",
            "二维码内容，8 至 128 个字符；空则自动生成",
            "LU5FVXSCTHF572K3",
            personal=True,
        ),
        Column(
            "state",
            "状态",
            "state",
            _state,
            "write booked or cancelled; nothing is booked",
            "已预约或已取消；空为已预约",
            "已预约",
        ),
    ),
)
