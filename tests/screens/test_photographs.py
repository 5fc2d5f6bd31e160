"""Every screen in every language and state, photographed in a real window and compared with tests/screens/photographs.

A photograph that differs keeps a difference picture in out/photographs. A missing reference fails. After a wanted
change look at the new pictures in out/photographs, then take them as references:

    HALLKIOSK_RENEW_PHOTOGRAPHS=1 python -m pytest tests/screens/test_photographs.py

The same photographs are measured: what can be touched is large enough and apart, no text is cut, small or outside.
"""

from __future__ import annotations

import json
import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.screens.album import ALBUM_DEADLINE_S, REFERENCES, RENEW, ROOT
from tests.screens.cases import photographs
from tests.screens.likeness import PIXEL_TOLERANCE

OUT = ROOT / "out" / "photographs"
TOUCH_MINIMUM_MM = 20.0
GAP_MINIMUM_MM = 3.0
MINIMUM_DP, WINDOW_MINIMUM_DP = 28, 36


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_every_screen_looks_as_its_reference(album: Path) -> None:
    names = set(photographs())
    if RENEW:
        renew(album, names)
        return
    shares: dict[str, float] = json.loads((album / "shares.json").read_text(encoding="utf-8"))
    wrong = [f"{name}: no reference" for name in sorted(names - set(shares))]
    wrong += [f"{name}: {share:.2%} of the pixels differ" for name, share in shares.items() if share > PIXEL_TOLERANCE]
    if wrong:
        shutil.copytree(album, OUT, ignore=shutil.ignore_patterns("*.json"), dirs_exist_ok=True)
    assert not wrong, f"see {OUT.relative_to(ROOT)}: {wrong}"
    assert {path.stem for path in REFERENCES.glob("*.png")} == names, "references without a screen"


def renew(album: Path, names: set[str]) -> None:
    """Take what differs or is new as references; references without a screen go."""
    REFERENCES.mkdir(exist_ok=True)
    for name in names:
        if (album / f"{name}.png").exists():
            shutil.copy(album / f"{name}.png", REFERENCES)
    for path in REFERENCES.glob("*.png"):
        if path.stem not in names:
            path.unlink()


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_what_can_be_touched_is_large_enough_and_apart(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        mm = screen["mm_per_px"]
        boxes = [item["box"] for item in screen["found"] if item.get("touchable")]
        wrong += [f"{name}: {box} is small" for box in boxes if min(box[2], box[3]) * mm < TOUCH_MINIMUM_MM]
        if "timeout" in name:
            continue  # the dialog lies over the screen's own buttons
        wrong += [
            f"{name}: {one} and {other} are close"
            for one, other in combinations(boxes, 2)
            if gap(one, other) * mm < GAP_MINIMUM_MM
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_nothing_stands_outside_the_glass(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        width, height = screen["size"]
        for item in screen["found"]:
            x, y, wide, high = item["box"]
            if x < -1 or y < -1 or x + wide > width + 1 or y + high > height + 1:
                wrong.append(f"{name}: {item}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_no_text_is_cut_or_wider_than_its_place(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        for item in screen["found"]:
            long_name_on_purpose = "long-names" in name and len(item.get("text", "")) >= 40
            if item.get("cut") and not long_name_on_purpose:
                wrong.append(f"{name}: {item['text']!r} is cut")
            if any(line > item["box"][2] + 1 for line in item.get("lines", [])):
                wrong.append(f"{name}: {item['text']!r} is wider than its place")
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_no_text_is_too_small(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        minimum = WINDOW_MINIMUM_DP if name.startswith("window-") else MINIMUM_DP
        least = round(minimum * screen["density"]) - 1
        wrong += [f"{name}: {item}" for item in screen["found"] if "px" in item and item["px"] < least]
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_no_text_stands_on_another(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        if "timeout" in name:
            continue
        texts = [item for item in screen["found"] if "px" in item]
        for one, other in combinations(texts, 2):
            if overlap(inked(one), inked(other)):
                wrong.append(f"{name}: {one['text']!r} and {other['text']!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.timeout(ALBUM_DEADLINE_S)
def test_no_text_leaves_what_it_stands_on(geometry: dict[str, Any]) -> None:
    wrong = []
    for name, screen in geometry.items():
        if "timeout" in name:
            continue
        buttons = [item["box"] for item in screen["found"] if item.get("touchable")]
        for text in (item for item in screen["found"] if "px" in item):
            x, y, wide, high = inked(text)
            for left, low, width, height in buttons:
                inside = left <= x + wide / 2 <= left + width and low <= y + high / 2 <= low + height
                if inside and not (left <= x and x + wide <= left + width and low <= y and y + high <= low + height):
                    wrong.append(f"{name}: {text['text']!r}")
    assert not wrong, "\n".join(wrong)


def inked(item: dict[str, Any]) -> list[float]:
    """The box of the text itself: its lines, without the air above and below."""
    x, y, wide, high = item["box"]
    air = min(high * 0.2, item["px"] * 0.2)
    return [x, y + air, max(item.get("lines") or [wide]), high - 2 * air]


def overlap(one: list[float], other: list[float]) -> bool:
    return all(one[at] < other[at] + other[at + 2] - 1 and other[at] < one[at] + one[at + 2] - 1 for at in (0, 1))


def gap(one: list[float], other: list[float]) -> float:
    """Free pixels between two boxes; 0 when they touch or overlap."""
    across = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    down = max(one[1], other[1]) - min(one[1] + one[3], other[1] + other[3])
    return max(across, down, 0)
