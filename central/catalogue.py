"""The file that a hall is described in (config/catalogue.toml), checked as a whole before a word of it is taken."""

from __future__ import annotations

import tomllib
from collections import Counter as Count
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from central.hall import Hall
from central.icons import ICONS
from kiosk.wire import Code, Department, Service

_STRICT = ConfigDict(frozen=True, extra="forbid")


class CatalogueError(ValueError):
    """The file is not taken; the sentence names file, key and value."""


class DepartmentEntry(Department):
    model_config = _STRICT


class ServiceEntry(Service):
    model_config = _STRICT


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
    model_config = _STRICT

    hall: Hall = Hall()
    departments: list[DepartmentEntry] = Field(min_length=1)
    services: list[ServiceEntry] = Field(min_length=1)
    counters: list[CounterEntry] = []
    terminals: list[PlaceEntry] = []


def read_catalogue(path: Path) -> Catalogue:
    """Raises CatalogueError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: is no TOML: {error}") from error
    try:
        catalogue = Catalogue.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = _key(first["loc"])
        value = "" if first["type"] == "missing" else f" = {_short(first['input'])}"
        raise CatalogueError(f"{path}: {key}{value}: {first['msg']}") from error
    _check_references(path, catalogue)
    return catalogue


def _check_references(path: Path, catalogue: Catalogue) -> None:
    for table in ("departments", "services", "counters", "terminals"):
        _check_unique(path, table, "code", [entry.code for entry in getattr(catalogue, table)])
    _check_unique(path, "departments", "prefix", [department.prefix for department in catalogue.departments])
    departments = {department.code for department in catalogue.departments}
    services = {service.code: service.department for service in catalogue.services}
    for place, department in enumerate(catalogue.departments):
        if department.icon not in ICONS:
            raise CatalogueError(f"{path}: departments[{place}].icon = {department.icon!r}: there is no such icon")
    named = {
        "services": [service.department for service in catalogue.services],
        "counters": [counter.department for counter in catalogue.counters],
    }
    for table, codes in named.items():
        for place, code in enumerate(codes):
            if code not in departments:
                raise CatalogueError(f"{path}: {table}[{place}].department = {code!r}: no department has this code")
    for place, counter in enumerate(catalogue.counters):
        for service in counter.services:
            if service not in services:
                raise CatalogueError(f"{path}: counters[{place}].services = {service!r}: no service has this code")


def _check_unique(path: Path, table: str, key: str, values: list[str]) -> None:
    twice = [value for value, times in Count(values).items() if times > 1]
    if twice:
        raise CatalogueError(f"{path}: {table}[].{key} = {twice[0]!r}: stands there more than once")


def _key(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
