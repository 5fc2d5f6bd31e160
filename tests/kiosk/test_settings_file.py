"""The settings file: read whole, or refused with file, key, value and what is allowed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from kiosk.settings import Settings, SettingsError, load

ROOT = Path(__file__).resolve().parents[2]
LEAST = """
[terminal]
code = "lobby-1"
state_dir = "state"
token_file = "token"
[centre]
url = "http://centre.example:8700"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_least_file_is_enough_and_its_paths_start_at_its_folder(tmp_path: Path) -> None:
    settings = load(written(tmp_path, LEAST))
    assert settings.terminal.socket_path == tmp_path / "state" / "engine.sock"
    assert settings.centre.number_deadline_ms == 500


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[visit]\nidle_s = 5", "visit.idle_s = 5: "),
        ('[visit]\nidle_s = "60 s"', "visit.idle_s = '60 s': "),
        ("[visit]\nidle_seconds = 60", "visit.idle_seconds: unknown setting; did you mean idle_s?"),
        ("[visit]\nmore_time_limit = 9", "visit.more_time_limit = 9: "),
        ("[visit]\nwarning_last_s = 60\nidle_s = 60", "warning_last_s must be below idle_s"),
        ("[visits]\nidle_s = 60", "visits: unknown setting; did you mean visit?"),
        ('[hall]\ntime_zone = "Asia/Shangai"', "hall.time_zone = 'Asia/Shangai': allowed: a zone"),
        ("[disk]\nfree_bytes_needed = -1", "disk.free_bytes_needed = -1: "),
        ("[panel]\nmm_per_px = 369", "panel.mm_per_px = 369: "),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = written(tmp_path, LEAST + line)
    with pytest.raises(SettingsError) as refused:
        load(path)
    assert str(refused.value).startswith(str(path))
    assert said in str(refused.value)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, '[terminal]\ncode = "lobby 1"\n[centre]\nurl = "ftp://x"\n')
    with pytest.raises(SettingsError) as refused:
        load(path)
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[1].split(" = ")[0] for line in lines] == [
        "terminal.code",
        "terminal.state_dir",
        "terminal.token_file",
        "centre.url",
    ]


def test_a_token_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST.replace('token_file = "token"', "token_file = 5551234"))
    with pytest.raises(SettingsError) as refused:
        load(path)
    assert "5551234" not in str(refused.value)


@pytest.mark.parametrize("content", [b"[terminal", b"\xff\xfe", b"x = 1\nx = 2"])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"kiosk\.toml: is not"):
        load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load(tmp_path / "nothing.toml")


def test_the_example_shows_every_setting_with_its_default() -> None:
    path = ROOT / "config" / "kiosk.toml"
    example, text = load(path), path.read_text(encoding="utf-8")
    shown = tomllib.loads(text)
    for name, declared in Settings.model_fields.items():
        if not (isinstance(declared.annotation, type) and issubclass(declared.annotation, BaseModel)):
            assert name in text
            continue
        for key, setting in declared.annotation.model_fields.items():
            assert f"{key} = " in text, f"{name}.{key} is not in config/kiosk.toml"
            if not setting.is_required() and key in shown[name]:
                assert getattr(getattr(example, name), key) == setting.default, f"{name}.{key}"
