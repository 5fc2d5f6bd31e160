"""Cuts the fonts that the terminal ships (config/fonts) out of the whole families.

Run by hand, when a family or an icon changes.

The sources are Debian's fonts-noto-cjk and fonts-inter, and the npm package @phosphor-icons/web 2.1.2:

    npm pack @phosphor-icons/web@2.1.2 && tar xzf phosphor-icons-web-2.1.2.tgz
    python tools/fonts.py --phosphor package

A CJK collection opens its first, Japanese face; the Simplified Chinese face is taken out as a file of its own.
The subsets hold what the face shows every day; the whole face is for rare names and for the printer's raster.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "config" / "fonts"
THEME = ROOT / "config" / "theme.toml"
NOTO = Path("/usr/share/fonts/opentype/noto")
INTER = Path("/usr/share/fonts/opentype/inter/InterDisplay-SemiBold.otf")

CURVE_ERROR_UNITS = 1.0  # of 1000 to the em
LIMITS = (
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxZones",
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxComponentDepth",
)
SIMPLIFIED = "Noto Sans CJK SC"
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x100)}
PUNCTUATION = {ord(mark) for mark in "–—‘’“”…•·‧←→−×°′″①②③④⑤⑥⑦⑧⑨"}


def gb2312() -> set[int]:
    """The code points of GB2312: 6,763 characters and 682 signs, everyday Simplified Chinese."""
    points: set[int] = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return points


def icons() -> set[int]:
    """The code points of [icon] in config/theme.toml."""
    return set(tomllib.loads(THEME.read_text(encoding="utf-8"))["icon"].values())


def simplified_face(collection: Path) -> TTFont:
    """The Simplified Chinese face of a Noto CJK collection, found by its name, not by its place."""
    for font in TTCollection(collection, lazy=True).fonts:
        if font["name"].getDebugName(1) == SIMPLIFIED:
            return font
    raise SystemExit(f"{collection}: holds no face named {SIMPLIFIED!r}; install Debian's fonts-noto-cjk")


def cut(font: TTFont, points: Iterable[int], target: Path, features: tuple[str, ...] = ()) -> None:
    """Write `font` with only these code points. Hints, and layout features but the named ones, are dropped."""
    options = Options()
    options.layout_features = list(features)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += [
        "vhea",
        "vmtx",
        "VORG",
        "BASE",
        "DSIG",
        "STAT",
        "meta",
        *(() if features else ("GPOS", "GSUB")),
    ]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.save(target)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes, {len(font.getBestCmap())} characters")


def with_quadratic_outlines(path: Path) -> None:
    """Turn the curves of a subset into TrueType's: such a file opens five times quicker, and each size opens it."""
    font = TTFont(path)
    order, drawn, outlines = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, CURVE_ERROR_UNITS, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    font["glyf"].compile(font)
    advances = font["hmtx"].metrics
    font["hmtx"].metrics = {name: (advances[name][0], getattr(outlines[name], "xMin", 0)) for name in order}
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    for name in LIMITS:
        setattr(limits, name, 1 if name == "maxZones" else 0)
    limits.recalc(font)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"
    font.save(path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes with TrueType outlines")


def main() -> None:
    parser = argparse.ArgumentParser(description="Cut the shipped fonts.")
    parser.add_argument("--phosphor", type=Path, help="the unpacked @phosphor-icons/web; without it the icons stay")
    parser.add_argument("--only-icons", action="store_true", help="leave the text fonts as they are")
    arguments = parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    if not arguments.only_icons:
        everyday = gb2312() | LATIN | PUNCTUATION
        for weight in ("Regular", "Bold"):
            face = simplified_face(NOTO / f"NotoSansCJK-{weight}.ttc")
            subset = FONTS / f"NotoSansSC-Subset-{weight}.otf"
            cut(face, everyday, subset, ("kern",))
            with_quadratic_outlines(subset)
        whole = simplified_face(NOTO / "NotoSansCJK-Regular.ttc")
        cut(whole, whole.getBestCmap(), FONTS / "NotoSansSC-Full.otf")
        cut(TTFont(INTER), LATIN | PUNCTUATION, FONTS / "InterDisplay-SemiBold.otf", ("kern", "calt", "ccmp"))
    if arguments.phosphor:
        for weight, name in (("regular", "Phosphor.ttf"), ("bold", "Phosphor-Bold.ttf")):
            source = arguments.phosphor / "src" / weight / name
            # its glyphs are placed by the boxes they came with; boxes computed anew would push each one to the left
            cut(TTFont(source, recalcBBoxes=False), icons(), FONTS / f"Phosphor-{weight.capitalize()}.ttf")


if __name__ == "__main__":
    main()
