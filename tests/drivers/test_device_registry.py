"""From settings to a device: what is refused, and how the refusal reads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drivers.errors import SettingsError
from drivers.escpos import EscposPrinter, EscposSettings
from drivers.escpos.profile import page_for
from drivers.registry import build, build_all, settings_of

ROOT = Path(__file__).resolve().parents[2]


def made(**settings: Any) -> Any:
    return build("ticket_printer", {"driver": "escpos", "port": "socket://127.0.0.1:9100", **settings}, "my.toml")


@pytest.mark.parametrize(
    ("port", "link"),
    [
        ("/dev/serial/by-id/usb-printer", "SerialLink"),
        ("socket://printer.hall:9100", "TcpLink"),
        ("socket://[::1]:9100", "TcpLink"),
        ("usb://0416:5011", "UsbLink"),
        ("usb://0416:5011:SN-42", "UsbLink"),
    ],
)
def test_a_port_leads_to_its_link(port: str, link: str) -> None:
    device = made(port=port)
    assert isinstance(device, EscposPrinter)
    assert type(device.link).__name__ == link
    assert device.link.port == port


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"driver": "escpso"}, "devices.ticket_printer.driver = 'escpso'"),
        ({"driver": None}, "devices.ticket_printer.driver is missing"),
        ({"bauds": 9600}, "devices.ticket_printer.bauds = 9600"),
        ({"baud": "9600"}, "devices.ticket_printer.baud = '9600'"),
        ({"baud": 9601}, "devices.ticket_printer.baud = 9601"),
        ({"port": "COM3"}, "devices.ticket_printer.port = 'COM3'"),
        ({"port": "socket://host:99999"}, "devices.ticket_printer.port = 'socket://host:99999'"),
        ({"port": "usb://416:5011"}, "devices.ticket_printer.port = 'usb://416:5011'"),
        ({"cjk": "big5"}, "devices.ticket_printer.cjk = 'big5'"),
        ({"flow": "maybe"}, "devices.ticket_printer.flow = 'maybe'"),
        ({"fresh_seconds": -1}, "devices.ticket_printer.fresh_seconds = -1"),
        ({"poll_seconds": True}, "devices.ticket_printer.poll_seconds = True"),
        ({"profile": "TM-T8"}, "devices.ticket_printer.profile = 'TM-T8'"),
        ({"raster_font": "no.otf"}, "devices.ticket_printer.raster_font = 'no.otf'"),
    ],
)
def test_a_wrong_setting_is_refused_with_file_key_and_value(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        made(**settings)
    assert str(refused.value).startswith("config.invalid: my.toml: ")
    assert said in str(refused.value)


def test_a_missing_port_is_named() -> None:
    with pytest.raises(SettingsError, match=r"my\.toml: devices\.ticket_printer\.port is missing"):
        build("ticket_printer", {"driver": "escpos"}, "my.toml")


def test_every_setting_has_a_sentence_and_a_default_or_is_asked_for() -> None:
    for name, field in settings_of("escpos").model_fields.items():
        assert field.description, name
        assert field.is_required() == (name in ("driver", "port")), name


def test_every_setting_is_described_in_the_manual() -> None:
    common = (ROOT / "docs/devices/life.md").read_text(encoding="utf-8")
    manual = common + (ROOT / "docs/devices/escpos.md").read_text(encoding="utf-8")
    missing = [name for name in EscposSettings.model_fields if f"`{name}`" not in manual]
    assert not missing


@pytest.mark.parametrize("port", ["/dev/ttyUSB0", "/dev/ttyACM12", "/dev/usb/lp0"])
def test_a_port_that_is_only_a_number_is_refused_in_a_terminals_settings(port: str) -> None:
    with pytest.raises(SettingsError, match="a number that changes when something is plugged in"):
        build_all({"ticket_printer": {"driver": "escpos", "port": port}}, "my.toml")


def test_two_devices_that_cannot_share_a_line_are_refused() -> None:
    table = {"driver": "escpos", "port": "/dev/ttyS0"}
    with pytest.raises(SettingsError, match=r"devices\.b\.port = '/dev/ttyS0' is the port of devices\.a already"):
        build_all({"a": table, "b": table}, "my.toml")


@pytest.mark.parametrize(
    ("settings", "width", "columns", "native_qr"),
    [
        ({}, 576, 48, True),
        ({"profile": "POS-5890"}, 384, 32, False),
        ({"profile": "POS-5890", "native_qr": True}, 384, 32, True),
        ({"profile": "TM-T88V"}, 512, 42, True),
        ({"profile": "NT-80-V-UL"}, 576, 48, True),  # its own 12 columns cannot be
        ({"width_dots": 384}, 384, 32, True),
        ({"columns": 40}, 576, 40, True),
    ],
)
def test_the_page_comes_from_profile_and_settings(
    settings: dict[str, Any], width: int, columns: int, native_qr: bool
) -> None:
    checked = EscposSettings.model_validate({"driver": "escpos", "port": "/dev/ttyS0", **settings})
    page = page_for(checked)
    assert (page.width_dots, page.columns, page.native_qr) == (width, columns, native_qr)


def test_a_printer_on_the_network_loads_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys; from drivers.registry import build;"
        "build('p', {'driver': 'escpos', 'port': 'socket://127.0.0.1:9100'}, 'f');"
        "print(sorted({'serial', 'usb', 'PIL', 'segno', 'escpos', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
