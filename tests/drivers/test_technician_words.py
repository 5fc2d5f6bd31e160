"""`--set key=value`: everything is a string on a command line, and the settings are strict."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from drivers.actions import WrongUse
from drivers.technician.words import settings_from, table_for


class Polarity(StrEnum):
    LOW = "00"
    HIGH = "11"


class Key(BaseModel):
    model_config = ConfigDict(extra="forbid")

    send: str
    level: int


class Board(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    port: str = "/dev/null"
    board: Annotated[int, Field(strict=True, ge=1, le=32)] = 1
    pulse_ms: Annotated[int, Field(strict=True, ge=1)] | None = None
    wait_seconds: Annotated[float, Field(strict=True, gt=0)] = 1.0
    live: Annotated[bool, Field(strict=True)] = False
    twice: Annotated[bool, Field(strict=True)] | None = None
    open_is: Polarity | None = None
    open_value: Literal["FF00", "0000"] = "FF00"
    stop_bits: Literal[1, 2] = 1
    name: str = ""
    font: Path = Path("font.otf")
    formats: frozenset[str] = frozenset()
    locks: tuple[int, ...] = ()
    keys: dict[str, Key] = Field(default_factory=dict)


def checked(*words: str) -> Board:
    return Board.model_validate(settings_from(Board, words))


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("board=7", 7),
        ("pulse_ms=300", 300),
        ("wait_seconds=2", 2.0),
        ("wait_seconds=0.25", 0.25),
        ("live=true", True),
        ("live=no", False),
        ("twice=yes", True),
        ("open_is=11", Polarity.HIGH),
        ("open_is=00", Polarity.LOW),
        ("open_value=0000", "0000"),
        ("stop_bits=2", 2),
        ("name=007", "007"),
        ("name=a=b", "a=b"),
        ("name=", ""),
        ("font=fonts/a.otf", Path("fonts/a.otf")),
        ("formats=qr,code128", frozenset(("qr", "code128"))),
        ("locks=1,2,3", (1, 2, 3)),
        ("locks=[4, 5]", (4, 5)),
        ('keys={"1": {"send": "31", "level": 5}}', {"1": Key(send="31", level=5)}),
    ],
)
def test_a_word_becomes_what_its_setting_is_declared_as(word: str, value: Any) -> None:
    assert getattr(checked(word), word.partition("=")[0]) == value


@pytest.mark.parametrize("word", ["board=seven", "live=maybe", "wait_seconds=", "open_is=1", "stop_bits=3", "keys={"])
def test_what_cannot_be_converted_is_left_for_the_settings_to_refuse(word: str) -> None:
    key, _, value = word.partition("=")
    assert settings_from(Board, [word])[key] == (value if key != "keys" else "{")
    with pytest.raises(ValueError, match=key):
        checked(word)


@pytest.mark.parametrize("word", ["board", "=7", ""])
def test_a_word_without_key_or_value_is_wrong_use(word: str) -> None:
    with pytest.raises(WrongUse, match="key=value"):
        settings_from(Board, [word])


def test_the_driver_cannot_be_changed_behind_the_command_s_back() -> None:
    with pytest.raises(WrongUse, match="not set to 'sdt'"):
        table_for("locker-8a", ["driver=sdt"], "/dev/null")


def test_a_key_that_is_set_twice_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="board is set twice"):
        settings_from(Board, ["board=1", "board=2"])
    with pytest.raises(WrongUse, match="port is set twice"):
        settings_from(Board, ["port=/dev/ttyS1"], port="/dev/ttyS0")


def test_an_unknown_driver_is_named_with_those_there_are() -> None:
    with pytest.raises(WrongUse, match=r"'escps' is no driver; known are escpos, sdt"):
        table_for("escps", [], None)


@given(st.sampled_from(sorted(Board.model_fields)), st.text(max_size=20))
def test_no_word_breaks_the_conversion(key: str, value: str) -> None:
    assert key in settings_from(Board, [f"{key}={value}"])
