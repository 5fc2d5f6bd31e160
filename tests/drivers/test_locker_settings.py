"""The lock boards' settings: declared, described, spelled as on a command line, refused when they cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from drivers.errors import SettingsError
from drivers.registry import build, driver_of, settings_of
from drivers.technician.words import settings_from
from tests.drivers.locker_cases import CASES

ROOT = Path(__file__).resolve().parents[2]
NAMED_BY_THE_CONTRACT = {
    "locker-8a": {"board": "2", "locks": "24", "open_is": "00"},
    "locker-kerong": {"unit": "3"},
    "locker-wkly": {"board": "1", "locks": "24"},
    "locker-modbus-relay": {"board": "1", "pulse_ms": "700"},
    "locker-cu48": {},
    "locker-winnsen": {},
}


@pytest.mark.parametrize("name", CASES)
def test_every_setting_has_a_sentence_a_default_and_a_place_in_the_manual(name: str) -> None:
    manual = (ROOT / f"docs/devices/{name}.md").read_text(encoding="utf-8")
    for key, field in settings_of(name).model_fields.items():
        assert field.description, key
        assert field.is_required() == (key in ("driver", "port")), key
        assert f"`{key}`" in manual, key


@pytest.mark.parametrize("name", CASES)
def test_the_settings_of_the_contract_are_enough_as_they_are_typed(name: str) -> None:
    words = [f"{key}={value}" for key, value in NAMED_BY_THE_CONTRACT[name].items()]
    table = settings_from(settings_of(name), words, "socket://127.0.0.1:5000")
    device: Any = build("lockers", {"driver": name, **table}, "device try")
    assert device.driver == name


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("locker-8a", {"board": 0}, "board = 0"),
        ("locker-8a", {"board": 100}, "board = 100"),
        ("locker-8a", {"locks": 49}, "locks = 49"),
        ("locker-8a", {"open_is": "01"}, "open_is = '01'"),
        ("locker-8a", {"open_is": True}, "open_is = True"),
        ("locker-kerong", {"unit": 15}, "unit = 15"),
        ("locker-modbus-relay", {"board": 0}, "board = 0"),
        ("locker-modbus-relay", {"pulse_ms": 50}, "pulse_ms = 50"),
        ("locker-modbus-relay", {"pulse_ms": 750}, "pulse_ms = 750"),
        ("locker-modbus-relay", {"pulse_ms": 60_000}, "pulse_ms = 60000"),
        ("locker-cu48", {"open_value": "FFFF"}, "open_value = 'FFFF'"),
        ("locker-winnsen", {"station": 256}, "station = 256"),
    ],
)
def test_what_could_move_something_else_is_refused(name: str, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        build("lockers", {"driver": name, "port": "socket://127.0.0.1:5000", **settings}, "my.toml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("locker-8a", {"open_is": 11}),
        ("locker-8a", {"open_is": 0}),
        ("locker-8a", {"open_is": "00"}),
        ("locker-cu48", {"open_value": 0}),
        ("locker-modbus-relay", {"input_open_is": 1}),
    ],
)
def test_digits_may_be_written_as_numbers(name: str, settings: dict[str, Any]) -> None:
    build("lockers", {"driver": name, "port": "socket://127.0.0.1:5000", **settings}, "my.toml")


def test_boards_share_a_line_and_nothing_else_does() -> None:
    assert all(driver_of(name).shares_line for name in CASES)
