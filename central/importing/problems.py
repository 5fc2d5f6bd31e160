"""What is wrong in a file, and where: one sentence each, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` from 1 and `column` as a letter, as a spreadsheet shows them; None: the sheet or file as a whole."""

    file: str
    why: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""
    value: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"row {self.row}"
        column = f"column {self.column} ({self.heading})" if self.column else ""
        where = ", ".join(part for part in (self.file, self.sheet and f"sheet {self.sheet}", row, column) if part)
        value = f" = {self.value}" if self.value else ""
        return f"{where}{value}: {self.why}"


class NotTaken(ValueError):
    """Nothing of the file was taken. `problems` are all that were found; the message has a line for each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
