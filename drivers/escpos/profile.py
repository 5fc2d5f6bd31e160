"""What a printer model can do, from python-escpos's capability profiles and the settings.

Its data file is read directly: importing the library's module costs 0.6 s and writes a cache file, the file 10 ms.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from drivers.escpos.settings import EscposSettings
from drivers.protocol.escpos_page import Page

DEFAULT_WIDTH_DOTS = 576
NARROW_DOTS = 12


def page_for(settings: EscposSettings) -> Page:
    """The page of the model that the settings name. Raises ValueError: no such profile."""
    profile = _profile(settings.profile)
    features = profile["features"]
    known_dots = profile["media"].get("width", {}).get("pixels")
    width_dots = settings.width_dots or (known_dots if isinstance(known_dots, int) else DEFAULT_WIDTH_DOTS)
    columns = settings.columns or _columns(profile, known_dots, width_dots)
    return Page(
        width_dots=width_dots,
        columns=columns,
        cjk=settings.cjk,
        native_qr=bool(features.get("qrCode")) if settings.native_qr is None else settings.native_qr,
        partial_cut=bool(features.get("paperPartCut")),
        full_cut=bool(features.get("paperFullCut")),
        band_rows=settings.band_rows,
        code_page=settings.code_page,
    )


def _columns(profile: dict[str, Any], known_dots: object, width_dots: int) -> int:
    """The profile's columns only if they belong to this width and make sense: some count Chinese characters or less."""
    columns = profile["fonts"].get("0", {}).get("columns")
    by_width: int = width_dots // NARROW_DOTS
    if known_dots == width_dots and isinstance(columns, int) and by_width // 2 < columns <= by_width:
        return columns
    return by_width


def _profile(name: str) -> dict[str, Any]:
    found = importlib.util.find_spec("escpos")
    if found is None or not found.submodule_search_locations:
        raise ValueError("python-escpos, whose profiles say what a model can do, is not installed")
    path = Path(found.submodule_search_locations[0]) / "capabilities.json"
    profiles: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["profiles"]
    try:
        return profiles[name]
    except KeyError:
        raise ValueError(f"no such profile; known are {', '.join(sorted(profiles))}") from None
