"""Reads config/theme.toml into frozen values: colours, type, icons. The .kv files speak these names."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

Rgba = tuple[float, float, float, float]


class Face(Enum):
    """Which family of config/fonts a text is set in; screens/faces.py names the files."""

    REGULAR = "regular"
    BOLD = "bold"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Style:
    """`size_dp`: the em, in px of the drawing. `line`: the pitch of lines in ems."""

    face: Face
    size_dp: float
    line: float


@dataclass(frozen=True, slots=True)
class Colours:
    """The names of [colour]; each red, green, blue, alpha from 0 to 1."""

    paper: Rgba
    surface: Rgba
    sunk: Rgba
    line: Rgba
    track: Rgba
    key_edge: Rgba
    outline: Rgba
    off_outline: Rgba
    ink: Rgba
    ink_soft: Rgba
    off_ink: Rgba
    accent: Rgba
    accent_down: Rgba
    accent_edge: Rgba
    accent_tint: Rgba
    accent_line: Rgba
    accent_motif: Rgba
    on_accent: Rgba
    on_accent_soft: Rgba
    ok: Rgba
    ok_tint: Rgba
    warn: Rgba
    warn_fill: Rgba
    warn_tint: Rgba
    stop: Rgba
    stop_tint: Rgba
    scrim: Rgba


@dataclass(frozen=True, slots=True)
class Theme:
    """`style` has one attribute a name of [type.standard], `counter` one a name of [type.counter_10]; `icon` maps names
    to single characters.
    """

    colour: Colours
    style: SimpleNamespace
    counter: SimpleNamespace
    icon: MappingProxyType[str, str]
    double_touch_guard_ms: int
    press_ms: int  # a key that was touched is drawn pressed at least so long
    busy_turn_ms: int
    touch_minimum_mm: float


def load(path: Path) -> Theme:
    """Raises ValueError with file, key and value for what is missing or malformed; the packager mends it."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        scrim_alpha = data["colour"]["scrim_alpha"]
        colours = {field.name: _rgba(data["colour"][field.name]) for field in fields(Colours)}
        colours["scrim"] = (*colours["scrim"][:3], scrim_alpha)
        return Theme(
            colour=Colours(**colours),
            style=_styles(data["type"]["standard"]),
            counter=_styles(data["type"]["counter_10"]),
            icon=MappingProxyType({name: chr(point) for name, point in data["icon"].items()}),
            double_touch_guard_ms=data["duration"]["double_touch_guard_ms"],
            press_ms=data["duration"]["press_ms"],
            busy_turn_ms=data["duration"]["busy_turn_ms"],
            touch_minimum_mm=data["size"]["touch_minimum"]["mm"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: missing or malformed: {error}") from error


def _rgba(value: str) -> Rgba:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue, 1.0)


def _styles(entries: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{name: _style(entry) for name, entry in entries.items()})


def _style(entry: dict[str, Any]) -> Style:
    face = Face.BOLD if entry.get("weight") == 700 else Face.REGULAR
    if entry.get("font") == "figures":
        face = Face.FIGURES
    return Style(face, entry.get("kivy_px", entry["px"]), entry.get("line", 1.06 if face is Face.FIGURES else 1.35))
