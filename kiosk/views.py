"""What the citizen sees and what the citizen answers: the contract between the engine and the screens.

Plain frozen dataclasses and the standard library only, because the face imports this before its first frame.
A view is everything a screen needs; a screen asks for nothing else. Names come in the view's language,
fixed sentences are translated by the face. How a view travels stands in `kiosk/local.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.lockers.views import LockerAnswer, LockerView
from kiosk.person import Green
from kiosk.staff_called import Staff as Staff


class Language(StrEnum):
    ZH_CN = "zh_CN"
    EN = "en"


class Paper(StrEnum):
    """What is known of the ticket paper before a number is given."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


class Printing(StrEnum):
    """How far the ticket's print has come. `UNKNOWN` is never printed again by itself."""

    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Trouble(StrEnum):
    """Why there is no paper ticket, in the citizen's terms; the sentence for each is the face's."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    PRINTER_FAULT = "printer_fault"  # cutter, jam, head, unrecoverable
    PRINTER_AWAY = "printer_away"  # absent, switched off, silent
    UNKNOWN = "unknown"  # sent, no proof: "did it come out?"


class Outage(StrEnum):
    """Why the whole terminal is out of service."""

    DISK_FULL = "disk_full"
    NO_CATALOGUE = "no_catalogue"  # never heard of the centre: nothing to offer yet
    FAULT = "fault"
    MAINTENANCE = "maintenance"


class Reading(StrEnum):
    """How far reading a card or a code has come, in the citizen's terms."""

    WAITING = "waiting"  # hold it there
    WORKING = "working"
    AGAIN = "again"  # torn away or not understood: once more, please
    NOT_HERE = "not_here"  # the reader is away: another way on
    WRONG = "wrong"  # it was read and is none of ours (another QR, an expired card)


class Refused(StrEnum):
    """Why there is no number now, in the citizen's terms; a sentence and a way on for each."""

    QUEUED = "queued"
    CLOSED = "closed"
    DAY_FULL = "day_full"
    SLOT_FULL = "slot_full"
    PERSON_LIMIT = "person_limit"
    SERVICE_GONE = "service_gone"  # it left the catalogue meanwhile
    APPOINTMENT_UNKNOWN = "appointment_unknown"
    APPOINTMENT_EARLY = "appointment_early"
    APPOINTMENT_LATE = "appointment_late"
    APPOINTMENT_USED = "appointment_used"


# --- views: engine -> face -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRow:
    """Something that works while the hall is closed."""

    icon: str
    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The hall is closed now. `opens`: "明天 09:00", "星期一 09:00"; empty: not known."""

    opens: str
    night: tuple[NightRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeView:
    """The quiet terminal. A touch anywhere starts and is not counted as a press below.

    `check_in`, `help`: whether those tiles are there. `closed`: then no number is offered; the tiles that work stay.
    """

    open_until: str | None  # "17:00", or None when the hall has not said
    paper: Paper
    check_in: bool = False
    help: bool = False
    closed: Closed | None = None
    extended: bool = False  # open now outside the usual hours (延时服务)


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpView:
    """ "帮我办": an assistant is called to this terminal. TOLD once the centre has it, never before."""

    staff: Staff
    place: str  # where this terminal stands, so that the person can say it by phone
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyView:
    """Hold the ID card to the reader. `service` empty: for the check-in of an appointment. `may_skip`: a number goes
    without a card as well."""

    service: str
    reading: Reading
    may_skip: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInView:
    """Show the appointment's QR, or the ID card. The ways that this terminal has."""

    scanner: bool
    card: bool
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    code: str  # the appointment's id
    service: str
    time: str  # "10:00–10:30"
    refused: Refused | None = None  # why it cannot be checked in now; the sentence is the face's
    opens: str = ""  # with APPOINTMENT_EARLY: from when, "09:30"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentsView:
    """The appointments of this person today. Always shown before a check-in, also for one. Never more than four."""

    rows: tuple[AppointmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenView:
    """Who is the green channel for? `chosen`: what is set now; `by_card`: the card's age suggests it."""

    chosen: Green | None
    by_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedView:
    """No number now, why, and the ways on: the copy of the ticket that the person has, an ordinary number instead of
    the appointment, another service, staff."""

    refused: Refused
    service: str
    number: str = ""  # the person's ticket, with QUEUED and APPOINTMENT_USED
    opens: str = ""  # when to come: "13:30", "明天 09:00"
    ahead: int | None = None
    may_reprint: bool = False
    may_walk_in: bool = False
    staff: Staff = Staff.NOT_ASKED
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentTile:
    code: str
    name: str
    icon: str  # a name of [icon] in config/theme.toml
    floor: str  # "2 楼"; empty: not shown
    waiting: int | None  # None: not known (the centre is away)
    busy: bool = False
    closed: str | None = None  # why or until when ("13:30 恢复"), already in the view's language


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentsView:
    """Step 1 of 4. At most nine tiles a page."""

    tiles: tuple[DepartmentTile, ...]
    waiting: int | None  # people in the whole hall
    open_counters: int | None
    page: int  # from 1
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    code: str
    name: str
    bring: str  # "带身份证、本人银行卡"; empty: not shown
    waiting: int | None
    closed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesView:
    """Step 2 of 4. At most six rows a page."""

    department: str
    icon: str
    place: str  # "2 楼 B 区 05–09 号窗口"
    rows: tuple[ServiceRow, ...]
    waiting: int | None
    open_counters: int | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmView:
    """Step 3 of 4. `busy` while the number is being fetched; the button turns and ignores touches."""

    department: str
    service: str
    bring: str
    ahead: int | None
    place: str  # "2 楼 B 区"
    counters: str  # "05–09"
    paper: Paper
    busy: bool = False
    minutes: tuple[int, int] | None = None  # the wait, from and to; None: not known
    long_wait: bool = False  # ask "go on?" instead of only telling it
    may_green: bool = False  # the green channel can be chosen here
    green: Green | None = None
    appointment: str = ""  # "10:00–10:30": this number is its check-in


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """Step 4 of 4: the number, large. It is in the journal before this view exists."""

    number: str
    service: str
    place: str
    counters: str
    ahead: int | None
    printing: Printing  # WORKING or DONE; FAILED and UNKNOWN show a TroubleView instead
    qr: str | None  # what the QR code carries; None: no code
    minutes: tuple[int, int] | None = None
    green: Green | None = None
    appointment: str = ""
    reprint: bool = False  # a marked copy of a number that the person had


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleView:
    """The number is kept though the paper is not. With Trouble.UNKNOWN and `ask`, asks whether it came out."""

    trouble: Trouble
    number: str
    service: str
    place: str
    counters: str
    ahead: int | None
    qr: str | None
    ask: bool = False
    staff: Staff = Staff.NOT_ASKED
    elsewhere: str = ""  # where a paper ticket can be had, from the settings; empty: not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another terminal that still works, for the out-of-service page."""

    name: str  # "2 号机"
    place: str  # "向右 5 米"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfServiceView:
    outage: Outage
    since: str  # "09:32"
    neighbours: tuple[Neighbour, ...] = ()
    phone: str = ""
    staff: Staff = Staff.NOT_ASKED


# --- the window terminal: at a counter, facing the citizen -----------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterView:
    """Who serves here and whom. `number` empty: nobody is called. `stage` as kiosk.wire.Stage writes it.

    `away`: the centre is silent; what is shown may be old.
    """

    counter: str
    clerk: str  # masked as the hall shows names; empty: nobody sits here
    stage: str
    number: str = ""
    service: str = ""
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RateView:
    """Five levels, nothing chosen beforehand, nothing forced. 5 非常满意 .. 1 非常不满意."""

    counter: str
    clerk: str
    number: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonChip:
    code: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsView:
    """What was not right? For the low two levels; sending without a reason is possible only where settings allow it."""

    counter: str
    clerk: str
    number: str
    level: int
    reasons: tuple[ReasonChip, ...]
    may_send: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThanksView:
    """The rating is in the journal."""

    counter: str
    level: int


View = (
    WelcomeView
    | DepartmentsView
    | ServicesView
    | ConfirmView
    | TicketView
    | TroubleView
    | OutOfServiceView
    | HelpView
    | IdentifyView
    | CheckInView
    | AppointmentsView
    | GreenView
    | RefusedView
    | CounterView
    | RateView
    | ReasonsView
    | ThanksView
    | LockerView
)


# --- answers: face -> engine -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The welcome screen was touched, or its ticket tile."""


@dataclass(frozen=True, slots=True)
class ChoseDepartment:
    code: str


@dataclass(frozen=True, slots=True)
class ChoseService:
    code: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Take the number."""


@dataclass(frozen=True, slots=True)
class TurnedPage:
    """To the next page, or back with `by` = -1."""

    by: int = 1


@dataclass(frozen=True, slots=True)
class WentBack:
    pass


@dataclass(frozen=True, slots=True)
class Finished:
    """ "完成" or "我记住了"."""


@dataclass(frozen=True, slots=True)
class AnotherService:
    pass


@dataclass(frozen=True, slots=True)
class SaidPrinted:
    """The answer to "did your ticket come out?"."""

    came_out: bool


@dataclass(frozen=True, slots=True)
class CalledStaff:
    pass


@dataclass(frozen=True, slots=True)
class WantsCheckIn:
    """The tile "预约签到"."""


@dataclass(frozen=True, slots=True)
class WantsHelp:
    """The tile "帮我办": also on other screens, where there is room."""


@dataclass(frozen=True, slots=True)
class WithoutCard:
    """Go on without the ID card."""


@dataclass(frozen=True, slots=True)
class TriesAgain:
    """Read once more, after Reading.WRONG or NOT_HERE."""


@dataclass(frozen=True, slots=True)
class ChoseAppointment:
    code: str


@dataclass(frozen=True, slots=True)
class WantsGreen:
    """Open the choice of the green channel."""


@dataclass(frozen=True, slots=True)
class ChoseGreen:
    """`green` None: an ordinary number after all."""

    green: Green | None


@dataclass(frozen=True, slots=True)
class WantsReprint:
    """A marked copy of the ticket that the person has."""


@dataclass(frozen=True, slots=True)
class TakesOrdinary:
    """An ordinary number instead of the appointment."""


@dataclass(frozen=True, slots=True)
class Rated:
    level: int  # 1 to 5


@dataclass(frozen=True, slots=True)
class ToggledReason:
    code: str


@dataclass(frozen=True, slots=True)
class SentReasons:
    pass


@dataclass(frozen=True, slots=True)
class WantsMoreTime:
    pass


@dataclass(frozen=True, slots=True)
class Ended:
    """ "结束" in the bar: wipe the visit now."""


@dataclass(frozen=True, slots=True)
class SwitchedLanguage:
    language: Language


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch that hit nothing: it only restarts the countdown."""


Answer = (
    Started
    | ChoseDepartment
    | ChoseService
    | Confirmed
    | TurnedPage
    | WentBack
    | Finished
    | AnotherService
    | SaidPrinted
    | CalledStaff
    | WantsCheckIn
    | WantsHelp
    | WithoutCard
    | TriesAgain
    | ChoseAppointment
    | WantsGreen
    | ChoseGreen
    | WantsReprint
    | TakesOrdinary
    | Rated
    | ToggledReason
    | SentReasons
    | WantsMoreTime
    | Ended
    | SwitchedLanguage
    | Touched
    | LockerAnswer
)
