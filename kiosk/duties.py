"""What a terminal is there for, by its settings: the lobby's visits, a counter's window, the hall's voice, or lockers.

Decided once at the engine's start, with the devices that the duty needs; a new one is made for each life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from drivers import layout
from drivers.errors import SettingsError
from drivers.roles import CallDisplay, CounterPad, Device, LockerBank, RatingPad, Speaker
from kiosk.announcer.announcer import Announcer
from kiosk.fitted import fitted
from kiosk.ground import Duty, Ground
from kiosk.life import Life
from kiosk.lockers.duty import CabinetDevices, Lockers
from kiosk.lockers.receipt import load_layouts
from kiosk.reasons import load as load_reasons
from kiosk.settings import Settings
from kiosk.settings.announcer import Announcer as AnnouncerSettings
from kiosk.settings.lockers import Lockers as LockerSettings
from kiosk.settings.window import Window as WindowSettings
from kiosk.trace import Trace
from kiosk.window.box import Box
from kiosk.window.window import Window

PAD = "pad"
SPEAKER = "speaker"

Role = TypeVar("Role")
NewDuty = Callable[[Ground, Trace], Duty]


def duty_of(settings: Settings, devices: Mapping[str, Device]) -> NewDuty:
    """Raises drivers.errors.SettingsError for a ticket layout or reasons that cannot be used, or a device that cannot
    do what its name promises."""
    if settings.window is not None:
        return _window(settings.window, devices)
    if settings.announcer is not None:
        return _announcer(settings.announcer, devices)
    if settings.lockers is not None:
        return _lockers(settings.lockers, devices)
    readers, ticket = fitted(devices), layout.load(settings.ticket_layout)
    return lambda ground, trace: Life(ground, readers, ticket, trace)


def _window(settings: WindowSettings, devices: Mapping[str, Device]) -> NewDuty:
    pad = _played(devices, PAD, RatingPad, "takes no ratings")  # type: ignore[type-abstract]
    box = cast(CounterPad, pad) if CounterPad in type(pad).__mro__ else None
    try:
        reasons = load_reasons()
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return lambda ground, trace: Window(ground, settings, reasons, Box(pad, box))


def _announcer(settings: AnnouncerSettings, devices: Mapping[str, Device]) -> NewDuty:
    speaker = _played(devices, SPEAKER, Speaker, "does not speak")  # type: ignore[type-abstract]
    if speaker is None:
        raise SettingsError("[announcer] needs a device that speaks: [devices.speaker]; a technician adds it")
    if strange := sorted(set(settings.displays) - set(devices)):
        raise SettingsError(f"announcer.displays.{strange[0]}: no device has that name; a technician corrects it")
    names = [name for name in devices if name != SPEAKER]
    displays = {name: _played(devices, name, CallDisplay, "shows no calls") for name in names}  # type: ignore[type-abstract]
    known = {name: display for name, display in displays.items() if display is not None}
    return lambda ground, trace: Announcer(ground, settings, speaker, known)


def _lockers(settings: LockerSettings, devices: Mapping[str, Device]) -> NewDuty:
    """Every lock board among the devices is one of this cabinet's; the cells say which door of which board they are."""
    banks = {name: cast(LockerBank, device) for name, device in devices.items() if LockerBank in type(device).__mro__}
    for cell in settings.cells:
        if cell.board not in devices:
            raise SettingsError(
                f"lockers.cells: cell {cell.number} is at board {cell.board!r}, and no device has that name;"
                " a technician corrects it"
            )
        if cell.board not in banks:
            driver = devices[cell.board].condition().driver
            raise SettingsError(f"devices.{cell.board}.driver = {driver!r} opens no doors; a technician corrects it")
    if settings.light and settings.light not in devices:
        raise SettingsError(f"lockers.light = {settings.light!r}: no device has that name; a technician corrects it")
    speaker = _played(devices, SPEAKER, Speaker, "does not speak")  # type: ignore[type-abstract]
    light = _played(devices, settings.light, CallDisplay, "shows no text")  # type: ignore[type-abstract]
    known = CabinetDevices(banks, fitted(devices), speaker, light)
    layouts = load_layouts()
    return lambda ground, trace: Lockers(ground, settings, known, layouts)


def _played(devices: Mapping[str, Device], name: str, role: type[Role], what: str) -> Role | None:
    """The device with that name; its class says which roles it plays. None: the settings have no such device."""
    device = devices.get(name)
    if device is None:
        return None
    if role not in type(device).__mro__:
        driver = device.condition().driver
        raise SettingsError(f"devices.{name}.driver = {driver!r} {what}; a technician corrects it")
    return cast(Role, device)
