"""The hall's zones: floors and places of its departments, as displays and notices name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, select

from central.tables import departments


@dataclass(frozen=True, slots=True)
class Zone:
    """`name`: the key, in Chinese. `departments`: their names in the page's language."""

    name: str
    shown: str
    is_floor: bool
    departments: tuple[str, ...]


def bodies(db: Connection) -> dict[str, Mapping[str, Any]]:
    """Every department of the hall by its code, in the catalogue's order: fields of wire.Department."""
    rows = db.execute(select(departments.c.code, departments.c.body).order_by(departments.c.place_in_list))
    return {row.code: orjson.loads(row.body) for row in rows}


def is_in(department: Mapping[str, Any], zone: str) -> bool:
    """Whether a display of that zone, in either language's name, is about this department."""
    return not zone or zone in (
        department["floor"],
        department["place"],
        department["floor_en"],
        department["place_en"],
    )


def around(all_departments: Mapping[str, Mapping[str, Any]], zone: str) -> set[str]:
    """The Chinese names of the zone itself and of what it lies in: a floor's notices are for its places too."""
    here = [body for body in all_departments.values() if zone and is_in(body, zone)]
    if any(zone in (body["floor"], body["floor_en"]) for body in here):
        return {str(body["floor"]) for body in here}
    return {str(body[what]) for body in here for what in ("floor", "place") if body[what]}


def zones(all_departments: Mapping[str, Mapping[str, Any]], english: bool) -> list[Zone]:
    """Floors first, then places, each by name."""
    found: dict[tuple[bool, str], tuple[str, list[str]]] = {}
    language = "_en" if english else ""
    for body in all_departments.values():
        for what, is_floor in (("floor", True), ("place", False)):
            if body[what]:
                shown = str(body[what + language] or body[what])
                _, names = found.setdefault((is_floor, body[what]), (shown, []))
                names.append(str(body["name" + language] or body["name"]))
    lines = [Zone(name, shown, is_floor, tuple(names)) for (is_floor, name), (shown, names) in found.items()]
    return sorted(lines, key=lambda zone: (not zone.is_floor, zone.name))


def zone_name(all_departments: Mapping[str, Mapping[str, Any]], zone: str, english: bool) -> str:
    """The zone in the page's language."""
    language = "_en" if english else ""
    for body in all_departments.values():
        for what in ("place", "floor"):
            if zone and zone in (body[what], body[f"{what}_en"]):
                return str(body[what + language] or zone)
    return zone
