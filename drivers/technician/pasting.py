"""The lines of a settings file for a device that was found. Pure; names and defaults are the driver's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drivers.registry import settings_of

_NAMES = {
    "escpos": "ticket_printer",
    "sdt": "card_reader",
    "serial-scanner": "scanner",
    "hid-scanner": "scanner",
    "camera": "scanner",
    "ff68": "rating_pad",
    "hid-keypad": "rating_pad",
    "template-pad": "rating_pad",
    "onbon-bx": "call_display",
    "syn6288": "voice",
    "pc-speech": "voice",
}


def settings_lines(driver: str, port: str, learned: Mapping[str, Any], *, baud: int | None, steady: bool) -> list[str]:
    """TOML. `baud` stands there only where the driver's own is another one. `steady`: the port's name stays."""
    table: dict[str, Any] = {"driver": driver, "port": port}
    default = settings_of(driver).model_validate({**table, **learned})
    if baud is not None and getattr(default, "baud", None) != baud and not port.startswith("socket:"):
        table["baud"] = baud
    lines = [f"[devices.{_NAMES.get(driver, 'lockers')}]"]
    lines += [f"{key} = {_toml(value)}" for key, value in {**table, **learned}.items()]
    if not steady and port.startswith("/dev/"):
        lines[2] += "  # no stable name is known: this one may change when something is plugged in"
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
