"""What the citizen sees and what the citizen answers: the contract between the engine and the screens.

Plain frozen dataclasses and the standard library only, because the face imports this before its first frame.
A view is everything a screen needs; a screen asks for nothing else. Names come in the view's language,
fixed sentences are translated by the face. How a view travels stands in `kiosk/local.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


class Staff(StrEnum):
    """Calling staff. `TOLD` only once the centre has acknowledged it; never promised before."""

    NOT_ASKED = "not_asked"
    ASKING = "asking"
    TOLD = "told"
    UNREACHABLE = "unreachable"


# --- views: engine -> face -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeView:
    """The quiet terminal. A touch anywhere starts and is not counted as a press below."""

    open_until: str | None  # "17:00", or None when the hall has not said
    paper: Paper


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


View = WelcomeView | DepartmentsView | ServicesView | ConfirmView | TicketView | TroubleView | OutOfServiceView


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
    | WantsMoreTime
    | Ended
    | SwitchedLanguage
    | Touched
)
