"""The photographs of the queue hall at the lobby terminal: check-in, card, priority, refusals, help, closing time."""

from __future__ import annotations

from kiosk.person import Green
from kiosk.views import (
    AppointmentRow,
    AppointmentsView,
    CheckInView,
    Closed,
    ConfirmView,
    GreenView,
    HelpView,
    IdentifyView,
    NightRow,
    Paper,
    Printing,
    Reading,
    Refused,
    RefusedView,
    Staff,
    TicketView,
    WelcomeView,
)
from tests.screens.case import Case, left, variants

QR = "https://hall.example/t/7Q2M9K4XB1"
SERVICE = ("养老保险待遇申领", "Old-age pension: first application")
LONG = (
    "城乡居民基本医疗保险参保登记和信息变更",
    "Basic medical insurance of residents: enrolment and change of details",
)
BRING = ("带身份证、本人银行卡", "Bring your ID card and bank card")
LONG_BRING = ("带身份证、户口本、变更理由的证明", "Both bring: ID cards, household books, marriage certificate")
DEPARTMENT = ("社会保险", "Social insurance")
PLACE = ("2 楼 B 区", "2F, Area B")
WHERE = ("1 楼大厅东门，1 号机", "Ground floor, east entrance, unit 1")
TOMORROW = ("明天 09:00", "tomorrow 09:00")
SLOT = "10:00–10:30"
IN_FULL = {
    "welcome-tiles",
    "welcome-extended-paper-low",
    "welcome-closed",
    "help-unreachable",
    "identify-not-here",
    "check-in",
    "appointments",
    "green",
    "refused-queued",
    "refused-appointment-used",
    "confirm-green",
    "confirm-long-wait",
    "ticket-reprint",
}


def _closed(english: bool, night: int, opens: bool = True) -> Closed:
    rows = (
        ("lockers", "自助取件柜", "Collection lockers", "大厅门口左侧，24 小时", "Left of the entrance, 24 hours"),
        ("receipt", "自助打印缴费凭证", "Print payment receipts", "24 小时自助区", "24-hour self-service area"),
        ("identification-card", "身份证自助领取", "Collect your ID card", "24 小时自助区", "24-hour self-service area"),
        ("phone-call", "服务热线 12345", "Hotline 12345", "电话", "By phone"),
    )
    return Closed(
        opens=TOMORROW[english] if opens else "",
        night=tuple(
            NightRow(icon=icon, name=name_en if english else name, place=place_en if english else place)
            for icon, name, name_en, place, place_en in rows[:night]
        ),
    )


def _confirm(
    english: bool,
    *,
    ahead: int | None = 12,
    minutes: tuple[int, int] | None = (25, 40),
    long_wait: bool = False,
    may_green: bool = False,
    green: Green | None = None,
    appointment: str = "",
    paper: Paper = Paper.OK,
    busy: bool = False,
    long_name: bool = False,
) -> ConfirmView:
    return ConfirmView(
        department=DEPARTMENT[english],
        service=(LONG if long_name else SERVICE)[english],
        bring=(LONG_BRING if long_name else BRING)[english],
        ahead=ahead,
        place=PLACE[english],
        counters="05–09",
        paper=paper,
        busy=busy,
        minutes=minutes,
        long_wait=long_wait,
        may_green=may_green,
        green=green,
        appointment=appointment,
    )


def _ticket(
    english: bool,
    *,
    minutes: tuple[int, int] | None = (25, 40),
    green: Green | None = None,
    appointment: str = "",
    reprint: bool = False,
    ahead: int = 12,
) -> TicketView:
    return TicketView(
        number="A023",
        service=SERVICE[english],
        place=PLACE[english],
        counters="05–09",
        ahead=ahead,
        printing=Printing.WORKING,
        qr=QR,
        minutes=minutes,
        green=green,
        appointment=appointment,
        reprint=reprint,
    )


def _appointments(english: bool, count: int) -> AppointmentsView:
    rows = (
        AppointmentRow(code="1", service=SERVICE[english], time=SLOT),
        AppointmentRow(
            code="2",
            service=LONG[english],
            time="11:00–11:30",
            refused=Refused.APPOINTMENT_EARLY,
            opens="10:30",
        ),
        AppointmentRow(
            code="3",
            service="Housing fund withdrawal" if english else "住房公积金提取",
            time="09:00–09:30",
            refused=Refused.APPOINTMENT_LATE,
        ),
        AppointmentRow(
            code="4",
            service="Certificates and payment records" if english else "参保证明、缴费查询",
            time="09:30–10:00",
            refused=Refused.APPOINTMENT_USED,
        ),
    )
    return AppointmentsView(rows=rows[:count])


def _refused(
    english: bool,
    refused: Refused,
    *,
    number: str = "",
    opens: str = "",
    ahead: int | None = None,
    may_reprint: bool = False,
    may_walk_in: bool = False,
    staff: Staff = Staff.NOT_ASKED,
    busy: bool = False,
    service: str | None = None,
) -> RefusedView:
    return RefusedView(
        refused=refused,
        service=SERVICE[english] if service is None else service,
        number=number,
        opens=opens,
        ahead=ahead,
        may_reprint=may_reprint,
        may_walk_in=may_walk_in,
        staff=staff,
        busy=busy,
    )


def _refusals(en: bool) -> list[Case]:
    late = _refused(en, Refused.APPOINTMENT_LATE, may_walk_in=True)
    queued = _refused(en, Refused.QUEUED, number="A023", ahead=112, may_reprint=True)
    used = _refused(en, Refused.APPOINTMENT_USED, number="GA12-1007", ahead=0, may_reprint=True, may_walk_in=True)
    views = {
        "queued": queued,
        "queued-busy": _refused(en, Refused.QUEUED, number="A023", ahead=3, may_reprint=True, busy=True),
        "closed-long-name": _refused(en, Refused.CLOSED, opens="13:30", service=LONG[en]),
        "day-full": _refused(en, Refused.DAY_FULL, opens=TOMORROW[en]),
        "slot-full": _refused(en, Refused.SLOT_FULL, staff=Staff.TOLD),
        "person-limit": _refused(en, Refused.PERSON_LIMIT, staff=Staff.UNREACHABLE),
        "service-gone": _refused(en, Refused.SERVICE_GONE, staff=Staff.ASKING),
        "appointment-unknown": _refused(en, Refused.APPOINTMENT_UNKNOWN, service="", may_walk_in=True),
        "appointment-early": _refused(en, Refused.APPOINTMENT_EARLY, opens="09:30"),
        "appointment-late": late,
        "appointment-used": used,
    }
    return [Case(f"refused-{name}", view, left(48)) for name, view in views.items()]


def queue_cases(*, english: bool) -> list[Case]:
    """Every screen and state of the queue hall in this language."""
    cases = _cases(english)
    return [case for case in cases if case.name in IN_FULL] + variants(
        *(case for case in cases if case.name not in IN_FULL)
    )


def _cases(en: bool) -> list[Case]:
    return [
        Case("welcome-tiles", WelcomeView(open_until="17:00", paper=Paper.OK, check_in=True, help=True)),
        Case(
            "welcome-extended-paper-low",
            WelcomeView(open_until="20:00", paper=Paper.LOW, check_in=True, help=True, extended=True),
        ),
        Case("welcome-help-only", WelcomeView(open_until="17:00", paper=Paper.OK, help=True)),
        Case("welcome-closed", WelcomeView(open_until=None, paper=Paper.OK, closed=_closed(en, 4), help=True)),
        Case(
            "welcome-closed-nothing", WelcomeView(open_until=None, paper=Paper.OK, closed=_closed(en, 0, opens=False))
        ),
        *(
            Case(
                f"help-{staff.value.replace('_', '-')}",
                HelpView(staff=staff, place=WHERE[en], phone="" if staff is Staff.ASKING else "0534-12345"),
                left(80, 90),
            )
            for staff in Staff
        ),
        *(
            Case(
                f"identify-{reading.value.replace('_', '-')}",
                IdentifyView(
                    service="" if reading is Reading.WRONG else (LONG if reading is Reading.AGAIN else SERVICE)[en],
                    reading=reading,
                    may_skip=reading not in (Reading.WORKING, Reading.WRONG),
                ),
                left(50),
            )
            for reading in Reading
        ),
        Case("check-in", CheckInView(scanner=True, card=True, reading=Reading.WAITING), left(50)),
        Case("check-in-code-only", CheckInView(scanner=True, card=False, reading=Reading.WRONG), left(50)),
        Case("check-in-not-here", CheckInView(scanner=True, card=True, reading=Reading.NOT_HERE), left(50)),
        Case("appointments", _appointments(en, 4), left(50)),
        Case("appointments-one", _appointments(en, 1), left(50)),
        Case("green", GreenView(chosen=None), left(50)),
        Case("green-by-card", GreenView(chosen=Green.ELDERLY, by_card=True), left(50)),
        *_refusals(en),
        Case("confirm-minutes-green-offered", _confirm(en, may_green=True), left(52)),
        Case("confirm-green", _confirm(en, may_green=True, green=Green.SOLDIER, long_name=True), left(52)),
        Case(
            "confirm-long-wait",
            _confirm(en, ahead=112, minutes=(130, 175), long_wait=True, may_green=True, paper=Paper.LOW),
            left(52),
        ),
        Case(
            "confirm-appointment",
            _confirm(en, appointment=SLOT, minutes=None, green=Green.PREGNANT, ahead=None),
            left(52),
        ),
        Case("ticket-green-appointment", _ticket(en, green=Green.ELDERLY, appointment=SLOT), left(27, 30)),
        Case(
            "ticket-reprint",
            _ticket(en, reprint=True, green=Green.DISABLED, appointment=SLOT, minutes=(130, 175), ahead=112),
            left(27, 30),
        ),
    ]
