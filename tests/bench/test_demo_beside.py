"""What the demo has beside the lobby's terminal: settings that make a window and a voice on the bench's devices."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.campaigns.beside import VOICE, WINDOW, Post, voice_tables, window_tables
from bench.campaigns.hall import DemoHall
from bench.devices import all_devices
from drivers.registry import build_all
from kiosk.duties import duty_of
from kiosk.settings import Settings, load


def prepared(hall: DemoHall, post: Post, tables: str) -> Settings:
    """With a token of an earlier start, so that no centre is asked for one."""
    post.folder(hall).mkdir(parents=True)
    (post.folder(hall) / "token").write_text("made-up-token")
    post.prepare(hall, "http://127.0.0.1:8700", tables)
    return load(post.settings(hall))


def ports(settings: Settings) -> set[str]:
    return {Path(table["port"]).name for table in settings.devices.values()}


def test_the_voice_is_on_the_benchs_chip_and_display(tmp_path: Path) -> None:
    hall = DemoHall(tmp_path)
    settings = prepared(hall, VOICE, voice_tables(hall))
    duty_of(settings, build_all(settings.devices, source="demo"))
    assert settings.announcer is not None
    assert settings.announcer.displays["led_hall"].standing == "请留意叫号"
    assert ports(settings) <= set(all_devices(tmp_path, None, 0, 0, lambda: None))


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_the_window_is_on_the_benchs_box_and_as_large_as_its_panel(tmp_path: Path, scale: float) -> None:
    hall = DemoHall(tmp_path)
    settings = prepared(hall, WINDOW, window_tables(hall, scale))
    duty_of(settings, build_all(settings.devices, source="demo"))
    assert settings.window is not None
    assert settings.window.counter == WINDOW.counter
    assert ports(settings) == {"counter-line"}
    millimetres = (
        settings.panel.width_px * settings.panel.mm_per_px,
        settings.panel.height_px * settings.panel.mm_per_px,
    )
    assert millimetres == pytest.approx((217.6, 136.0), rel=0.01)
