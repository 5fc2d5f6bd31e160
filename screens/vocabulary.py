"""What the .kv files may say: colours, type and icons by name; and each .kv file read exactly once.

A .kv read twice would draw everything twice. A widget class that stands beside a .kv of the same name inherits
`FromKv`; its file is read when the first such widget is built, so that the first frame reads only what it shows.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.lang.parser import global_idmap

from screens.theme import Theme


def teach(theme: Theme, fonts: Path) -> None:
    """Give every .kv file its words: `colour`, `style` (and `counter`, those of the window terminal), `icon`, `fonts`,
    `busy_turn_s`, `press_s`.
    """
    global_idmap.update(
        colour=theme.colour,
        style=theme.style,
        counter=theme.counter,
        icon=theme.icon,
        fonts=fonts,
        busy_turn_s=theme.busy_turn_ms / 1000,
        press_s=theme.press_ms / 1000,
    )


class FromKv:
    """A widget whose rule stands in the .kv file beside its module."""

    def __init__(self, **properties: Any) -> None:
        read_rules(type(self))  # type: ignore[arg-type] # a class is hashable, whatever the checker makes of `object`
        super().__init__(**properties)


@cache
def read_rules(cls: type) -> None:
    """Read the .kv files beside the modules of `cls` and of its ancestors, each unless it was read or there is none.

    Of two rules for one widget the one read later holds. What a .kv builds upon, its module imports; so these are read
    before it, and a `<Name@Text>` there says the last word, whichever screen is shown first.
    """
    for ancestor in reversed(cls.__mro__):
        if issubclass(ancestor, FromKv) and ancestor is not FromKv:
            module = sys.modules[ancestor.__module__]
            path = Path(str(module.__file__)).with_suffix(".kv")
            if str(path) not in Builder.files and path.exists():
                for used in vars(module).copy().values():
                    if isinstance(used, type) and issubclass(used, FromKv) and used.__module__ != module.__name__:
                        read_rules(used)  # type: ignore[arg-type]  # a class hashes, whatever its instances do
                if str(path) not in Builder.files:
                    Builder.load_file(str(path))
