"""The hall as this terminal knows it now: names, catalogue, people waiting. Made from the feed's rows; frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from kiosk.settings.tables import Hall as HallSettings
from kiosk.views import Language
from kiosk.wire import (
    AppointmentsBody,
    CatalogueBody,
    Department,
    FeedRow,
    HallBody,
    HallRules,
    Minutes,
    OpenSpan,
    Service,
    TerminalBody,
    WaitingBody,
)

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Hall:
    hall: HallBody | None
    terminal: TerminalBody | None
    catalogue: CatalogueBody | None
    waiting: WaitingBody | None  # None: not heard, or too long ago
    settings: HallSettings
    appointments: AppointmentsBody | None = None  # None: the hall has told none

    @property
    def ready(self) -> bool:
        """Whether a number can be given: there is something to choose, and the own series has its mark."""
        return self.terminal is not None and self.catalogue is not None and bool(self.catalogue.services)

    @property
    def name(self) -> str:
        return self.hall.name if self.hall else self.settings.name

    @property
    def name_en(self) -> str:
        return self.hall.name_en if self.hall else self.settings.name_en

    @property
    def unit(self) -> str:
        return self.terminal.unit if self.terminal else self.settings.unit

    @property
    def unit_en(self) -> str:
        return self.terminal.unit_en if self.terminal else self.settings.unit_en

    @property
    def rules(self) -> HallRules:
        return self.hall.rules if self.hall else HallRules()

    @property
    def person_key(self) -> bytes:
        """For kiosk/person.py; empty: the centre has not told it, and nobody can be recognised."""
        return bytes.fromhex(self.terminal.person_key) if self.terminal else b""

    @property
    def prefixes(self) -> set[str]:
        """Of every department that has a service."""
        return {self.department(service.department).prefix for service in self.services()}

    def departments(self) -> list[Department]:
        """Those that have a service, in the order in which they are shown."""
        used = {service.department for service in self.services()}
        return [one for one in self.catalogue.departments if one.code in used] if self.catalogue else []

    def services(self, department: str | None = None) -> list[Service]:
        if self.catalogue is None:
            return []
        known = {one.code for one in self.catalogue.departments}
        return [
            one for one in self.catalogue.services if one.department in known and department in (None, one.department)
        ]

    def department(self, code: str) -> Department:
        """Raises KeyError."""
        for department in self.departments():
            if department.code == code:
                return department
        raise KeyError(code)

    def chosen(self, service_code: str) -> tuple[Department, Service] | None:
        """The service and whose it is; None: the catalogue does not have it."""
        for service in self.services():
            if service.code == service_code:
                return self.department(service.department), service
        return None

    def spans_of(self, service: Service) -> list[OpenSpan] | None:
        """When this service is open: by itself, or with the hall; None: nobody has said."""
        if service.open_spans is not None:
            return service.open_spans
        return self.hall.open_spans if self.hall else None

    def minutes_for(self, service: Service) -> Minutes | None:
        """How long one who comes now will wait; None: not known."""
        return self.waiting.minutes.get(service.code) if self.waiting else None

    def waiting_for(self, services: Iterable[Service]) -> int | None:
        """People waiting for these services; None: not known."""
        if self.waiting is None:
            return None
        return sum(self.waiting.services.get(service.code, 0) for service in services)

    def open_counters(self, departments: Iterable[Department]) -> int | None:
        if self.waiting is None:
            return None
        return sum(self.waiting.open_counters.get(department.code, 0) for department in departments)


def in_language(language: Language, chinese: str, english: str) -> str:
    """The name in the view's language; the Chinese one where the other is missing."""
    return (english or chinese) if language is Language.EN else chinese


class Bodies:
    """The feed's rows as values. A row is read once: the catalogue and a day's appointments are long, and people
    waiting come every second."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], tuple[FeedRow, BaseModel | str]] = {}

    def body(self, row: FeedRow, model: type[M]) -> M | str:
        """The row's body, or a sentence on why it cannot be understood."""
        known = self._read.get((row.kind, row.key))
        if known is None or known[0] is not row or not isinstance(known[1], model | str):
            known = (row, _understood(row, model))
            self._read[row.kind, row.key] = known
        return cast(M | str, known[1])


def _understood(row: FeedRow, model: type[M]) -> M | str:
    try:
        return model.model_validate(row.body)
    except ValidationError as error:
        first = error.errors()[0]
        return f"feed row {row.n} ({row.kind}): {'.'.join(map(str, first['loc']))}: {first['msg']}"


def hall_from(
    rows: Iterable[FeedRow], terminal: str, fresh: bool, settings: HallSettings, bodies: Bodies | None = None
) -> tuple[Hall, list[str]]:
    """The hall, and a sentence for each row that cannot be understood. `terminal`: our code; `fresh`: the centre was
    heard lately, people waiting are still true; `bodies`: what was read before."""
    known = {(row.kind, row.key): row for row in rows}
    bodies = bodies or Bodies()
    faults: list[str] = []

    def body(kind: str, key: str, model: type[M]) -> M | None:
        row = known.get((kind, key))
        read = None if row is None else bodies.body(row, model)
        if isinstance(read, str):
            faults.append(read)
            return None
        return read

    hall = Hall(
        hall=body("hall", "", HallBody),
        terminal=body("terminal", terminal, TerminalBody),
        catalogue=body("catalogue", "", CatalogueBody),
        waiting=body("waiting", "", WaitingBody) if fresh else None,
        settings=settings,
        appointments=body("appointments", "", AppointmentsBody),
    )
    return hall, faults
