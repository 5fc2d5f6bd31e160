"""Every port of this machine that a device may hang on, and what the kernel says about it. Read from sysfs and /dev.

For the technician's commands only: works without udev and without root, opens nothing, asks nothing. What a port may
be is judged in `drivers/technician/guessing.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

SYSTEM = Path("/sys")
NODES = Path("/dev")
HUB_CLASS = 0x09
NO_UART = "0"  # what the `type` of a board's port is that has no chip behind it
STABLE_FOLDERS = (
    "serial/by-id",
    "serial/by-path",
    "input/by-id",
    "input/by-path",
    "v4l/by-id",
    "v4l/by-path",
)


class PortKind(StrEnum):
    SERIAL = "serial"
    USB = "usb"  # a USB device with no port of another kind
    INPUT = "input"
    VIDEO = "video"
    BENCH = "bench"  # a simulated device's pseudo-terminal


@dataclass(frozen=True, slots=True)
class UsbInterface:
    """Class, subclass and protocol, as the USB specification numbers them."""

    cls: int
    subclass: int
    protocol: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UsbDevice:
    vendor: int
    product: int
    serial: str | None
    maker: str | None
    name: str | None
    place: str  # bus and hub ports: "1-1.2"
    interfaces: tuple[UsbInterface, ...]
    node: str  # /dev/bus/usb/BBB/DDD

    @property
    def id(self) -> str:
        return f"{self.vendor:04x}:{self.product:04x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    path: str
    """The node, or usb://VID:PID[:SERIAL]."""

    kind: PortKind
    stable: tuple[str, ...] = ()
    """Names that survive the next plug, the best one first."""

    usb: UsbDevice | None = None
    interface: UsbInterface | None = None
    """The interface that this very port belongs to."""

    name: str | None = None
    """What an input or video device calls itself; a simulated device's name."""

    types: bool = False
    """An input device with the keys of a keyboard: digits and Enter."""

    @property
    def best(self) -> str:
        """What belongs into the settings."""
        return self.stable[0] if self.stable else self.path


def find_ports(system: Path = SYSTEM, nodes: Path = NODES, bench: Path | None = None) -> tuple[Port, ...]:
    """All of them, in a steady order. `bench`: the folder of a bench, whose DIR/ports are listed too."""
    stable = _stable_names(nodes)
    found = [*_serial(system, nodes, stable), *_input(system, nodes, stable), *_video(system, nodes, stable)]
    shown = {port.usb.place for port in found if port.usb is not None}
    return (*found, *_usb(system, nodes, shown), *_bench(bench))


def blind_spots(system: Path = SYSTEM, nodes: Path = NODES) -> tuple[str, ...]:
    """What cannot be seen on this machine, a sentence each."""
    sentences = []
    if not (system / "bus/usb/devices").is_dir():
        sentences.append(f"USB devices are unknown: {system}/bus/usb is not there (no USB, or a container)")
    if not any((nodes / folder).is_dir() for folder in STABLE_FOLDERS):
        sentences.append(f"stable names are unknown: {nodes} has no by-id folders (no udev, or nothing plugged in)")
    return tuple(sentences)


# --- the kinds ---


def _serial(system: Path, nodes: Path, stable: dict[str, tuple[str, ...]]) -> Iterator[Port]:
    for folder in _folders(system / "class/tty"):
        node = nodes / folder.name
        if not (folder / "device").exists() or _text(folder / "type") == NO_UART:
            continue
        yield _port(PortKind.SERIAL, node, folder / "device", nodes, stable)


def _input(system: Path, nodes: Path, stable: dict[str, tuple[str, ...]]) -> Iterator[Port]:
    for folder in _folders(system / "class/input"):
        if folder.name.startswith("event"):
            device = folder / "device"
            port = _port(PortKind.INPUT, nodes / "input" / folder.name, device, nodes, stable)
            types = _has_keys(_text(device / "capabilities/key") or "", (*range(2, 12), 28))  # KEY_1..KEY_0, KEY_ENTER
            yield _named(port, _text(device / "name"), types=types)


def _video(system: Path, nodes: Path, stable: dict[str, tuple[str, ...]]) -> Iterator[Port]:
    for folder in _folders(system / "class/video4linux"):
        if _text(folder / "index") in (None, "0"):  # others are the same camera's metadata
            port = _port(PortKind.VIDEO, nodes / folder.name, folder / "device", nodes, stable)
            yield _named(port, _text(folder / "name"))


def _usb(system: Path, nodes: Path, shown: set[str]) -> Iterator[Port]:
    for folder in _folders(system / "bus/usb/devices"):
        device = _usb_device(folder, nodes)
        if device is None or device.place in shown or _number(folder / "bDeviceClass") == HUB_CLASS:
            continue
        serial = f":{device.serial}" if device.serial and ":" not in device.serial else ""
        yield Port(path=f"usb://{device.id}{serial}", kind=PortKind.USB, usb=device, name=device.name)


def _bench(folder: Path | None) -> Iterator[Port]:
    for link in _folders(folder / "ports") if folder is not None else ():
        if link.is_symlink() and link.exists():
            yield Port(path=str(link.absolute()), kind=PortKind.BENCH, name=link.name)


# --- sysfs ---


def _port(kind: PortKind, node: Path, device: Path, nodes: Path, stable: dict[str, tuple[str, ...]]) -> Port:
    place = device.resolve()
    above = (place, *place.parents)
    interface = next((folder for folder in above if (folder / "bInterfaceClass").is_file()), None)
    usb = next((folder for folder in above if (folder / "idVendor").is_file()), None)
    return Port(
        path=str(node),
        kind=kind,
        stable=stable.get(os.path.realpath(node), ()),
        usb=_usb_device(usb, nodes) if usb is not None else None,
        interface=_usb_interface(interface) if interface is not None else None,
    )


def _named(port: Port, name: str | None, *, types: bool = False) -> Port:
    return Port(
        path=port.path,
        kind=port.kind,
        stable=port.stable,
        usb=port.usb,
        interface=port.interface,
        name=name,
        types=types,
    )


def _usb_device(folder: Path, nodes: Path) -> UsbDevice | None:
    vendor, product = _number(folder / "idVendor"), _number(folder / "idProduct")
    if vendor is None or product is None:
        return None
    interfaces = [_usb_interface(below) for below in _folders(folder) if (below / "bInterfaceClass").is_file()]
    bus, number = _text(folder / "busnum") or "0", _text(folder / "devnum") or "0"
    return UsbDevice(
        vendor=vendor,
        product=product,
        serial=_text(folder / "serial"),
        maker=_text(folder / "manufacturer"),
        name=_text(folder / "product"),
        place=folder.name,
        interfaces=tuple(interfaces),
        node=str(nodes / "bus/usb" / f"{int(bus):03d}" / f"{int(number):03d}"),
    )


def _usb_interface(folder: Path) -> UsbInterface:
    numbers = (_number(folder / f"bInterface{what}") or 0 for what in ("Class", "SubClass", "Protocol"))
    return UsbInterface(*numbers)


def _stable_names(nodes: Path) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for folder in STABLE_FOLDERS:
        for link in _folders(nodes / folder):
            target = os.path.realpath(link)
            names[target] = (*names.get(target, ()), str(link))
    return names


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda path: (len(path.name), path.name))
    except OSError:
        return []


def _text(file: Path) -> str | None:
    """A sysfs file's word; None: it has none, or nobody may read it."""
    try:
        return file.read_text(errors="replace").strip() or None
    except OSError:
        return None


def _number(file: Path) -> int | None:
    try:
        return int(_text(file) or "", 16)
    except ValueError:
        return None


def _has_keys(bitmap: str, keys: tuple[int, ...]) -> bool:
    """`bitmap`: words of 64 bits in hex, the lowest last, as sysfs writes key capabilities."""
    bits = 0
    for word in bitmap.split():
        bits = bits << 64 | int(word, 16)
    return all(bits >> key & 1 for key in keys)
