"""A ticket from a technician's JSON file: checked here, then laid out like the hall's own.

Between the command line's FILE.json and `drivers/layout.py`; printed by the action `ticket`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drivers.actions import WrongUse
from drivers.layout import TicketFields

FILE_BYTES_LIMIT = 65_536

Line = Annotated[str, Field(max_length=200)]
NeededLine = Annotated[str, Field(min_length=1, max_length=200)]


class SlipFile(BaseModel):
    """{"hall", "service", "number"} and, if the ticket has them, the others; null says that it has not."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    hall: NeededLine
    service: NeededLine
    number: Annotated[str, Field(min_length=1, max_length=16)]
    ahead: Annotated[int, Field(ge=0, le=99_999)] | None = None
    issued_at: datetime | None = None
    qr: Annotated[str, Field(min_length=1, max_length=512)] | None = None
    notes: Annotated[list[Line], Field(max_length=20)] = []
    department: Line = ""
    place: Line = ""
    counters: Line = ""
    unit: Line = ""


def read_ticket(path: Path) -> TicketFields:
    """The ticket in the file. Raises WrongUse naming file and key."""
    try:
        checked = SlipFile.model_validate_json(_content(path))
    except ValidationError as error:
        raise WrongUse(f"{path}: {_sentence(error)}") from error
    return TicketFields(**{**checked.model_dump(), "notes": tuple(checked.notes)})


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise WrongUse(f"{path}: is no file; give a JSON file with a ticket's fields")
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUse(f"{path}: cannot be read ({reason}); give a JSON file with a ticket's fields") from error
    if len(content) > FILE_BYTES_LIMIT:
        raise WrongUse(f"{path}: is longer than {FILE_BYTES_LIMIT} bytes, which no ticket is")
    return content


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    match first["type"]:
        case "json_invalid":
            return f"is no JSON: {first['msg'].removeprefix('Invalid JSON: ')}"
        case "extra_forbidden":
            return f"{key} is no field of a ticket; there are {', '.join(SlipFile.model_fields)}"
        case "missing":
            return f"{key} is missing; a ticket has at least hall, service and number"
    reason = first["msg"][:1].lower() + first["msg"][1:]
    return f"{key} = {first['input']!r} is refused: {reason}" if key else f"is refused: {reason}"
