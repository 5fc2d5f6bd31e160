"""The catalogue of a made hall: the shipped departments and services, as many counters as asked for, open as long as
asked for, every day of the week.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bench.campaigns.centre import CATALOGUE

_DEPARTMENT = ("code", "name", "name_en", "icon", "prefix", "floor", "floor_en", "place", "place_en", "counters")
_SERVICE = ("code", "department", "name", "name_en")
COUNTERS_A_DEPARTMENT = 3  # at least, where the hall has more than one department
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Service:
    """`minutes`: what one person usually takes; the catalogue has them as whole ones."""

    code: str
    department: str
    prefix: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Counter:
    """It takes every service of its departments."""

    code: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class MadeHall:
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    toml: str  # what `python main.py catalogue load` takes

    def service(self, code: str) -> Service:
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Service]:
        return {service.code: service for service in self.services}


def made_hall(counters: int, *, hours: str = "00:00-23:59", pace: float = 1.0) -> MadeHall:
    """Counters are dealt out over the departments, by how much work their services are; a small hall has only the first
    departments. `hours`: of every day. `pace`: services take so many times what the shipped
    catalogue says.
    """
    shipped = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    kept = shipped["departments"][: max(1, counters // COUNTERS_A_DEPARTMENT)]
    prefixes = {department["code"]: department["prefix"] for department in kept}
    services = [
        service | {"exact": service.get("minutes", 10) * pace}
        for service in shipped["services"]
        if service["department"] in prefixes
    ]
    dealt = _dealt(counters, [department["code"] for department in kept], services)
    hall = {"name": "模拟大厅", "name_en": "Simulated hall", "time_zone": "Asia/Shanghai"}
    blocks = [_table("[hall]", hall), _table("[hall.hours]", dict.fromkeys(_DAYS, hours))]
    blocks += [_table("[[departments]]", _only(department, _DEPARTMENT)) for department in kept]
    blocks += [
        _table("[[services]]", _only(service, _SERVICE) | {"minutes": max(1, round(service["exact"]))})
        for service in services
    ]
    blocks += [
        _table("[[counters]]", {"code": code, "department": own[0], "services": _of(own, services)})
        for code, own in dealt
    ]
    return MadeHall(
        tuple(Service(s["code"], s["department"], prefixes[s["department"]], s["exact"]) for s in services),
        tuple(Counter(code, tuple(_of(own, services))) for code, own in dealt),
        "\n".join(blocks),
    )


def _dealt(counters: int, departments: Sequence[str], services: Sequence[Any]) -> list[tuple[str, list[str]]]:
    """Each counter's code and departments. Every department has a counter, and the busiest have more."""
    work = {code: 1 + len(_of([code], services)) for code in departments}
    has = dict.fromkeys(departments, 1)
    for _ in range(counters - len(departments)):
        has[max(departments, key=lambda code: work[code] / has[code])] += 1
    owners = [code for code in departments for _ in range(has[code])]
    return [(f"{at:02d}", [code]) for at, code in enumerate(owners, 1)]


def _of(departments: Sequence[str], services: Sequence[Any]) -> list[str]:
    return [service["code"] for service in services if service["department"] in departments]


def _only(entry: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: entry[key] for key in keys if key in entry}


def _table(heading: str, entries: Mapping[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entries.items()]
    return "\n".join((heading, *lines, ""))
