"""Reads a settings file, and refuses it in one sentence a mistake: file, key, value, what is allowed.

Relative paths in the file start at the file's own folder.
"""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kiosk.settings.tables import Settings

VALUE_LIMIT_CHARACTERS = 80
SECRET_KEYS = ("token",)  # somebody may put the token itself where its file is meant
PATH_KEYS = (("terminal", "state_dir"), ("terminal", "token_file"), ("terminal", "socket"), ("ticket_layout",))


class SettingsError(ValueError):
    """The settings cannot be used; each line names file, key and value. The technician mends it."""


def load(path: Path) -> Settings:
    """The settings of a TOML file. Raises SettingsError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8: byte {error.start} is 0x{error.object[error.start]:02x}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: is not TOML: {error}") from error
    try:
        return Settings.model_validate(_with_whole_paths(document, path.resolve().parent))
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {sentence}" for sentence in _sentences(error))) from error


def _with_whole_paths(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The document with the paths of PATH_KEYS made absolute."""
    for *tables, key in PATH_KEYS:
        table: Any = document
        for name in tables:
            table = table.get(name) if isinstance(table, dict) else None
        if isinstance(table, dict) and isinstance(table.get(key), str):
            table[key] = str(folder / table[key])
    return document


def _sentences(error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        key = ".".join(str(part) for part in detail["loc"])
        match detail["type"]:
            case "extra_forbidden":
                yield f"{key}: unknown setting{_nearest(detail['loc'])}"
            case "missing":
                what = "table" if _is_table(detail["loc"]) else "setting"
                yield f"{key}: this {what} is missing{_meaning(detail['loc'])}"
            case _:
                yield f"{key} = {_shown(key, detail['input'])}: {_allowed(detail)}{_meaning(detail['loc'])}"


def _allowed(detail: ErrorDetails) -> str:
    text = detail["msg"].removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def _shown(key: str, value: Any) -> str:
    if any(word in key for word in SECRET_KEYS):
        return "(not shown)"
    if isinstance(value, dict):
        return "{...}"
    text = repr(value)
    return text if len(text) <= VALUE_LIMIT_CHARACTERS else text[:VALUE_LIMIT_CHARACTERS] + "..."


def _table(loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The declaration that holds the key at `loc`."""
    table: type[BaseModel] = Settings
    for part in loc[:-1]:
        field = table.model_fields.get(str(part))
        nested = _declared(field.annotation) if field is not None else None
        if nested is None:
            return None
        table = nested
    return table


def _declared(annotation: Any) -> type[BaseModel] | None:
    """The table that a setting is, also where it may be left out."""
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    return next((one for one in options if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _is_table(loc: tuple[int | str, ...]) -> bool:
    table = _table(loc)
    return table is not None and _declared(table.model_fields[str(loc[-1])].annotation) is not None


def _nearest(loc: tuple[int | str, ...]) -> str:
    table = _table(loc)
    known = list(table.model_fields) if table else []
    near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(known)}"


def _meaning(loc: tuple[int | str, ...]) -> str:
    table = _table(loc)
    field = table.model_fields.get(str(loc[-1])) if table and loc else None
    return f" ({field.description})" if field and field.description else ""
