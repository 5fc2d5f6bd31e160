"""One read in progress: which of what comes belongs to it. Pure; between a scanner's reader and its driver.

A code counts after the answer to a trigger of this read: what comes before may be left from an earlier one. From a
scanner that was not heard to answer, and on a line that has shown noise, it counts when it comes a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.protocol.scan import Code
from drivers.roles import Outcome, ScanResult


@dataclass(frozen=True, slots=True)
class Judged:
    """What a code's bytes come to. `text` None: no text. `wanted`: it is of a kind that was asked for."""

    text: str | None = field(repr=False)
    data: bytes = field(repr=False, default=b"")
    wanted: bool = True


class Reading:
    """`answers`: the scanner answers a trigger. `doubts`: noise demands a second read, since a trigger can bring one.
    `stale`: answers that earlier triggers may still get. `begun`: a text has begun already, which is not ours."""

    def __init__(
        self,
        judge: Callable[[Code], Judged],
        *,
        answers: bool,
        twice: bool = False,
        doubts: bool = False,
        stale: int = 0,
        begun: bool = False,
    ) -> None:
        self.result: ScanResult | None = None
        self.needs_trigger = True
        self.armed = not answers
        self.refusals = 0  # in a row
        self.answered = False  # by anything that could be an answer to a trigger
        self.unreadable = False  # something was read that is no text
        self.noise = False  # something came that is nothing
        self._judge = judge
        self._twice = twice
        self._doubts = doubts
        self._stale = stale
        self._begun = begun
        self._once: set[bytes] = set()

    def triggered(self) -> None:
        self.needs_trigger = False

    def answer(self, *, accepted: bool) -> None:
        self.answered = True
        if self._stale:
            self._stale -= 1
        elif accepted:
            self.refusals = 0
            self.armed = True
        else:
            self.refusals += 1
            self.needs_trigger = True

    def code(self, code: Code) -> None:
        if self._is_from_before():
            return
        judged = self._judge(code)
        if not judged.wanted:
            self.needs_trigger = True
        elif judged.text is None:
            self.unreadable = self.needs_trigger = True
        elif judged.data in self._once or (self.armed and not self._needs_two()):
            self.result = ScanResult(Outcome.DONE, judged.text, judged.data, code.format)
        else:
            self._once.add(judged.data)
            self.needs_trigger = True

    def fragment(self) -> None:
        """Something came that is no whole code: the scanner may think that it has read."""
        if not self._is_from_before():
            self.noise = self.needs_trigger = True

    def _needs_two(self) -> bool:
        return self._twice or (self._doubts and (self.noise or self.unreadable))

    def _is_from_before(self) -> bool:
        begun, self._begun = self._begun, False
        return begun
