"""What an ESC/POS printer's status bits add up to. `escpos.py` fills it, the driver reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from drivers.facts import CoverState, PaperState


@dataclass(frozen=True, slots=True)
class Health:
    """The union of the bits of DLE EOT 1 to 4 and of the automatic status. All false: ready to print."""

    offline: bool = False
    cover_open: bool = False
    stopped_by_paper: bool = False
    paper_low: bool = False
    paper_out: bool = False
    mechanical: bool = False  # some makers: paper jam
    cutter: bool = False
    unrecoverable: bool = False
    passing: bool = False  # recovers by itself: head too hot, or the cover was opened while printing

    def with_(self, **bits: bool) -> Health:
        return replace(self, **bits)

    @property
    def error(self) -> str | None:
        """The one code of drivers/errors.py that keeps it from printing; the cause that hides the others comes first.

        An open cover also lifts the paper off its sensor and sets `passing`, so it stands before both.
        """
        for is_so, code in (
            (self.unrecoverable, "printer.unrecoverable"),
            (self.cover_open, "printer.cover_open"),
            (self.paper_out or self.stopped_by_paper, "printer.paper_out"),
            (self.cutter, "printer.cutter"),
            (self.mechanical, "printer.jam"),
            (self.passing, "printer.head_hot"),
            (self.offline, "printer.offline"),
        ):
            if is_so:
                return code
        return None

    @property
    def paper(self) -> PaperState:
        if self.mechanical:
            return PaperState.JAMMED
        if self.paper_out or self.stopped_by_paper:
            return PaperState.OUT
        return PaperState.LOW if self.paper_low else PaperState.OK

    @property
    def cover(self) -> CoverState:
        return CoverState.OPEN if self.cover_open else CoverState.CLOSED

    def plain(self) -> dict[str, Any]:
        """The bits that are set, for a job's evidence."""
        names = self.__dataclass_fields__
        return {name: True for name in names if getattr(self, name)}
