"""What is known of every QR code before it is read: finders, timing lines, alignment patterns, the margin around it.

ISO/IEC 18004, section 6.3 and annex E. Pure; the ruler that `qr_sheet.py` measures a bent code with.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[np.float32]  # one value a module, margin included

MARGIN = 2  # modules of quiet zone that are looked at on each side
SMALLEST, LARGEST, STEP = 21, 177, 4  # modules of a side, version 1 to 40
DARK, LIGHT, OPEN = 1.0, -1.0, 0.0


@lru_cache(maxsize=40)
def known_cells(modules: int) -> Cells:
    """`DARK`, `LIGHT`, or `OPEN` where the data stands; (modules + 2 MARGIN) squared. Shared: never write to it."""
    cells = np.zeros((modules, modules), np.float32)
    finder = np.full((8, 8), LIGHT, np.float32)
    finder[:7, :7] = _ring(7)
    finder[2:5, 2:5] = DARK
    cells[:8, :8], cells[:8, -8:], cells[-8:, :8] = finder, finder[:, ::-1], finder[::-1]
    timing = np.where(np.arange(8, modules - 8) % 2 == 0, DARK, LIGHT)
    cells[6, 8:-8] = cells[8:-8, 6] = timing
    alignment = _ring(5)
    alignment[2, 2] = DARK
    for row, column in _alignments(modules):
        cells[row - 2 : row + 3, column - 2 : column + 3] = alignment
    cells[-8, 8] = DARK
    whole = np.pad(cells, MARGIN, constant_values=LIGHT)
    whole.flags.writeable = False
    return whole


def _ring(side: int) -> Cells:
    ring = np.full((side, side), DARK, np.float32)
    ring[1:-1, 1:-1] = LIGHT
    return ring


def _alignments(modules: int) -> list[tuple[int, int]]:
    """The centres of the alignment patterns, row and column, without those under the finders."""
    line = alignment_line(modules)
    first, last = line[:1], line[-1:]
    under = {(*first, *first), (*first, *last), (*last, *first)}
    return [(row, column) for row in line for column in line if (row, column) not in under]


def alignment_line(modules: int) -> tuple[int, ...]:
    """Annex E: evenly spaced from the far side by an even step, the first one at 6."""
    version = (modules - 17) // 4
    if version == 1:
        return ()
    count = version // 7 + 2
    even_step = (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    step = 26 if version == 32 else even_step  # the one that the table has otherwise
    return (6, *(modules - 7 - step * index for index in range(count - 2, -1, -1)))
