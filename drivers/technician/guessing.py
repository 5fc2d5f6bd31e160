"""What may hang on a port, judged by what the kernel says about it. Pure; nothing is asked of the device.

A serial adapter tells its own chip, never what is wired to it: that only `device identify` finds out.
USB ids: public id lists; the identity card reader's is from memory and only a hint. Classes: the USB specification.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.link.ports import Port, PortKind, UsbDevice, UsbInterface

PRINTER, CDC, CDC_DATA, HID, VIDEO = 0x07, 0x02, 0x0A, 0x03, 0x0E
KEYBOARD = UsbInterface(HID, 1, 1)

ADAPTERS = {
    "1a86:7522": "CH340",
    "1a86:7523": "CH340",
    "1a86:5523": "CH341",
    "1a86:55d3": "CH343",
    "1a86:55d4": "CH9102",
    "10c4:ea60": "CP210x",
    "10c4:ea70": "CP2105",
    "10c4:ea71": "CP2108",
    "0403:6001": "FTDI FT232",
    "0403:6010": "FTDI FT2232",
    "0403:6011": "FTDI FT4232",
    "0403:6014": "FTDI FT232H",
    "0403:6015": "FTDI FT-X",
    "067b:2303": "PL2303",
    "067b:23a3": "PL2303",
    "067b:23c3": "PL2303",
}
BRAILLE_IDS = frozenset(("1a86:7523", "10c4:ea60", "0403:6001", "067b:2303"))  # brltty takes these for displays
SCANNER_MAKERS = {0x1EAB: "Newland", 0x0C2E: "Honeywell", 0x05E0: "Zebra", 0x05F9: "Datalogic"}
PRINTER_MAKERS = {0x0519: "Star", 0x04B8: "Epson", 0x0416: "a Chinese maker", 0x0DD4: "Custom", 0x1D90: "Citizen"}
CARD_READER = "0400:c35a"


@dataclass(frozen=True, slots=True)
class Guess:
    """`drivers`: those that may fit, the likeliest first; empty: only a question can tell."""

    what: str
    why: str
    drivers: tuple[str, ...] = ()


def guess(port: Port) -> Guess:
    if port.kind is PortKind.BENCH:
        return Guess(f"simulated device {port.name}", "it stands in the bench's folder")
    if port.kind is PortKind.VIDEO:
        return Guess("camera", _camera_reason(port), ("camera",))
    if port.kind is PortKind.INPUT:
        return _input(port)
    if port.kind is PortKind.SERIAL:
        return _serial(port)
    return _usb(port.usb) if port.usb is not None else Guess("unknown", "the kernel says nothing about it")


def _serial(port: Port) -> Guess:
    usb = port.usb
    if usb is None:
        return Guess("serial port of the board", "it hangs on no USB; what is wired to it, `device identify` asks")
    if usb.id in ADAPTERS:
        reason = f"USB id {usb.id}; what is wired to it, `device identify` asks"
        return Guess(f"serial adapter ({ADAPTERS[usb.id]})", reason)
    if usb.vendor in SCANNER_MAKERS:
        reason = f"USB vendor {usb.vendor:04x} is {SCANNER_MAKERS[usb.vendor]}, and it has a serial port of its own"
        return Guess(f"scanner ({SCANNER_MAKERS[usb.vendor]})", reason, ("serial-scanner",))
    if any(interface.cls == PRINTER for interface in usb.interfaces) or usb.vendor in PRINTER_MAKERS:
        return Guess("printer with a serial port of its own", f"USB id {usb.id}{_called(usb)}", ("escpos",))
    if _speaks_of_scanning(usb.name):
        return Guess("scanner", f"it calls itself {usb.name!r}", ("serial-scanner",))
    if any(interface.cls in (CDC, CDC_DATA) for interface in usb.interfaces):
        reason = f"USB class {CDC:02x} (CDC){_called(usb)}; `device identify` asks what it is"
        return Guess("device with a serial port of its own", reason)
    return Guess("serial adapter", f"USB id {usb.id}, not among the known ones{_called(usb)}")


def _input(port: Port) -> Guess:
    usb = port.usb
    if not port.types:
        return Guess("input device without a keyboard's keys", f"it calls itself {port.name!r}")
    if usb is not None and usb.vendor in SCANNER_MAKERS:
        reason = f"a keyboard by USB, and vendor {usb.vendor:04x} is {SCANNER_MAKERS[usb.vendor]}"
        return Guess(f"scanner ({SCANNER_MAKERS[usb.vendor]}) that types", reason, ("hid-scanner",))
    if _speaks_of_scanning(port.name) or (usb is not None and _speaks_of_scanning(usb.name)):
        return Guess("scanner that types", f"it calls itself {port.name!r}", ("hid-scanner",))
    if usb is None:
        return Guess("keyboard of the machine", f"it has digits and Enter, and hangs on no USB ({port.name!r})")
    reason = f"it has digits and Enter and calls itself {port.name!r}"
    return Guess("keyboard, key pad, or a scanner that types", reason, ("hid-keypad", "hid-scanner"))


def _usb(usb: UsbDevice) -> Guess:
    classes = {interface.cls for interface in usb.interfaces}
    if PRINTER in classes:
        return Guess("printer", f"USB class {PRINTER:02x}{_called(usb)}", ("escpos",))
    if usb.id == CARD_READER:
        reason = f"USB id {usb.id} is told of SDT readers (unproved); its serial form is what the driver speaks"
        return Guess("perhaps an identity card reader", reason)
    if VIDEO in classes:
        return Guess("camera without a video port", f"USB class {VIDEO:02x}, and no driver of the kernel has it")
    if usb.id in ADAPTERS or CDC in classes:
        return Guess("serial device without its port", "no driver of the kernel has it, or it was taken from it")
    if KEYBOARD in usb.interfaces:
        return Guess("keyboard without an input port", "no driver of the kernel has it")
    kinds = ", ".join(sorted(f"{cls:02x}" for cls in classes)) or "unknown"
    return Guess("none of a terminal's devices that is known", f"USB id {usb.id}, classes {kinds}{_called(usb)}")


def _camera_reason(port: Port) -> str:
    is_usb_video = port.interface is not None and port.interface.cls == VIDEO
    return f"{'USB class 0e (UVC)' if is_usb_video else 'a video port'}, it calls itself {port.name!r}"


def _speaks_of_scanning(name: str | None) -> bool:
    return name is not None and any(word in name.lower() for word in ("scan", "barcode", "bar code", "qr"))


def _called(usb: UsbDevice) -> str:
    words = " ".join(word for word in (usb.maker, usb.name) if word)
    return f", it calls itself {words!r}" if words else ""
