"""From the words of a command line (`--set key=value`) to a driver's settings, by the declared type of each key.

Settings are strict, so that a file says what it means; on a command line everything is a string. What cannot be
converted stays the string that it was: the settings' own refusal then names key and value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from drivers.actions import WrongUse
from drivers.registry import DRIVERS, driver_of

_CONTAINERS = (list, tuple, set, frozenset, dict)


def table_for(driver: str, words: Iterable[str], port: str | None) -> dict[str, Any]:
    """The table of `driver` that `words` and `port` stand for, not yet checked. Raises WrongUse."""
    if driver not in DRIVERS:
        raise WrongUse(f"{driver!r} is no driver; known are {', '.join(DRIVERS)}")
    return settings_from(driver_of(driver).settings, words, port)


def settings_from(declared: type[BaseModel], words: Iterable[str], port: str | None = None) -> dict[str, Any]:
    """The same for a declaration. Raises WrongUse for a word that is not "key=value"."""
    table: dict[str, Any] = {} if port is None else {"port": port}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise WrongUse(f"a setting is spelled key=value, not {word!r}")
        if key == "driver":  # its action would be given to another driver's device
            raise WrongUse(f"the driver is the command's own word, and is not set to {value!r}")
        if key in table:
            raise WrongUse(f"{key} is set twice, to {table[key]!r} and {value!r}")
        field = declared.model_fields.get(key)
        table[key] = value if field is None else converted(value, field.annotation)
    return table


def converted(word: str, annotation: Any) -> Any:
    """`word` as a value of `annotation`; as it is where it is none. A list is comma-separated or JSON, a table JSON."""
    kind = _bare(annotation)
    for option in get_args(kind) if get_origin(kind) is Literal else ():
        if str(option) == word:
            return option
    value = _items(word) if _is_container(kind) else word
    try:
        return TypeAdapter(kind).validate_python(value, strict=False)
    except ValidationError:
        return value


def _items(word: str) -> Any:
    if word.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(word)
        except ValueError:
            return word
    return [item for item in word.split(",") if item]


def _is_container(kind: Any) -> bool:
    if get_origin(kind) in (Union, UnionType):
        return any(_is_container(option) for option in get_args(kind))
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, (*_CONTAINERS, Mapping, BaseModel))


def _bare(annotation: Any) -> Any:
    """The type without what makes it strict or checks it further: that is the settings' own business."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        options = tuple(_bare(option) for option in get_args(annotation))
        return Union[options]  # noqa: UP007  made of a tuple
    return annotation
