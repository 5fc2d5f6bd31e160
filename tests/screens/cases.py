"""What the photographs show: every screen in every state, in both languages. Data only; names are illustrations."""

from __future__ import annotations

from kiosk.local import Clock, Panel, Setup
from kiosk.views import (
    ConfirmView,
    CounterView,
    DepartmentsView,
    DepartmentTile,
    Language,
    Neighbour,
    Outage,
    OutOfServiceView,
    Paper,
    Printing,
    ServiceRow,
    ServicesView,
    Staff,
    TicketView,
    Trouble,
    TroubleView,
    WelcomeView,
)
from tests.screens.case import Case, left
from tests.screens.cases_lockers import LONG_RECEIVER, LONG_TITLE, RECEIVER, TITLE, locker_cases
from tests.screens.cases_queue import queue_cases
from tests.screens.cases_window import window_cases

PORTRAIT = Panel(width_px=1080, height_px=1920, mm_per_px=0.369, fullscreen=False)
LANDSCAPE = Panel(width_px=1920, height_px=1080, mm_per_px=0.369, fullscreen=False)
SMALL = Panel(width_px=1080, height_px=1920, mm_per_px=0.248, fullscreen=False)  # 21.5 inches
COARSE = Panel(width_px=768, height_px=1366, mm_per_px=0.285, fullscreen=False)  # 17.6 inches, few pixels
TABLET = Panel(width_px=1280, height_px=800, mm_per_px=0.170, fullscreen=False)  # 10 inches, at a window
CLOCK = Clock(date="2026-03-18", weekday=3, time="09:41")
QR = "https://hall.example/t/7Q2M9K4XB1"


def setup(panel: Panel, *, window: bool = False, cabinet: bool = False) -> Setup:
    return Setup(
        panel=panel,
        hall="德州市政务服务中心",
        hall_en="Dezhou Government Service Center",
        unit="" if cabinet else "1 号机",
        unit_en="" if cabinet else "Unit 1",
        languages=(Language.ZH_CN, Language.EN),
        window=window,
        cabinet=cabinet,
    )


def _departments(english: bool, page: int = 1, known: bool = True) -> DepartmentsView:
    rows = [
        ("si", "社会保险", "Social insurance", "umbrella", "2 楼", "2F", 12),
        ("mi", "医疗保障", "Medical insurance", "first-aid-kit", "2 楼", "2F", 8),
        ("hr", "公安户政", "Household registration", "identification-card", "1 楼", "1F", 31),
        ("tax", "税务", "Tax", "receipt", "3 楼", "3F", 9),
        ("re", "不动产登记", "Real estate registration", "house-line", "3 楼", "3F", 17),
        ("ma", "市场监管", "Market regulation", "storefront", "2 楼", "2F", 4),
        ("hf", "住房公积金", "Housing provident fund", "piggy-bank", "3 楼", "3F", 6),
        ("mr", "婚姻登记", "Marriage registration", "heart", "1 楼", "1F", None),
        ("ge", "综合窗口", "General counter", "question", "1 楼", "1F", 0),
    ]
    tiles = tuple(
        DepartmentTile(
            code=code,
            name=name_en if english else name,
            icon=icon,
            floor=floor_en if english else floor,
            waiting=waiting if known else None,
            busy=code == "hr" and known,
            closed=("Opens 13:30" if english else "13:30 恢复") if code == "mr" else None,
        )
        for code, name, name_en, icon, floor, floor_en, waiting in rows
    )
    return DepartmentsView(
        tiles=tiles, waiting=87 if known else None, open_counters=24 if known else None, page=page, pages=1
    )


def _few_departments(english: bool) -> DepartmentsView:
    whole = _departments(english)
    return DepartmentsView(tiles=whole.tiles[:4], waiting=33, open_counters=11, page=2, pages=3)


def _services(english: bool, page: int = 1, long_names: bool = False) -> ServicesView:
    rows = [
        ("card", "社保卡补办、换领", "Replace a social security card", "带身份证", "Bring your ID card", 6),
        (
            "pen",
            "养老保险待遇申领",
            "Old-age pension: first application",
            "带身份证、本人银行卡",
            "ID card, bank card",
            5,
        ),
        ("res", "城乡居民参保登记", "Resident enrolment", "带身份证、户口本", "ID card, household book", 1),
        ("flex", "灵活就业人员参保", "Flexible workers: enrolment", "带身份证", "Bring your ID card", 0),
        ("unem", "失业保险金申领", "Unemployment benefit", "带身份证、离职证明", "ID card, leaving certificate", None),
        ("cert", "参保证明、缴费查询", "Certificates and payment records", "", "", 112),
    ]
    long = (
        "城乡居民基本医疗保险参保登记和信息变更",
        "Basic medical insurance of residents: enrolment and change of details",
    )
    return ServicesView(
        department="Social insurance" if english else "社会保险",
        icon="umbrella",
        place="2F, Area B, counters 05–09" if english else "2 楼 B 区 05–09 号窗口",
        rows=tuple(
            ServiceRow(
                code=code,
                name=(long[english] if long_names and at % 2 else name_en if english else name),
                bring=bring_en if english else bring,
                waiting=waiting,
                closed=("Opens 13:30" if english else "13:30 恢复") if code == "unem" else None,
            )
            for at, (code, name, name_en, bring, bring_en, waiting) in enumerate(rows)
        ),
        waiting=12,
        open_counters=5,
        page=page,
        pages=2,
    )


def _confirm(english: bool, paper: Paper = Paper.OK, busy: bool = False, known: bool = True) -> ConfirmView:
    return ConfirmView(
        department="Social insurance" if english else "社会保险",
        service="Old-age pension: first application" if english else "养老保险待遇申领",
        bring="Bring your ID card and bank card" if english else "带身份证、本人银行卡",
        ahead=5 if known else None,
        place="2F, Area B" if english else "2 楼 B 区",
        counters="05–09",
        paper=paper,
        busy=busy,
    )


def _ticket(english: bool, printing: Printing, number: str = "A023", qr: str | None = QR) -> TicketView:
    return TicketView(
        number=number,
        service="Old-age pension: first application" if english else "养老保险待遇申领",
        place="2F, Area B" if english else "2 楼 B 区",
        counters="05–09",
        ahead=5,
        printing=printing,
        qr=qr,
    )


def _trouble(
    english: bool,
    trouble: Trouble,
    ask: bool = False,
    staff: Staff = Staff.NOT_ASKED,
    number: str = "A023",
    qr: str | None = QR,
    elsewhere: bool = True,
) -> TroubleView:
    where = "At unit 2, 5 m to the right" if english else "到右边 5 米的 2 号机，或 1 楼咨询台补打"
    return TroubleView(
        trouble=trouble,
        number=number,
        service="Old-age pension: first application" if english else "养老保险待遇申领",
        place="2F, Area B" if english else "2 楼 B 区",
        counters="05–09",
        ahead=5,
        qr=qr,
        ask=ask,
        staff=staff,
        elsewhere=where if elsewhere else "",
    )


def _out(english: bool, outage: Outage, neighbours: int, staff: Staff, phone: str = "0534-12345") -> OutOfServiceView:
    known = (
        Neighbour(name="Unit 2" if english else "2 号机", place="5 m to the right" if english else "向右 5 米"),
        Neighbour(name="Unit 3" if english else "3 号机", place="Beside the gate" if english else "大门右侧"),
    )
    return OutOfServiceView(outage=outage, since="09:32", neighbours=known[:neighbours], phone=phone, staff=staff)


def cases(language: Language) -> list[Case]:
    """Every screen and state in this language."""
    en = language is Language.EN
    return [
        Case("welcome", WelcomeView(open_until="17:00", paper=Paper.OK)),
        Case("welcome-no-hours-paper-low", WelcomeView(open_until=None, paper=Paper.LOW)),
        Case("welcome-paper-out", WelcomeView(open_until="17:00", paper=Paper.OUT)),
        Case("departments", _departments(en), left(56)),
        Case("departments-pressed", _departments(en), left(56), pressed=("Tile", 1)),
        Case("departments-unknown", _departments(en, known=False), left(120, 120)),
        Case("departments-few-pages", _few_departments(en), left(41)),
        Case("services", _services(en), left(49)),
        Case("services-long-names", _services(en, page=2, long_names=True), left(12)),
        Case("confirm", _confirm(en), left(52)),
        Case("confirm-pressed", _confirm(en), left(52), pressed=("Take", 0)),
        Case("confirm-busy", _confirm(en, busy=True), left(52)),
        Case("confirm-paper-low", _confirm(en, paper=Paper.LOW), left(52)),
        Case("confirm-paper-out-unknown-ahead", _confirm(en, paper=Paper.OUT, known=False), left(52)),
        Case("ticket-printing", _ticket(en, Printing.WORKING), left(27, 30)),
        Case("ticket-done", _ticket(en, Printing.DONE), left(25, 30)),
        Case("ticket-own-series-no-code", _ticket(en, Printing.DONE, "GA12-1007", None), left(25, 30)),
        *(
            Case(
                f"trouble-{trouble.value.replace('_', '-')}",
                _trouble(en, trouble),
                left(85, 90),
                few=trouble not in (Trouble.PAPER_OUT, Trouble.UNKNOWN),
            )
            for trouble in Trouble
        ),
        Case("trouble-ask", _trouble(en, Trouble.UNKNOWN, ask=True), left(85, 90)),
        Case("trouble-asking-staff", _trouble(en, Trouble.PAPER_OUT, staff=Staff.ASKING), left(85, 90)),
        Case("trouble-staff-told", _trouble(en, Trouble.PAPER_OUT, staff=Staff.TOLD), left(85, 90)),
        Case(
            "trouble-staff-unreachable-number-only",
            _trouble(en, Trouble.PRINTER_AWAY, staff=Staff.UNREACHABLE, number="A1-001", qr=None, elsewhere=False),
            left(85, 90),
        ),
        Case("out-of-service", _out(en, Outage.FAULT, 2, Staff.NOT_ASKED)),
        Case("out-of-service-alone", _out(en, Outage.DISK_FULL, 0, Staff.TOLD, phone="")),
        Case("out-of-service-maintenance", _out(en, Outage.MAINTENANCE, 1, Staff.ASKING)),
        Case("out-of-service-no-catalogue", _out(en, Outage.NO_CATALOGUE, 0, Staff.UNREACHABLE)),
        *queue_cases(english=en),
        Case("timeout", _confirm(en), left(15, 60, warning=True)),
        Case("timeout-number-kept", _ticket(en, Printing.DONE), left(9, 30, warning=True, kept=True)),
    ]


SAFE = [
    Case("safe", WelcomeView(open_until=None, paper=Paper.OK), safe=True),
    Case("safe-with-number", _ticket(False, Printing.WORKING), safe=True),
]
WINDOW_SAFE = [
    Case("safe-with-number", CounterView(counter="07", clerk="", stage="called", number="A023"), safe=True),
]
SMALL_CASES = ("welcome", "departments", "confirm", "ticket-printing")


def wanted(panel: str) -> list[tuple[Language, Case]]:
    """What is photographed on the lobby terminal's glass, `panel` being "portrait" or "landscape"."""
    in_two = Language.ZH_CN if panel == "portrait" else Language.EN
    found = [
        (language, case) for language in Language for case in cases(language) if not case.few or language is in_two
    ]
    return found + [(Language.ZH_CN, case) for case in SAFE]


def wanted_at_cabinet(panel: str) -> list[tuple[Language, Case]]:
    """What is photographed on a cabinet's glass, as `wanted` says it."""
    in_two = Language.ZH_CN if panel == "portrait" else Language.EN
    return [
        (language, case)
        for language in Language
        for case in locker_cases(english=language is Language.EN)
        if not case.few or language is in_two
    ]


def photographs() -> list[str]:
    """The names of all photographs, without folder and ending."""
    names = []
    for panel in ("portrait", "landscape"):
        names += [f"{panel}-{_short(language)}-{case.name}" for language, case in wanted(panel)]
        names += [f"cabinet-{panel}-{_short(language)}-{case.name}" for language, case in wanted_at_cabinet(panel)]
    for panel in ("small", "coarse"):
        names += [f"{panel}-{_short(language)}-{name}" for language in Language for name in SMALL_CASES]
    names += [
        f"window-{_short(language)}-{case.name}"
        for language in Language
        for case in window_cases(english=language is Language.EN)
    ]
    names += [f"window-zh-{case.name}" for case in WINDOW_SAFE]
    return [name for name in names if is_pictured(name)]


def is_pictured(name: str) -> bool:
    """Of what both glasses show in both languages, Chinese upright and English lying are photographed. The other two
    differ from them by words: what stands where is measured, and compared with no picture.
    """
    return not name.removeprefix("cabinet-").startswith(("portrait-en-", "landscape-zh-"))


def names_shown() -> list[str]:
    """The names that come as data."""
    return [
        name
        for english in (False, True)
        for name in (
            *(tile.name for tile in _departments(english).tiles),
            *(row.name + row.bring for row in _services(english, long_names=True).rows),
            *(names[english] for names in (TITLE, RECEIVER, LONG_TITLE, LONG_RECEIVER)),
        )
    ]


def _short(language: Language) -> str:
    return language.value.split("_")[0]
