"""A hall with cards, appointments and hours, and visits through it as lists of steps. For the tests of flows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.events import NumberSource
from kiosk.flows.around import Reader, Surroundings
from kiosk.flows.effects import Effect
from kiosk.flows.happenings import Happening, NumberGiven, PaperSeen
from kiosk.flows.show import view
from kiosk.flows.state import State
from kiosk.flows.step import step
from kiosk.hall import Hall, hall_from
from kiosk.identity import Identity
from kiosk.person import Green, appointment_hash, person_hash
from kiosk.settings.tables import Hall as HallSettings
from kiosk.views import Confirmed, Paper, View
from kiosk.wanted import Given
from kiosk.wire import FeedRow

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 18)  # a Wednesday
KEY = bytes.fromhex("5a" * 32)
BOTH = frozenset((Reader.CARD, Reader.CODE))
CARD_ONLY = frozenset((Reader.CARD,))
ID_NUMBER = "110101194910010001"  # nobody's: serial 000
PERSON = person_hash(KEY, ID_NUMBER)
OLD = Identity(PERSON, Green.ELDERLY)
YOUNG = Identity(person_hash(KEY, "110101199910010002"))


def at(clock: str = "10:00", day: int = 18) -> datetime:
    hours, minutes = map(int, clock.split(":"))
    return datetime(2026, 3, day, hours, minutes, tzinfo=ZONE)


def span(opens: datetime, closes: datetime, *, extended: bool = False) -> dict[str, Any]:
    return {"opens": opens.isoformat(), "closes": closes.isoformat(), "extended": extended}


OFFICE = [span(at("09:00"), at("12:00")), span(at("13:30"), at("17:00")), span(at("09:00", 19), at("17:00", 19))]


def service(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "department": "police", "name": f"事项{code}", "name_en": f"Service {code}"} | more


SERVICES = [
    service("plain"),
    service("offers", identify="offer"),
    service("must", identify="must", per_person=2),
    service("night", open_spans=[span(at("18:00"), at("22:00"), extended=True)]),
]


def booked(number: int, starts: str, *, of: str = "offers", state: str = "booked", person: str = PERSON) -> Any:
    begins = at(starts)
    return {
        "id": f"booking-{number}",
        "code": appointment_hash(KEY, f"code-{number}"),
        "person": person,
        "service": of,
        "starts": begins.isoformat(),
        "ends": begins.replace(minute=(begins.minute + 30) % 60, hour=begins.hour + begins.minute // 30).isoformat(),
        "state": state,
    }


def hall_with(
    appointments: list[Any] | None = None,
    *,
    spans: list[Any] | None = None,
    services: list[Any] | None = None,
    minutes: dict[str, tuple[int, int]] | None = None,
    key: bytes = KEY,
    **hall: Any,
) -> Hall:
    department = {"code": "police", "name": "公安", "name_en": "Police", "icon": "users", "prefix": "A"}
    bodies: dict[str, Any] = {
        "hall": {"name": "大厅", "name_en": "Hall", "phone": "12345", "day": "2026-03-18", "open_spans": spans}
        | {"public_url": "http://hall.example"}
        | hall,
        "terminal": {"unit": "1 号机", "unit_en": "Unit 1", "series": "1", "place": "东门", "person_key": key.hex()},
        "catalogue": {"departments": [department], "services": services or SERVICES},
        "waiting": {"at": "", "services": {"plain": 5}, "open_counters": {}, "minutes": minutes or {}},
    }
    if appointments is not None:
        bodies["appointments"] = {"day": "2026-03-18", "booked": appointments}
    rows = [
        FeedRow(n=n, kind=kind, key="lobby-1" if kind == "terminal" else "", body=body)
        for n, (kind, body) in enumerate(bodies.items(), 1)
    ]
    known, faults = hall_from(rows, "lobby-1", True, HallSettings())
    assert not faults
    return known


def given(number: str = "A001", *, reprint: bool = False, minutes: tuple[int, int] | None = None) -> Given:
    return Given(
        key=f"key-{number}",
        number=number,
        day=DAY,
        service="plain",
        source=NumberSource.CENTRE,
        token="token-01",
        issued_at="2026-03-18T10:00:00+08:00",
        ahead=3,
        minutes=minutes,
        reprint=reprint,
    )


def number(text: str = "A001") -> list[Happening]:
    """From the confirm screen to this number."""
    return [Confirmed(), PaperSeen(Paper.OK, said=False), NumberGiven(given(text), None)]


class Visit:
    """One visit: `go` through happenings, then look at `state`, `effects` and `view`."""

    def __init__(
        self, hall: Hall, readers: frozenset[Reader] = BOTH, clock: str = "10:00", paper: Paper = Paper.OK
    ) -> None:
        self.hall = hall
        self.around = Surroundings(at(clock), paper, "", readers)
        self.state = State(visit="v1")
        self.effects: list[Effect] = []

    def go(self, *happenings: Happening) -> Visit:
        for happening in happenings:
            self.state, more = step(self.state, happening, self.hall, self.around)
            self.effects += more
            self.view  # noqa: B018 - every state on the way can be shown
        return self

    @property
    def view(self) -> View:
        return view(self.state, self.hall, self.around)

    @property
    def last(self) -> Effect:
        return self.effects[-1]
