"""A ticket's layout, which is data, and one ticket's fields make a document. Between the service and the printer.

A layout is a TOML file of [[block]] tables (config/tickets/queue.toml). A text may hold {fields}; a block with a field
that this ticket does not have is left out, as is a line of {notes} for each note that there is not.
"""

from __future__ import annotations

import string
import tomllib
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from drivers.errors import SettingsError
from drivers.paper import Align, Block, Columns, Cut, Document, Feed, QrCode, Rule, Text

TIME_FORMAT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFields:
    """What a queue ticket can say. None or empty: this ticket does not say it."""

    number: str
    hall: str = ""
    department: str = ""
    service: str = ""
    place: str = ""
    counters: str = ""
    ahead: int | None = None
    issued_at: datetime | None = None  # in the hall's time zone
    qr: str | None = None
    notes: tuple[str, ...] = ()
    unit: str = ""
    minutes: str = ""  # the wait, "10–15"
    appointment: str = ""  # its time, "10:00–10:30"
    green: str = ""  # the mark of the green channel
    copy: str = ""  # the mark of a ticket that was printed before
    nth: int | None = None  # the visit's second number, its third ...


FIELD_NAMES = frozenset(field.name for field in fields(TicketFields))


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    when: str = ""  # a field that the ticket must have, for blocks that do not show it


class _TextBlock(_Block):
    kind: Literal["text"]
    text: str
    align: Align = Align.LEFT
    size: Annotated[int, Field(strict=True, ge=1, le=8)] = 1
    bold: Annotated[bool, Field(strict=True)] = False
    shrink: Annotated[bool, Field(strict=True)] = False


class _ColumnsBlock(_Block):
    kind: Literal["columns"]
    left: str
    right: str
    size: Annotated[int, Field(strict=True, ge=1, le=8)] = 1
    bold: Annotated[bool, Field(strict=True)] = False


class _RuleBlock(_Block):
    kind: Literal["rule"]
    dashed: Annotated[bool, Field(strict=True)] = False


class _QrBlock(_Block):
    kind: Literal["qr"]
    text: str
    module_dots: Annotated[int, Field(strict=True, ge=1, le=16)] = 6
    align: Align = Align.CENTRE


class _FeedBlock(_Block):
    kind: Literal["feed"]
    lines: Annotated[int, Field(strict=True, ge=1, le=50)] = 1


class _CutBlock(_Block):
    kind: Literal["cut"]
    partial: Annotated[bool, Field(strict=True)] = True


_AnyBlock = _TextBlock | _ColumnsBlock | _RuleBlock | _QrBlock | _FeedBlock | _CutBlock
_BLOCK: TypeAdapter[_AnyBlock] = TypeAdapter(Annotated[_AnyBlock, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked layout: every text holds known fields only."""

    blocks: tuple[_AnyBlock, ...]

    def document(self, ticket: TicketFields) -> Document:
        """The ticket as it goes on paper. Pure."""
        values = _values(ticket)
        return Document(tuple(block for each in self.blocks for block in _lay(each, values, ticket.notes)))


def load(path: Path) -> Layout:
    """The layout in the file `path`. Raises SettingsError naming file, key and value."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: the layout cannot be read ({error.strerror}); a technician restores it"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: the layout is no TOML ({error}); a technician corrects it") from error
    for key, value in table.items():
        if key != "block" or not isinstance(value, list):
            raise SettingsError(f"{path}: {key} = {value!r} is refused: a layout has only [[block]] tables")
    blocks = tuple(_checked(block, f"{path}: block {number}") for number, block in enumerate(table.get("block", []), 1))
    if not blocks:
        raise SettingsError(f"{path}: block is missing: a layout has at least one [[block]]")
    return Layout(blocks)


def _checked(table: object, where: str) -> _AnyBlock:
    try:
        block = _BLOCK.validate_python(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"][1:]) or "kind"
        raise SettingsError(f"{where}: {key} = {first['input']!r} is refused: {first['msg']}") from error
    for key, value in block.model_dump().items():
        if key in ("text", "left", "right"):
            _check_fields(value, f"{where}: {key}")
        elif key == "when" and value and value not in FIELD_NAMES:
            raise SettingsError(f"{where}: when = {value!r} is refused: fields are {', '.join(sorted(FIELD_NAMES))}")
    return block


def _check_fields(text: str, where: str) -> None:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise SettingsError(f"{where} = {text!r} is refused: {error}") from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in FIELD_NAMES or form or conversion):
            raise SettingsError(f"{where} = {text!r} is refused: fields are {', '.join(sorted(FIELD_NAMES))}")


def _values(ticket: TicketFields) -> dict[str, str]:
    """The fields that this ticket has, as text."""
    values = {name: getattr(ticket, name) for name in FIELD_NAMES - {"notes", "issued_at"}}
    if ticket.issued_at is not None:
        values["issued_at"] = ticket.issued_at.strftime(TIME_FORMAT)
    return {name: str(value) for name, value in values.items() if value is not None and value != ""}


def _filled(text: str, values: dict[str, str]) -> str | None:
    """`text` with its fields, or None when the ticket has not all of them."""
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return text.format_map(values) if names <= values.keys() else None


def _lay(block: _AnyBlock, values: dict[str, str], notes: tuple[str, ...]) -> list[Block]:
    if block.when and block.when not in values and not (block.when == "notes" and any(notes)):
        return []
    match block:
        case _TextBlock():
            every = [values | {"notes": note} for note in notes if note] if "{notes}" in block.text else [values]
            lines = [_filled(block.text, each) for each in every]
            return [Text(line, block.align, block.size, block.bold, block.shrink) for line in lines if line is not None]
        case _ColumnsBlock():
            left, right = _filled(block.left, values), _filled(block.right, values)
            return [] if left is right is None else [Columns(left or "", right or "", block.bold, block.size)]
        case _RuleBlock():
            return [Rule(block.dashed)]
        case _QrBlock():
            text = _filled(block.text, values)
            return [] if text is None else [QrCode(text, block.module_dots, block.align)]
        case _FeedBlock():
            return [Feed(block.lines)]
        case _CutBlock():
            return [Cut(block.partial)]
