"""What the machine says about a port: that it is there again, who holds it, which USB device it hangs on."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.errors import LinkError
from drivers.link import appearing, usb_reset
from drivers.link.faults import opening_failed
from drivers.link.holders import holders_of
from drivers.link.rights import rule_for
from drivers.link.serial import SerialLine, SerialLink

ROOT = Path(__file__).resolve().parents[2]


async def test_a_port_that_appears_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appearing, "LOOK_SECONDS", 0.02)
    path = tmp_path / "port"
    link = SerialLink(str(path), SerialLine())
    waiting = asyncio.create_task(link.appears())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    path.symlink_to("/dev/null")
    async with asyncio.timeout(2):
        await waiting


async def test_a_port_that_stays_is_no_news_until_it_was_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appearing, "LOOK_SECONDS", 0.02)
    path = tmp_path / "port"
    path.symlink_to("/dev/null")
    waiting = asyncio.create_task(SerialLink(str(path), SerialLine()).appears())
    await asyncio.sleep(0.08)
    assert not waiting.done()
    path.unlink()
    await asyncio.sleep(0.08)
    path.symlink_to("/dev/null")
    async with asyncio.timeout(2):
        await waiting


def test_the_process_that_has_a_port_open_is_named() -> None:
    controller, terminal = os.openpty()
    try:
        port = os.ttyname(terminal)
        code = (
            f"import os, sys; os.open({port!r}, os.O_RDWR | os.O_NOCTTY); print('open', flush=True); sys.stdin.read()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "open\n"
            (holder,) = holders_of(port)
            assert holder.pid == other.pid
            assert holder.name.startswith("python")
            message = str(opening_failed(port, 16, "Device or resource busy"))
            assert f"(process {other.pid}) has it open" in message
            other.communicate()
        assert holders_of(port) == ()
    finally:
        os.close(controller)
        os.close(terminal)


def test_who_takes_serial_ports_for_its_own_is_told_how_to_be_stopped(tmp_path: Path) -> None:
    for name, sentence in (("ModemManager", "disable --now ModemManager"), ("brltty", "mask --now brltty-udev")):
        folder = tmp_path / name / "77"
        (folder / "fd").mkdir(parents=True)
        (folder / "comm").write_text(f"{name}\n")
        (folder / "fd" / "3").symlink_to("/dev/null")
        (holder,) = holders_of("/dev/null", tmp_path / name)
        assert str(holder) == f"{name} (process 77)"
        assert sentence in holder.mending


def usb_tree(root: Path, port: str) -> Path:
    """A sysfs in which `port` hangs on a USB adapter."""
    number = os.stat(port).st_rdev
    device = root / "devices/pci/usb1/1-4"
    tty = device / "1-4:1.0/ttyUSB0/tty/ttyUSB0"
    tty.mkdir(parents=True)
    for name, value in (("busnum", "1"), ("devnum", "9"), ("idVendor", "1a86"), ("idProduct", "7523")):
        (device / name).write_text(f"{value}\n")
    char = root / "dev/char"
    char.mkdir(parents=True)
    (char / f"{os.major(number)}:{os.minor(number)}").symlink_to(tty)
    return device


def test_the_usb_device_behind_a_port_is_found_and_its_rule_named(tmp_path: Path) -> None:
    device = usb_tree(tmp_path, "/dev/null")
    assert usb_reset.usb_device_of("/dev/null", tmp_path) == device.resolve()
    assert rule_for("/dev/null", tmp_path) == (
        'ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", GROUP="hallkiosk", MODE="0660"'
    )
    assert rule_for("/dev/zero", tmp_path) == 'KERNEL=="zero", GROUP="hallkiosk", MODE="0660"'


def test_a_port_that_cannot_be_reset_says_why(tmp_path: Path) -> None:
    usb_tree(tmp_path, "/dev/null")
    node = tmp_path / "bus/001/009"
    assert usb_reset.reset("/dev/zero", tmp_path) == "/dev/zero hangs on no USB"
    assert "No such file" in (usb_reset.reset("/dev/null", tmp_path, tmp_path / "bus") or "")
    node.parent.mkdir(parents=True)
    node.write_bytes(b"")  # a file takes no USB ioctl: the system's own refusal
    assert "cannot be reset" in (usb_reset.reset("/dev/null", tmp_path, tmp_path / "bus") or "")


def test_a_missing_right_names_the_rule_that_mends_it() -> None:
    error = opening_failed("/dev/null", 13, "Permission denied")
    assert isinstance(error, LinkError)
    assert error.code == "link.permission"
    assert 'KERNEL=="null", GROUP="hallkiosk", MODE="0660"' in str(error)


def test_the_shipped_rules_are_udevs_language() -> None:
    operators = ("==", "!=", "=", "+=")
    for line in (ROOT / "config/udev/70-hallkiosk.rules").read_text().splitlines():
        rule = line.partition(" #")[0].strip() if not line.startswith("#") else ""
        for part in filter(None, (part.strip() for part in rule.split(","))):
            assert any(operator in part for operator in operators), part
            assert part.endswith('"'), part
            assert part.count('"') == 2, part
