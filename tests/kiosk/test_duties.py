"""What a terminal becomes by its settings, and the sentences for settings that make none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from drivers.errors import SettingsError
from drivers.registry import build_all
from kiosk.duties import duty_of
from kiosk.settings import Settings, load
from kiosk.settings import SettingsError as FileRefused
from kiosk.settings.announcer import Announcer, CallsDisplay
from kiosk.settings.lockers import Lockers
from kiosk.settings.window import Window

CONFIG = Path(__file__).resolve().parents[2] / "config"
TABLES: dict[str, Any] = {
    "terminal": {"code": "t", "state_dir": "/nowhere", "token_file": "/nowhere/token"},
    "centre": {"url": "http://127.0.0.1:1"},
}
CHIP = {"driver": "syn6288", "port": "/dev/none0"}
LED = {"driver": "onbon-bx", "port": "/dev/none1"}
PAD = {"driver": "ff68", "port": "/dev/none2"}
BOARD = {"driver": "locker-8a", "port": "/dev/none3", "open_is": "11"}
CELL = {"number": 1, "board": "a", "door": 1, "size": "m", "column": 0, "floor_mm": 0, "height_mm": 300}
CABINET = {"cells": [CELL], "screen_column": 1, "screen_floor_mm": 700, "screen_height_mm": 900}


@pytest.mark.parametrize("name", ["kiosk.toml", "window.toml", "hall-voice.toml", "lockers.toml"])
def test_the_shipped_files_make_a_terminal(name: str) -> None:
    settings = load(CONFIG / name)
    duty_of(settings, build_all(settings.devices, source=name))


@pytest.mark.parametrize(
    ("name", "table", "declared"),
    [
        ("window.toml", ("window",), Window),
        ("hall-voice.toml", ("announcer",), Announcer),
        ("hall-voice.toml", ("announcer", "displays", "led_hall"), CallsDisplay),
        ("lockers.toml", ("lockers",), Lockers),
    ],
)
def test_they_show_every_setting_with_its_default(name: str, table: tuple[str, ...], declared: type[BaseModel]) -> None:
    shown: Any = tomllib.loads((CONFIG / name).read_text(encoding="utf-8"))
    for key in table:
        shown = shown[key]
    for key, setting in declared.model_fields.items():
        assert key in shown, f"{key} is not in {name}"
        if not setting.is_required() and isinstance(shown[key], bool | int | float | list):
            assert shown[key] == setting.get_default(call_default_factory=True), key


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"announcer": {}}, r"needs a device that speaks"),
        ({"announcer": {}, "devices": {"speaker": LED}}, r"devices\.speaker\.driver = 'onbon-bx' does not speak"),
        ({"announcer": {}, "devices": {"speaker": CHIP, "pad": PAD}}, r"devices\.pad\.driver = 'ff68' shows no calls"),
        (
            {"announcer": {"displays": {"led_x": {}}}, "devices": {"speaker": CHIP}},
            r"announcer\.displays\.led_x: no device has that name",
        ),
        ({"lockers": CABINET, "devices": {"b": BOARD}}, r"cell 1 is at board 'a', and no device has that name"),
        ({"lockers": CABINET, "devices": {"a": LED}}, r"devices\.a\.driver = 'onbon-bx' opens no doors"),
        (
            {"lockers": CABINET | {"light": "lamp"}, "devices": {"a": BOARD}},
            r"lockers\.light = 'lamp': no device has that name",
        ),
        ({"window": {"counter": "05"}, "devices": {"pad": LED}}, r"devices\.pad\.driver = 'onbon-bx' takes no ratings"),
    ],
)
def test_a_device_must_do_what_its_name_promises(tables: dict[str, Any], sentence: str) -> None:
    settings = Settings.model_validate(TABLES | tables)
    with pytest.raises(SettingsError, match=sentence):
        duty_of(settings, build_all(settings.devices, source="test"))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('[window]\ncounter = "05"\n[announcer]\n', "exclude each other"),
        ("[window]\n", r"window\.counter: this setting is missing \(The code of the counter"),
        ('[window]\ncounter = "05"\nrating_second = 5\n', "did you mean rating_seconds"),
        ("[announcer]\nlate_seconds = 0\n", r"announcer\.late_seconds = 0: .*greater than or equal to 1"),
        ('[announcer]\nzones = [""]\n', "leave the list empty"),
    ],
)
def test_wrong_tables_are_refused_in_one_sentence(tmp_path: Path, lines: str, sentence: str) -> None:
    path = tmp_path / "window.toml"
    path.write_text(
        '[terminal]\ncode = "t"\nstate_dir = "s"\ntoken_file = "t"\n[centre]\nurl = "http://127.0.0.1:1"\n' + lines
    )
    with pytest.raises(FileRefused, match=sentence):
        load(path)
