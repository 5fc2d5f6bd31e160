"""What a hall offers: departments, services, counters, hours, places of terminals. From config/catalogue.toml, from
spreadsheets (central/importing), or out of the database.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from central.hall import Hall
from central.hours_entry import HoursEntry
from kiosk.wire import Code, Department, Service

_STRICT = ConfigDict(frozen=True, extra="forbid")


class CatalogueError(ValueError):
    """The file is not taken; the sentence names file, key and value."""


class DepartmentEntry(Department):
    model_config = _STRICT


class ServiceEntry(Service):
    model_config = _STRICT

    minutes: Annotated[int, Field(ge=1, le=480)] | None = None  # what one person usually takes at the counter
    per_day: Annotated[int, Field(ge=1)] | None = None  # numbers a day; None: no limit
    quota: Annotated[int, Field(ge=1)] | None = None  # numbers for people without an appointment in each slot
    appointment_quota: Annotated[int, Field(ge=1)] | None = None  # appointments that begin in each slot
    quota_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60  # the slots' length; the first begins at midnight


@lru_cache(maxsize=512)
def read_service(body: str) -> ServiceEntry:
    """Of the table's JSON; asked for at every ticket."""
    return ServiceEntry.model_validate_json(body)


class CounterEntry(BaseModel):
    """A counter serves all services of its department, or those named here."""

    model_config = _STRICT

    code: Code
    department: Code
    services: list[Code] = []


class PlaceEntry(BaseModel):
    """Where a terminal stands, and where another paper ticket can be had when its printer fails."""

    model_config = _STRICT

    code: Code
    place: str = ""
    place_en: str = ""
    elsewhere: str = ""
    elsewhere_en: str = ""


class Catalogue(BaseModel):
    """Each entry is right by itself; whether they fit together says central/catalogue_faults.py."""

    model_config = _STRICT

    hall: Hall = Hall()
    departments: list[DepartmentEntry] = []
    services: list[ServiceEntry] = []
    counters: list[CounterEntry] = []
    terminals: list[PlaceEntry] = []
    hours: list[HoursEntry] = []


def read_toml(path: Path) -> Catalogue:
    """Raises CatalogueError, with a line for each entry that is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: is no TOML: {error}") from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        raise CatalogueError("\n".join(_sentence(path, each) for each in error.errors(include_url=False))) from error


def _sentence(path: Path, error: Any) -> str:
    value = "" if error["type"] == "missing" else f" = {short(error['input'])}"
    return f"{path}: {_key(error['loc'])}{value}: {error['msg'].removeprefix('Value error, ')}"


def _key(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def short(value: Any) -> str:
    """The value as a sentence quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
