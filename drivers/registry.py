"""From a device's table in the terminal's settings to its driver. The one list of drivers there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from drivers.actions import Driver, Line
from drivers.device import Device
from drivers.errors import SettingsError
from drivers.link.bus import Bus
from drivers.link.contract import Link
from drivers.link.opening import link_for

# Loaded only when asked for: a terminal without a camera never loads OpenCV.
_MODULES = {
    "escpos": "drivers.escpos.driver",
    "sdt": "drivers.sdt.driver",
    "serial-scanner": "drivers.scanner.serial_driver",
    "hid-scanner": "drivers.scanner.hid_driver",
    "camera": "drivers.camera.driver",
    "locker-8a": "drivers.lockers.eight_a",
    "locker-kerong": "drivers.lockers.kerong",
    "locker-wkly": "drivers.lockers.wkly",
    "locker-modbus-relay": "drivers.lockers.modbus_relay",
    "locker-cu48": "drivers.lockers.cu48",
    "locker-winnsen": "drivers.lockers.winnsen",
    "ff68": "drivers.pads.ff68",
    "hid-keypad": "drivers.pads.hid_keypad",
    "template-pad": "drivers.pads.template",
    "onbon-bx": "drivers.displays.onbon_bx",
    "syn6288": "drivers.voices.syn6288",
    "pc-speech": "drivers.voices.pc_speech",
}
DRIVERS = tuple(_MODULES)
NUMBERED = re.compile(r"/dev/(tty(USB|ACM)|video|hidraw|input/event|usb/lp)\d+")


def driver_of(name: str) -> Driver:
    """The driver with this name. Raises KeyError."""
    driver: Driver = import_module(_MODULES[name]).DRIVER
    return driver


def settings_of(driver: str) -> type[BaseModel]:
    """The declaration of a driver's settings, which a technician's form is made from. Raises KeyError."""
    return driver_of(driver).settings


def build(name: str, settings: Mapping[str, Any], source: str, line: Line = link_for) -> Device:
    """The device of the table [devices.`name`] in the file `source`; its port is not opened yet.

    Raises SettingsError naming file, key and value.
    """
    table = f"{source}: devices.{name}"
    driver, checked = _checked(settings, table)
    return driver.make(name, checked, table, line)


def build_all(tables: Mapping[str, Mapping[str, Any]], source: str, link: Line = link_for) -> dict[str, Device]:
    """Every device of a terminal. Those with the same port share it if their drivers can, else it is refused.

    `link(settings)`: the link of a port, also of a shared one. Raises SettingsError naming file, key and value.
    """
    buses: dict[str, Bus] = {}
    first: dict[str, str] = {}  # port -> the table that named it first
    devices = {}
    for name, table in tables.items():
        driver, checked = _checked(table, f"{source}: devices.{name}")
        port = getattr(checked, "port", None)
        if port is not None and NUMBERED.fullmatch(port):
            raise SettingsError(
                f"{source}: devices.{name}.port = {port!r} is a number that changes when something is plugged in;"
                " a technician sets a stable name (`python main.py device list` shows them)"
            )
        if port in first and not (driver.shares_line and port in buses):
            raise SettingsError(
                f"{source}: devices.{name}.port = {port!r} is the port of devices.{first[port]} already;"
                " a technician gives each its own (only lock boards share a line)"
            )
        if port is not None:
            first.setdefault(port, name)

        def line(settings: Any, driver: Driver = driver) -> Link:
            if not driver.shares_line:
                return link(settings)
            if settings.port not in buses:
                buses[settings.port] = Bus(link(settings))
            return buses[settings.port].tap()

        devices[name] = driver.make(name, checked, f"{source}: devices.{name}", line)
    return devices


def _checked(settings: Mapping[str, Any], table: str) -> tuple[Driver, Any]:
    name = settings.get("driver")
    if name is None:
        raise SettingsError(f"{table}.driver is missing; a technician sets it to one of {', '.join(DRIVERS)}")
    if name not in _MODULES:
        raise SettingsError(f"{table}.driver = {name!r} is no driver; known are {', '.join(DRIVERS)}")
    driver = driver_of(name)
    try:
        return driver, driver.settings.model_validate(dict(settings))
    except ValidationError as error:
        raise SettingsError(_sentence(table, error)) from error


def _sentence(table: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join([table, *(str(part) for part in first["loc"])])
    if first["type"] == "extra_forbidden":
        return f"{key} = {first['input']!r} is no setting of this driver; a technician removes or corrects the key"
    if first["type"] == "missing":
        return f"{key} is missing; a technician sets it"
    reason = first["msg"].removeprefix("Value error, ")
    return f"{key} = {first['input']!r} is refused: {reason[:1].lower()}{reason[1:]}; a technician corrects it"
