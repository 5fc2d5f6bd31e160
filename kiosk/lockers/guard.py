"""Against guessing: how many wrong codes a visit and a day may have, and how long nobody types after them. Pure.

All of it is counted in the terminal's own running time, never by the wall clock: a clock that is moved opens nothing.
A "day" is 24 hours of running time from its first wrong code on. A restart begins the running pause again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

DAY_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """`pauses`: seconds, each longer than the one before; the last one repeats."""

    wrong_a_visit: int
    wrong_a_day: int
    pauses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """As of `at` (monotonic seconds). `wrong`: of the day, which is `day_seconds` old; `level`: pauses so far."""

    at: float
    wrong: int = 0
    day_seconds: float = 0.0
    level: int = 0
    pause: int = 0  # the running one, whole; 0: none
    pause_left: float = 0.0
    visit: str = ""
    wrong_in_visit: int = 0

    def as_of(self, now: float) -> Guard:
        """The same, as it stands at `now`. Time that goes back does not count."""
        passed = max(0.0, now - self.at)
        left = max(0.0, self.pause_left - passed)
        day = self.day_seconds + passed if self.wrong else 0.0
        later = replace(self, at=max(now, self.at), day_seconds=day, pause_left=left, pause=self.pause if left else 0)
        return replace(later, wrong=0, day_seconds=0.0, level=0) if day >= DAY_SECONDS else later

    def refused(self, visit: str, limits: Limits) -> Guard:
        """After one more wrong code: the visit's last one, and each one after it, begins the next pause."""
        in_visit = self.wrong_in_visit + 1 if visit == self.visit else 1
        counted = replace(self, wrong=self.wrong + 1, visit=visit, wrong_in_visit=in_visit)
        if in_visit < limits.wrong_a_visit:
            return counted
        pause = limits.pauses[min(self.level, len(limits.pauses) - 1)]
        return replace(counted, level=self.level + 1, pause=pause, pause_left=float(pause))

    def accepted(self) -> Guard:
        """After a right code: pauses begin with the shortest again; the day's count stays."""
        return replace(self, level=0, visit="", wrong_in_visit=0)

    def stopped(self, limits: Limits) -> bool:
        return self.wrong >= limits.wrong_a_day

    def tries_left(self, visit: str, limits: Limits) -> int:
        """Wrong codes until the next pause, or until codes are stopped."""
        in_visit = self.wrong_in_visit if visit == self.visit else 0
        return max(0, min(max(1, limits.wrong_a_visit - in_visit), limits.wrong_a_day - self.wrong))

    # --- over a restart ---

    def kept(self, boot: str) -> dict[str, float | int | str]:
        """What a restart needs, as plain JSON."""
        return {
            "boot": boot,
            "at": self.at,
            "wrong": self.wrong,
            "day_seconds": self.day_seconds,
            "level": self.level,
            "pause": self.pause,
        }


def after_restart(kept: dict[str, float | int | str] | None, boot: str, now: float) -> Guard:
    """The guard goes on: the running pause from its beginning, the day by the time that is known to have passed (what
    passed while the machine was off is not)."""
    if kept is None:
        return Guard(at=now)
    passed = max(0.0, now - float(kept["at"])) if kept["boot"] == boot else 0.0
    pause = int(kept["pause"])
    guard = Guard(
        at=now,
        wrong=int(kept["wrong"]),
        day_seconds=float(kept["day_seconds"]) + passed,
        level=int(kept["level"]),
        pause=pause,
        pause_left=float(pause),
    )
    return guard.as_of(now)
