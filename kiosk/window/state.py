"""What a window terminal knows, what may happen to it, and what it then does: plain frozen values for `flow`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kiosk.events import RatingWay
from kiosk.reasons import Reasons
from kiosk.settings.window import Window as WindowSettings
from kiosk.views import Ended, Language, Outage, Rated, SentReasons, SwitchedLanguage, ToggledReason, WentBack
from kiosk.wire import CounterBody


class Place(Enum):
    COUNTER = auto()
    RATE = auto()
    REASONS = auto()
    THANKS = auto()


class Deed(StrEnum):
    """Those of central.states.Deed that a box has keys for."""

    NEXT = "next"
    CALL = "call"
    RECALL = "recall"
    FINISH = "finish"
    HOLD = "hold"
    TAKE_UP = "take-up"
    NO_SHOW = "no-show"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Rules:
    settings: WindowSettings
    reasons: Reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`told`: the counter as the centre said last. `asked`: as it was when its ticket's rating was asked for; it stands
    in RATE, REASONS and THANKS. `let_go`: the ticket whose rating was not given in time. `rated`: tickets that have
    their rating, from the journal."""

    told: CounterBody | None = None
    away: bool = True
    outage: Outage | None = None
    place: Place = Place.COUNTER
    asked: CounterBody | None = None
    let_go: str = ""
    rated: frozenset[str] = frozenset()
    level: int = 0
    chosen: tuple[str, ...] = ()
    keeping: bool = False  # the rating is on its way into the journal
    doing: bool = False  # a deed is on its way to the centre
    digits: str = ""  # typed on the box
    language: Language = Language.ZH_CN


# --- what may happen -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """The feed was heard, or its silence noticed. `body` None: nothing is known of this counter."""

    body: CounterBody | None
    away: bool


@dataclass(frozen=True, slots=True)
class PadRated:
    level: int


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of the clerk's box, as drivers.facts.KeyPressed names it."""

    key: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The rating is durable."""

    ticket: str


@dataclass(frozen=True, slots=True)
class NotKept:
    """The journal took nothing."""

    ticket: str


@dataclass(frozen=True, slots=True)
class DeedEnded:
    """`now` None: not done as far as is known, and not repeated. `away`: no answer in time."""

    now: CounterBody | None
    away: bool = False


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The screen has stood for as long as it may."""


@dataclass(frozen=True, slots=True)
class OutageChanged:
    outage: Outage | None


Happening = (
    Told
    | PadRated
    | KeyPressed
    | Kept
    | NotKept
    | DeedEnded
    | TimedOut
    | OutageChanged
    | Rated
    | ToggledReason
    | SentReasons
    | WentBack
    | Ended
    | SwitchedLanguage
)

# --- what is then done -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keep:
    """Into the journal, before anybody is thanked."""

    ticket: str
    counter: str
    level: int
    options: tuple[str, ...]
    way: RatingWay


@dataclass(frozen=True, slots=True)
class Do:
    """Ask the centre for a deed, once. `ticket`: the digits of whose number, for a deed that names one."""

    deed: Deed
    turn: int
    ticket: str = ""


@dataclass(frozen=True, slots=True)
class Invite:
    """Let the pad ask for the rating of this ticket too."""

    ticket: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something came that nothing can be done with; for the log."""

    what: str
    why: str


Effect = Keep | Do | Invite | Dropped
