"""What a new catalogue changes: added, changed, removed, by table and code. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from central.catalogue import Catalogue, CounterEntry
from central.catalogue_faults import TABLES
from central.importing.storing import services_of

Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Changed:
    """`fields`: name -> (as it was, as it will be)."""

    code: str
    fields: Mapping[str, tuple[Any, Any]]

    def __str__(self) -> str:
        said = ", ".join(f"{name} {_said(old)} -> {_said(new)}" for name, (old, new) in self.fields.items())
        return f"{self.code} ({said})"


@dataclass(frozen=True, slots=True)
class TableChanges:
    """`moved`: the same entries stand in another order."""

    added: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    removed: tuple[str, ...] = ()
    moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class Changes:
    """By table of the catalogue, and `hall`; only tables that change."""

    tables: Mapping[str, TableChanges]

    def __str__(self) -> str:
        return "\n".join(line for table, changes in self.tables.items() for line in _lines(table, changes)) or (
            "nothing changes"
        )

    def as_json(self) -> dict[str, Any]:
        return {
            table: {
                "added": list(changes.added),
                "changed": {
                    each.code: {key: list(both) for key, both in each.fields.items()} for each in changes.changed
                },
                "removed": list(changes.removed),
                "moved": changes.moved,
            }
            for table, changes in self.tables.items()
        }


def changes_between(old: Catalogue, new: Catalogue) -> Changes:
    tables = {"hall": _compare({"hall": old.hall.model_dump()}, {"hall": new.hall.model_dump()})}
    tables |= {table: _compare(_entries(old, table), _entries(new, table)) for table in TABLES}
    return Changes({table: changes for table, changes in tables.items() if changes})


def _entries(catalogue: Catalogue, table: str) -> Entries:
    if table == "hours":
        return _hours(catalogue)
    entries: Entries = {}
    for entry in getattr(catalogue, table):
        values = entry.model_dump(mode="json", exclude={"code"})
        if isinstance(entry, CounterEntry):
            values["services"] = sorted(services_of(entry, catalogue))
        entries[entry.code] = values
    return entries if table != "terminals" else dict(sorted(entries.items()))  # their order is nobody's wish


def _hours(catalogue: Catalogue) -> Entries:
    """The lines of each owner together, in no order: "service id-card" -> its lines."""
    lines: dict[str, list[str]] = {}
    for entry in catalogue.hours:
        days = str(entry.date) if entry.date else " ".join(entry.weekdays)
        times = f"{entry.opens}-{entry.closes}" if entry.opens else "closed"
        lines.setdefault(f"{entry.of} {entry.code}".strip(), []).append(
            f"{days} {times}{' extended' if entry.extended else ''}"
        )
    return {owner: {"hours": sorted(own)} for owner, own in sorted(lines.items())}


def _compare(old: Entries, new: Entries) -> TableChanges:
    changed = []
    for code in old.keys() & new.keys():
        was, becomes = old[code], new[code]
        fields = {key: (was.get(key), becomes[key]) for key in becomes if was.get(key) != becomes[key]}
        if fields:
            changed.append(Changed(code, fields))
    order = list(new)
    return TableChanges(
        added=tuple(code for code in new if code not in old),
        changed=tuple(sorted(changed, key=lambda each: order.index(each.code))),
        removed=tuple(code for code in old if code not in new),
        moved=[code for code in old if code in new] != [code for code in new if code in old],
    )


def _lines(table: str, changes: TableChanges) -> list[str]:
    lines = []
    if changes.added:
        lines.append(f"{table}: {len(changes.added)} added: {', '.join(changes.added)}")
    if changes.changed:
        lines.append(f"{table}: {len(changes.changed)} changed: {', '.join(map(str, changes.changed))}")
    if changes.removed:
        lines.append(f"{table}: {len(changes.removed)} removed: {', '.join(changes.removed)}")
    if changes.moved:
        lines.append(f"{table}: in another order")
    return lines


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value)) or "nothing"
    return "nothing" if value in (None, "") else str(value)
