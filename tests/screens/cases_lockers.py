"""The photographs of a cabinet of lockers: every view in its states. Data only; names and titles are illustrations."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.views import (
    Asks,
    CabinetDrawing,
    CellTile,
    CollectedView,
    Door,
    DoorView,
    Entry,
    Errand,
    FreeCells,
    InsideRow,
    InsideView,
    KeypadView,
    Label,
    LabelView,
    LeaveTile,
    LeaveView,
    LeftView,
    ProblemView,
    ReceiptState,
    RecoverView,
    Slot,
    StaffDeskView,
)
from kiosk.views import Outage, OutOfServiceView, Staff
from tests.screens.case import Case, left, variants

TITLE = ("营业执照（正、副本）", "Business licence (original and copy)")
RECEIVER = ("德州晨*餐饮有限公司", "Dezhou Chen* Catering Ltd")
LONG_TITLE = (
    "城乡居民基本医疗保险参保登记和个人信息变更登记办理结果告知书以及相关证明材料原件",
    "Notice of the result of enrolment and change of details in the basic medical insurance of residents",
)
LONG_RECEIVER = ("德州市陵城区鑫*餐饮管理服务有限责任公司第二分公司", "Second Branch of Xin* Catering Management Ltd")
PHONE = "0534-12345"


def shelf(columns: int, rows: int, *, screen_column: int = 1, height_mm: int = 1800) -> CabinetDrawing:
    """A cabinet of equal cells, with the screen in the middle of one column."""
    high = height_mm // rows
    taken = max(1, rows // 2)
    cells: list[CellTile] = []
    for column in range(columns):
        for row in range(rows):
            if column == screen_column and 1 <= row <= taken:
                continue
            floor_mm = 150 + (rows - 1 - row) * high
            cells.append(CellTile(number=len(cells) + 1, column=column, floor_mm=floor_mm, height_mm=high))
    screen_floor_mm = 150 + (rows - 1 - taken) * high
    return CabinetDrawing(
        cells=tuple(cells), screen_column=screen_column, screen_floor_mm=screen_floor_mm, screen_height_mm=taken * high
    )


def picture() -> CabinetDrawing:
    """The cabinet of twenty cells with doors of several heights."""
    tops = {
        0: (300,) * 6,
        2: (300, 300, 300, 500, 200, 200),
        3: (300,) * 6,
    }
    cells: list[CellTile] = []
    for column in (0, 1, 2, 3):
        top = 1950 if column != 1 else 750
        for high in tops.get(column, (300, 300)):
            top -= high
            cells.append(CellTile(number=len(cells) + 1, column=column, floor_mm=top, height_mm=high))
    return CabinetDrawing(cells=tuple(cells), screen_column=1, screen_floor_mm=750, screen_height_mm=1200)


KEYPAD = KeypadView(
    asks=Asks.PICKUP,
    typed="",
    digits=8,
    tail=0,
    checking=False,
    entry=None,
    tries_left=None,
    pause_seconds=None,
    card=Slot.READY,
    code=Slot.READY,
    may_leave=True,
    night=True,
    staff=Staff.NOT_ASKED,
    phone=PHONE,
)
"""Every device is there, nobody has typed."""


def _door(english: bool, door: Door = Door.OPEN) -> DoorView:
    return DoorView(
        errand=Errand.PICKUP,
        cell=12,
        door=door,
        drawing=picture(),
        title=TITLE[english],
        receiver=RECEIVER[english],
        nth=1,
        of=1,
        remind_seconds=42 if door is Door.OPEN else None,
        takes_out=True,
        keeping=False,
        may_reopen=False,
        may_cancel=False,
        staff=Staff.NOT_ASKED,
        phone=PHONE,
    )


def _keypads() -> list[Case]:
    bare = replace(KEYPAD, card=None, code=None, may_leave=False, night=False, phone="")
    return [
        Case("keypad", KEYPAD),
        Case("keypad-typing", replace(KEYPAD, typed="73041"), left(71, 90)),
        Case("keypad-pressed", replace(KEYPAD, typed="73041"), left(71, 90), pressed=("DigitKey", 4), few=True),
        *variants(
            Case("keypad-full", replace(KEYPAD, typed="73041952"), left(71, 90)),
            Case("keypad-checking", replace(KEYPAD, typed="73041952", checking=True), left(71, 90)),
            Case(
                "keypad-phone-tail", replace(KEYPAD, digits=10, tail=4, typed="7304196", may_leave=False), left(71, 90)
            ),
            Case("keypad-reading", replace(KEYPAD, code=Slot.WORKING, card=Slot.AWAY), left(71, 90)),
            Case("keypad-again", replace(KEYPAD, card=Slot.AGAIN, entry=Entry.NOTHING_HERE), left(71, 90)),
            Case("keypad-code-only", bare),
        ),
        Case("keypad-wrong", replace(KEYPAD, entry=Entry.UNKNOWN, tries_left=2), left(71, 90)),
        *variants(
            Case("keypad-other-cabinet", replace(KEYPAD, entry=Entry.OTHER_CABINET, staff=Staff.ASKING), left(60, 90))
        ),
        Case("keypad-paused", replace(KEYPAD, entry=Entry.PAUSED, pause_seconds=299, staff=Staff.TOLD), few=True),
        Case("keypad-stopped", replace(KEYPAD, entry=Entry.STOPPED, staff=Staff.UNREACHABLE)),
        *variants(
            Case("keypad-stopped-only-staff", replace(bare, entry=Entry.STOPPED, staff=Staff.UNREACHABLE)),
            Case(
                "keypad-staff", replace(KEYPAD, asks=Asks.STAFF, typed="12", may_leave=False, card=None), left(80, 90)
            ),
        ),
    ]


def _doors(english: bool) -> list[Case]:
    en = english
    opened = _door(en)
    big, wide = shelf(20, 8, screen_column=9), shelf(9, 18, screen_column=4)
    tiny = CabinetDrawing(
        cells=(CellTile(1, 0, 150, 400), CellTile(2, 0, 1150, 400)),
        screen_column=0,
        screen_floor_mm=550,
        screen_height_mm=600,
    )
    long = replace(opened, title=LONG_TITLE[en], receiver=LONG_RECEIVER[en], nth=2, of=3)
    leaving = replace(opened, errand=Errand.LEAVE, cell=1, title="", receiver="", takes_out=False, may_cancel=True)
    return [
        Case("door-open", opened),
        Case("door-shut", replace(_door(en, Door.SHUT), staff=Staff.TOLD)),
        Case("door-closed", replace(_door(en, Door.CLOSED), may_reopen=True), left(80, 90), few=True),
        Case("door-long-names-many-cells", replace(long, drawing=big, cell=147, remind_seconds=9)),
        *variants(
            Case("door-opening", _door(en, Door.OPENING)),
            Case("door-again", _door(en, Door.AGAIN)),
            Case("door-left-open", replace(_door(en, Door.LEFT_OPEN), staff=Staff.TOLD)),
            Case("door-still-there", replace(_door(en, Door.STILL_THERE), may_reopen=True), left(80, 90)),
            Case("door-unseen", replace(_door(en, Door.UNSEEN), drawing=tiny, cell=2)),
            Case("door-many-rows-shut", replace(_door(en, Door.SHUT), drawing=wide, cell=8, staff=Staff.UNREACHABLE)),
            Case(
                "door-deposit",
                replace(
                    opened,
                    errand=Errand.DEPOSIT,
                    cell=6,
                    receiver="",
                    takes_out=False,
                    may_cancel=True,
                    remind_seconds=60,
                ),
            ),
            Case("door-leave", leaving),
            Case(
                "door-leave-keeping",
                replace(leaving, door=Door.CLOSED, keeping=True, may_cancel=False, remind_seconds=None),
            ),
        ),
    ]


def _ends(english: bool) -> list[Case]:
    en = english
    problem = ProblemView(cell=12, title=TITLE[en], reported=False, staff=Staff.NOT_ASKED, phone=PHONE)
    department = ("社会保险", "Social insurance")[en]
    many = (TITLE[en], LONG_TITLE[en], "", TITLE[en], TITLE[en], TITLE[en])
    receipt = LeftView(receipt="B7-0318-04", department=department, cell=7, print=ReceiptState.OFFERED)
    return [
        Case("problem", problem, left(80, 90), few=True),
        Case(
            "problem-reported-long-names",
            replace(problem, reported=True, title=LONG_TITLE[en], staff=Staff.UNREACHABLE),
        ),
        Case("collected", CollectedView(titles=(TITLE[en],), receipt=ReceiptState.OFFERED), left(9, 12)),
        *variants(
            Case("collected-many", CollectedView(titles=many, receipt=ReceiptState.UNKNOWN), left(9, 12)),
        ),
        Case("left", receipt, left(20, 30)),
        *variants(Case("left-once-more", replace(receipt, print=ReceiptState.NOTHING_PRINTED), left(80, 90))),
        *variants(Case("left-failed", replace(receipt, print=ReceiptState.FAILED), left(20, 30))),
    ]


def _staff(english: bool) -> list[Case]:
    en = english
    desk = StaffDeskView(
        name=("王*敏", "Wang *min")[en],
        free=(FreeCells("s", 7), FreeCells("m", 4), FreeCells("l", 1)),
        inside=128,
        overdue=3,
        disabled=1,
        open_doors=(),
        centre_away=False,
    )
    label = LabelView(reader=Slot.READY, typed="", problem=None, put_in=3, last_cell=12)
    inside = InsideView(errand=Errand.DEPOSIT, cell=12, title=TITLE[en], sensed=True)
    rows = tuple(
        InsideRow(
            parcel=str(at),
            cell=(4, 118, 9, 16, 2, 11)[at],
            title=(TITLE[en], LONG_TITLE[en], "", TITLE[en], TITLE[en], TITLE[en])[at],
            receiver=("张*华", "Zhang *hua")[en] if at != 2 else "",
            overdue_days=(12, 1, 0, 0, 30, 3)[at],
            cancelled=at == 0,
            supplement=at == 2,
        )
        for at in range(6)
    )
    return [
        Case("staff-desk", desk, left(110, 120), few=True),
        Case("label", label, left(110, 120)),
        Case("inside-deposit", inside, left(110, 120), few=True),
        Case("recover-long-names", RecoverView(rows=rows, page=1, pages=3), left(110, 120)),
        *variants(
            Case("staff-desk-open-doors", replace(desk, open_doors=(12, 15), centre_away=True), left(110, 120)),
            Case(
                "label-typed",
                replace(label, reader=None, typed="20260318004217", problem=Label.UNKNOWN),
                left(110, 120),
            ),
            Case("inside-recover", replace(inside, errand=Errand.RECOVER, sensed=None), left(110, 120)),
            Case("recover-none", RecoverView(rows=(), page=1, pages=1), left(110, 120)),
        ),
    ]


def _leave(english: bool) -> list[Case]:
    en = english
    named = (
        ("si", ("社会保险", "Social insurance"), "umbrella"),
        ("mi", ("医疗保障", "Medical insurance"), "first-aid-kit"),
        ("hr", ("公安户政", "Household registration"), "identification-card"),
        ("tax", ("税务", "Tax"), "receipt"),
        ("re", ("不动产登记", "Real estate registration"), "house-line"),
        ("ma", ("市场监管", "Market regulation"), "storefront"),
    )
    tiles = tuple(LeaveTile(code=code, name=name[en], icon=icon) for code, name, icon in named)
    view = LeaveView(
        departments=tiles,
        page=1,
        pages=2,
        department="",
        sizes=("s", "m"),
        card=Slot.READY,
        known=False,
        code=Slot.READY,
        case="",
        not_a_case=False,
        full=False,
    )
    sized = replace(view, department=named[0][1][en])
    return [
        Case("leave", view, left(80, 90), few=True),
        Case("leave-size", sized, left(80, 90)),
        # The next screen comes while it is held: what follows must stand where it always stands.
        Case("leave-size-held", sized, left(80, 90), pressed=("SizeWay", 0), few=True),
        *variants(
            Case(
                "leave-size-known",
                replace(sized, known=True, case="371402-2026-031800042", sizes=("s", "m", "l")),
                left(80, 90),
            ),
            Case("leave-not-a-case", replace(sized, card=None, not_a_case=True), left(80, 90)),
            Case("leave-full", replace(view, full=True, sizes=()), left(80, 90)),
        ),
    ]


def locker_cases(*, english: bool) -> list[Case]:
    """Every screen and state of a cabinet in this language."""
    outage = OutOfServiceView(outage=Outage.FAULT, since="21:32", phone=PHONE)
    return [
        *_keypads(),
        *_doors(english),
        *_ends(english),
        *_staff(english),
        *_leave(english),
        *variants(
            Case("out-of-service", outage),
            Case("timeout", replace(KEYPAD, typed="73041"), left(15, 90, warning=True)),
        ),
    ]
