"""The sheet of parcels as a file brings them; read by the parts of central/importing."""

from __future__ import annotations

from central.importing import cells
from central.importing.cells import CellError, Raw
from central.importing.columns import Column, Sheet
from central.parcels.wish import ParcelWish
from kiosk.lockers.wire import CellSize, ParcelFor

_KINDS = {"pickup": ParcelFor.PICKUP, "自取": ParcelFor.PICKUP, "post": ParcelFor.POST, "寄递": ParcelFor.POST}
_KINDS |= {"邮寄": ParcelFor.POST}
_SIZES = {each.value: each for each in CellSize} | dict(zip("小中大", CellSize, strict=True))


def _kind(raw: Raw) -> ParcelFor:
    written = cells.text(raw).casefold()
    if written not in _KINDS:
        raise CellError("this is neither pickup nor post")
    return _KINDS[written]


def _size(raw: Raw) -> CellSize:
    written = cells.text(raw).casefold()
    if written not in _SIZES:
        raise CellError("this is none of the three sizes")
    return _SIZES[written]


PARCELS = Sheet(
    "parcels",
    "取件",
    ParcelWish,
    (
        Column(
            "case_number",
            "办件编号",
            "case_number",
            cells.code,
            "write the case's number, up to 64 characters without spaces",
            "办件系统中的编号",
            "BJ20260318-0001",
            required=True,
        ),
        Column(
            "reference",
            "文件编号",
            "reference",
            cells.code,
            "write one of each document, where a case has several; else nothing",
            "一件多份时每份不同；空则用办件编号",
            "BJ20260318-0001-2",
        ),
        Column(
            "title", "名称", "title", cells.text, "write what the document is", "证照名称", "营业执照（正、副本）", True
        ),
        Column(
            "title_en",
            "英文名称",
            "title_en",
            cells.text,
            "write it in English, or nothing",
            "可空",
            "Business licence",
        ),
        Column(
            "name",
            "领取人",
            "name",
            cells.text,
            "write whom it is for",
            "个人只保留首尾字，单位保留全称",
            "张三",
            True,
            personal=True,
        ),
        Column(
            "id_number",
            "身份证号",
            "id_number",
            cells.id_number,
            "write the 18 places of the ID card as text, or nothing",
            "18 位，单元格格式设为文本；可空，只保留加密摘要，用于刷证取件",
            "110101194910010001",
            personal=True,
        ),
        Column(
            "phone",
            "手机号",
            "phone",
            cells.text,
            "write a mobile number of eleven digits, or nothing",
            "11 位；可空，空则不发短信",
            "13800000000",
            personal=True,
        ),
        Column(
            "cabinet",
            "柜机",
            "cabinet",
            cells.code,
            "write the code of the cabinet's terminal; nothing for the courier",
            "柜机终端的编码；寄递不填",
            "locker-1",
        ),
        Column("kind", "方式", "kind", _kind, "write 自取 (pickup) or 寄递 (post)", "自取或寄递；空为自取", "自取"),
        Column("size", "大小", "size", _size, "write 小, 中 or 大 (s, m, l)", "小、中、大；空为中", "中"),
        Column("low", "低格口", "low", cells.yes_or_no, "write 是 or 否 (yes or no)", "轮椅可及的格口优先", "否"),
        Column(
            "expires", "保管到", "expires", cells.day, "write a day like 2026-03-25", "空则按大厅规定", "2026-03-25"
        ),
        Column(
            "label",
            "条码",
            "label",
            cells.code,
            "write what its barcode says, 4 to 64 letters, digits or signs; nothing to have one made",
            "已有条码时填写；空则自动生成",
            "",
        ),
    ),
)
