"""The pure parts of the look: colours, sizes, dashes, heights of rows."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.local import Panel
from screens import theme
from screens.glass import LOBBY, WINDOW, Drawing, drawing, glass
from screens.parts.dashes import sides, spread
from tests.screens.cases import COARSE, LANDSCAPE, PORTRAIT, SMALL, TABLET, setup

THEME = Path(__file__).resolve().parents[2] / "config" / "theme.toml"


def luminance(rgba: theme.Rgba) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgba[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: theme.Rgba, other: theme.Rgba) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_stand_out_from_their_ground_sevenfold() -> None:
    look = theme.load(THEME)
    for pair in tomllib.loads(THEME.read_text(encoding="utf-8"))["contrast"]:
        text, ground = pair.split("__")
        least = 3.0 if text == "key_edge" else 7.0
        assert round(contrast(getattr(look.colour, text), getattr(look.colour, ground)), 1) >= least, pair


def test_no_size_of_type_is_below_the_least() -> None:
    look = theme.load(THEME)
    for styles in (look.style, look.counter):
        sizes = {name: style.size_dp for name, style in vars(styles).items()}
        assert {name: size for name, size in sizes.items() if size < styles.minimum.size_dp} == {}


@pytest.mark.parametrize(("kind", "drawn"), [("standard", LOBBY), ("counter_10", WINDOW)])
def test_millimetres_and_px_of_the_theme_agree(kind: str, drawn: Drawing) -> None:
    for name, entry in tomllib.loads(THEME.read_text(encoding="utf-8"))["type"][kind].items():
        assert entry["mm"] == pytest.approx(entry["px"] * drawn.mm_per_px, abs=0.08), name


def test_a_broken_theme_is_refused_with_its_key(tmp_path: Path) -> None:
    broken = tmp_path / "theme.toml"
    broken.write_text(THEME.read_text(encoding="utf-8").replace("accent_tint ", "accent_tinted "), encoding="utf-8")
    with pytest.raises(ValueError, match=r"theme\.toml: missing or malformed: 'accent_tint'"):
        theme.load(broken)


def test_the_drawing_keeps_its_millimetres_where_the_glass_has_room() -> None:
    assert glass(PORTRAIT).density == pytest.approx(1.0)
    assert glass(LANDSCAPE).density == pytest.approx(1.0)
    assert glass(Panel(width_px=2160, height_px=3840, mm_per_px=0.1845, fullscreen=True)).density == pytest.approx(2)
    assert glass(Panel(width_px=1080, height_px=1920, mm_per_px=0.49, fullscreen=True)).density < 0.76


@pytest.mark.parametrize("panel", [SMALL, COARSE])
def test_a_small_glass_shrinks_the_drawing_until_it_fits(panel: Panel) -> None:
    density = glass(panel).density
    assert density * 1080 <= panel.width_px + 0.01
    assert density * 1920 <= panel.height_px + 0.5


def test_the_window_terminal_is_drawn_for_its_tablet() -> None:
    assert drawing(setup(TABLET, window=True)) is WINDOW
    assert drawing(setup(PORTRAIT)) is LOBBY
    drawn = glass(TABLET, WINDOW)
    assert drawn.density == pytest.approx(1.0)
    assert not drawn.portrait
    upright = glass(Panel(width_px=800, height_px=1280, mm_per_px=0.17, fullscreen=True), WINDOW)
    assert not upright.portrait
    assert upright.density == pytest.approx(800 / 1280)


def test_a_panel_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="is no glass"):
        glass(Panel(width_px=0, height_px=1920, mm_per_px=0.3, fullscreen=False))


@given(st.floats(20, 900), st.floats(2, 12), st.floats(2, 12))
def test_dashes_begin_and_end_with_a_side(length: float, dash: float, space: float) -> None:
    found = spread(length, dash, space)
    assert found[0][0] == 0
    assert found[-1][1] == pytest.approx(length)
    assert all(first[1] <= second[0] + 1e-6 for first, second in pairwise(found))


def test_dashes_stay_inside_the_box() -> None:
    for x, y, wide, high in sides((10, 20, 304, 264), 20, 3, 1):
        assert x >= 10
        assert x + wide <= 314.01
        assert y >= 20
        assert y + high <= 284.01
