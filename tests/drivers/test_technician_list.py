"""What `device list` sees, on a made-up machine: sysfs, /dev and /proc as folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from drivers.link.ports import PortKind, find_ports
from drivers.technician.guessing import guess
from drivers.technician.list_command import look
from drivers.technician.meddlers import meddlers

ROOT = Path(__file__).resolve().parents[2]
KEYBOARD_KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
BUTTON_KEYS = "10000000000000 0"


@dataclass
class MadeUpMachine:
    folder: Path

    def __post_init__(self) -> None:
        self.system, self.nodes, self.processes = (self.folder / name for name in ("sys", "dev", "proc"))
        for place in ("sys/bus/usb/devices", "sys/class", "dev/serial/by-id", "proc"):
            (self.folder / place).mkdir(parents=True)

    def usb(self, place: str, ids: str, *classes: str, serial: str | None = None, **names: str) -> Path:
        """A USB device; `classes`: class, subclass and protocol of each interface ("07 01 02")."""
        device = self.system / "devices/usb1" / place
        device.mkdir(parents=True)
        vendor, product = ids.split(":")
        files = {"idVendor": vendor, "idProduct": product, "busnum": "1", "devnum": place[-1], "bDeviceClass": "00"}
        for name, value in (files | names | ({"serial": serial} if serial else {})).items():
            (device / name).write_text(value + "\n")
        for number, interface in enumerate(classes):
            folder = device / f"{place}:1.{number}"
            folder.mkdir()
            for name, value in zip(("Class", "SubClass", "Protocol"), interface.split(), strict=True):
                (folder / f"bInterface{name}").write_text(value + "\n")
        (self.system / "bus/usb/devices" / place).symlink_to(device)
        return device / f"{place}:1.0"

    def node(self, kind: str, name: str, behind: Path, node: str = "", /, **files: str) -> None:
        """An entry of /sys/class whose device is `behind`."""
        entry = behind / kind / name
        entry.mkdir(parents=True)
        (entry / "device").symlink_to(behind)
        for file, value in files.items():
            path = entry / file.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(value + "\n")
        (self.system / "class" / kind).mkdir(exist_ok=True)
        (self.system / "class" / kind / name).symlink_to(entry)
        path = self.nodes / (node or name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def event(self, name: str, behind: Path, called: str, keys: str) -> None:
        folder = behind / "input0"
        (folder / "capabilities").mkdir(parents=True)
        (folder / "capabilities/key").write_text(keys + "\n")
        (folder / "name").write_text(called + "\n")
        self.node("input", name, folder, f"input/{name}")

    def process(self, pid: int, name: str, *opened: str) -> None:
        folder = self.processes / str(pid) / "fd"
        folder.mkdir(parents=True)
        (folder.parent / "comm").write_text(name + "\n")
        for number, path in enumerate(opened):
            (folder / str(number)).symlink_to(path)

    def rows(self, **more: Any) -> dict[str, dict[str, Any]]:
        listing = look((), self.folder / "bench", self.system, self.nodes, self.processes, **more)
        return {port.path.removeprefix(str(self.nodes)): listing.row(port) for port in listing.ports}


@pytest.fixture
def machine(tmp_path: Path) -> MadeUpMachine:
    return MadeUpMachine(tmp_path)


def test_an_adapter_is_known_by_its_ids_and_has_its_stable_name(machine: MadeUpMachine) -> None:
    behind = machine.usb("1-1", "1a86:7523", "ff 01 02", product="USB Serial")
    machine.node("tty", "ttyUSB0", behind)
    (machine.nodes / "serial/by-id/usb-1a86_USB_Serial-if00-port0").symlink_to(machine.nodes / "ttyUSB0")
    row = machine.rows()["/ttyUSB0"]
    assert row["what"] == "serial adapter (CH340)"
    assert "1a86:7523" in row["why"]
    assert row["stable"] == [str(machine.nodes / "serial/by-id/usb-1a86_USB_Serial-if00-port0")]
    assert row["drivers"] == []  # only a question can tell what is wired to it


@pytest.mark.parametrize(
    ("ids", "interface", "called", "what", "drivers"),
    [
        ("10c4:ea60", "ff 00 00", "CP2102", "serial adapter (CP210x)", []),
        ("0403:6001", "ff ff ff", "FT232R", "serial adapter (FTDI FT232)", []),
        ("067b:2303", "ff 00 00", "PL2303", "serial adapter (PL2303)", []),
        ("1eab:1d06", "02 02 01", "NLS-FM430", "scanner (Newland)", ["serial-scanner"]),
        ("0c2e:0b6a", "02 02 01", "Xenon", "scanner (Honeywell)", ["serial-scanner"]),
        ("1234:5678", "02 02 01", "QR Barcode Reader", "scanner", ["serial-scanner"]),
        ("1234:5678", "02 02 01", "Gadget", "device with a serial port of its own", []),
        ("1234:5678", "ff 00 00", "Gadget", "serial adapter", []),
    ],
)
def test_what_a_serial_port_may_be(
    machine: MadeUpMachine, ids: str, interface: str, called: str, what: str, drivers: list[str]
) -> None:
    machine.node("tty", "ttyACM0", machine.usb("1-1", ids, interface, product=called))
    row = machine.rows()["/ttyACM0"]
    assert (row["what"], row["drivers"]) == (what, drivers)


def test_printers_cameras_and_card_readers_without_a_port_are_listed(machine: MadeUpMachine) -> None:
    machine.usb("1-1", "0519:0003", "07 01 02", serial="SN42", product="TSP100")
    machine.usb("1-2", "0400:c35a", "ff 00 00")
    machine.usb("1-3", "dead:beef", "08 06 50", product="Memory stick")
    hub = machine.usb("1-4", "1d6b:0002", "09 00 00")
    (hub.parent / "bDeviceClass").write_text("09\n")
    rows = machine.rows()
    assert rows["usb://0519:0003:SN42"]["what"] == "printer"
    assert rows["usb://0519:0003:SN42"]["drivers"] == ["escpos"]
    assert rows["usb://0400:c35a"]["what"] == "perhaps an identity card reader"
    assert rows["usb://dead:beef"]["drivers"] == []
    assert "usb://1d6b:0002" not in rows  # hubs are nobody's device


def test_keyboards_that_may_be_scanners_are_told_from_buttons(machine: MadeUpMachine) -> None:
    machine.event("event3", machine.usb("1-1", "1eab:0022", "03 01 01"), "Newland Auto-ID", KEYBOARD_KEYS)
    machine.event("event4", machine.usb("1-2", "1234:0001", "03 01 01"), "USB Keypad", KEYBOARD_KEYS)
    machine.event("event5", machine.system / "devices/platform", "Power Button", BUTTON_KEYS)
    machine.event("event6", machine.system / "devices/i8042", "AT Keyboard", KEYBOARD_KEYS)
    rows = machine.rows()
    assert rows["/input/event3"]["drivers"] == ["hid-scanner"]
    assert rows["/input/event4"]["drivers"] == ["hid-keypad", "hid-scanner"]
    assert rows["/input/event5"]["what"] == "input device without a keyboard's keys"
    assert rows["/input/event6"]["what"] == "keyboard of the machine"


def test_a_camera_is_one_row(machine: MadeUpMachine) -> None:
    behind = machine.usb("1-1", "1bcf:2284", "0e 01 00")
    machine.node("video4linux", "video0", behind, index="0", name="UVC Camera")
    machine.node("video4linux", "video1", behind, index="1", name="UVC Camera")
    rows = machine.rows()
    assert list(rows) == ["/video0"]
    assert (rows["/video0"]["what"], rows["/video0"]["drivers"]) == ("camera", ["camera"])


def test_ports_of_the_board_without_a_chip_are_left_out(machine: MadeUpMachine) -> None:
    machine.node("tty", "ttyS0", machine.system / "devices/pnp0", type="4")
    machine.node("tty", "ttyS1", machine.system / "devices/pnp1", type="0")
    assert list(machine.rows()) == ["/ttyS0"]


def test_who_holds_a_port_is_named_with_the_meddlers(machine: MadeUpMachine) -> None:
    machine.node("tty", "ttyUSB0", machine.usb("1-1", "1a86:7523", "ff 01 02"))
    machine.node("tty", "ttyUSB1", machine.usb("1-2", "0403:6014", "ff ff ff"))
    machine.process(77, "ModemManager", str(machine.nodes / "ttyUSB1"))
    machine.process(78, "bash", "/dev/null")
    rows = machine.rows()
    assert rows["/ttyUSB1"]["held_by"] == [{"pid": 77, "process": "ModemManager"}]
    assert rows["/ttyUSB0"]["held_by"] == []
    ports = find_ports(machine.system, machine.nodes)
    units = machine.folder / "units"
    units.mkdir()
    (units / "brltty.service").touch()
    modem, braille = meddlers(ports, machine.processes, (units,))
    assert (modem.name, modem.running, len(modem.ports)) == ("ModemManager", True, 2)
    assert "systemctl disable --now ModemManager" in str(modem)
    assert (braille.name, braille.running, braille.ports) == ("brltty", False, (str(machine.nodes / "ttyUSB0"),))
    assert "systemctl mask --now brltty" in str(braille)


def test_a_masked_unit_is_no_meddler(machine: MadeUpMachine) -> None:
    masked, shipped = machine.folder / "etc", machine.folder / "lib"
    for folder in (masked, shipped):
        folder.mkdir()
    (shipped / "brltty.service").touch()
    (masked / "brltty.service").symlink_to("/dev/null")
    assert meddlers((), machine.processes, (masked, shipped)) == ()


def test_what_cannot_be_seen_is_said(tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    listing = look((), tmp_path, tmp_path / "sys", tmp_path / "dev", tmp_path / "proc")
    assert listing.ports == ()
    assert any("USB devices are unknown" in sentence for sentence in listing.unknown)
    assert any("stable names are unknown" in sentence for sentence in listing.unknown)


def test_the_engines_device_is_named_at_its_port(machine: MadeUpMachine) -> None:
    @dataclass
    class Printer:
        name: str = "ticket_printer"
        driver: str = "escpos"
        port: str = str(machine.nodes / "serial/by-id/printer")
        administrative: str = "in_service"
        link: str = "online"

    machine.node("tty", "ttyUSB0", machine.usb("1-1", "1a86:7523", "ff 01 02"))
    (machine.nodes / "serial/by-id/printer").symlink_to(machine.nodes / "ttyUSB0")
    listing = look([Printer()], machine.folder, machine.system, machine.nodes, machine.processes)
    assert listing.row(listing.ports[0])["devices"] == ["ticket_printer"]


def test_the_ports_of_a_bench_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    controller, terminal = os.openpty()
    try:
        (tmp_path / "ports").mkdir()
        (tmp_path / "ports" / "voice").symlink_to(os.ttyname(terminal))
        (port,) = (port for port in find_ports(bench=tmp_path) if port.kind is PortKind.BENCH)
        assert guess(port).what == "simulated device voice"
    finally:
        os.close(controller)
        os.close(terminal)


def test_the_command_says_it_to_machines_on_this_machine() -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "device", "list", "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listing = json.loads(done.stdout)
    assert set(listing) == {"ports", "meddlers", "unknown"}
