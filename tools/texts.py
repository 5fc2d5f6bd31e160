"""Compiles the translations of config/texts (.po, for people) into what gettext reads (.mo, for the terminal).

Run after a change of a .po file; a test fails while a .mo is older than its .po.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TEXTS = Path(__file__).resolve().parent.parent / "config" / "texts"


def compiled(po: Path) -> bytes:
    """The .mo of one .po file."""
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main() -> None:
    for po in sorted(TEXTS.glob("*/LC_MESSAGES/*.po")):
        po.with_suffix(".mo").write_bytes(compiled(po))
        print(f"{po.with_suffix('.mo').relative_to(TEXTS)}: compiled")


if __name__ == "__main__":
    main()
