"""Whether the disk has lately been so quick that changes may be written on the loop's own thread.

Handing changes to the writer's thread and back costs as much as half an fsync of a quick disk. So while the last
commits were all quick, changes are written in place. A commit that was slow sends the next ones to the thread again,
for twenty times as long as it took: however the disk behaves, it holds the loop for at most a twentieth of the time,
and a disk that is always slow never does (docs/decisions/0010-journal-writer.md).
"""

from __future__ import annotations

import math

QUICK_SECONDS = 0.005
QUICK_IN_A_ROW = 8
REST_FACTOR = 20
REST_LIMIT_SECONDS = 60.0


class QuickDisk:
    """One writer's; used on the loop's thread. Times are monotonic seconds."""

    grows_log = True  # the log is brought to its full length once; in memory that gains nothing

    def __init__(self) -> None:
        self.quick_from = math.inf  # from then on changes may be written in place
        self._not_before = 0.0
        self._quick = 0

    def took(self, started: float, ended: float) -> None:
        """When a commit was made, wherever that was."""
        seconds = ended - started
        if seconds > QUICK_SECONDS:
            self._quick = 0
            self.quick_from = math.inf
            self._not_before = ended + min(REST_LIMIT_SECONDS, seconds * REST_FACTOR)
        elif self.quick_from == math.inf:
            self._quick += 1
            if self._quick == QUICK_IN_A_ROW:
                self.quick_from = self._not_before
