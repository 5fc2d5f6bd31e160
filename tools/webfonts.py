"""Turns the terminal's fonts (config/fonts) into those of the centre's pages (central/static/fonts). Run by hand after
tools/fonts.py.

python tools/webfonts.py
"""

from __future__ import annotations

import shutil
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "config" / "fonts"
TARGET = ROOT / "central" / "static" / "fonts"
FACES = {
    "NotoSansSC-Subset-Regular.otf": "noto-sans-sc-regular.woff2",
    "NotoSansSC-Subset-Bold.otf": "noto-sans-sc-bold.woff2",
    "InterDisplay-SemiBold.otf": "inter-display-semibold.woff2",
    "Phosphor-Bold.ttf": "phosphor-bold.woff2",
}


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for source, target in FACES.items():
        font = TTFont(SOURCE / source)
        font.flavor = "woff2"
        font.save(TARGET / target)
        print(f"{target}: {(TARGET / target).stat().st_size:,} bytes")
    for licence in SOURCE.glob("LICENSE-*.txt"):
        shutil.copy(licence, TARGET / licence.name)


if __name__ == "__main__":
    main()
