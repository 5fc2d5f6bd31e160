"""What the sensor says of one door around its one pulse. Pure; fed by `board.py`, judged by `pulsing.py`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Opening:
    """`open_signal`: the sensor's bit that means open; None: not known yet. Then only a change tells anything: a
    pulse can open a door and never close it."""

    door: int
    open_signal: bool | None
    began: float
    before: list[bool] = field(default_factory=list)
    pulsed_at: float | None = None
    after: list[bool] = field(default_factory=list)
    refusal: str | None = None
    acknowledged: bool = False

    def see(self, signal: bool, as_of: float) -> None:
        """An answer that holds as of `as_of`. One that may be older than the pulse proves nothing of it."""
        if self.pulsed_at is None:
            if as_of >= self.began:
                self.before.append(signal)
        elif as_of >= self.pulsed_at:
            self.after.append(signal)

    @property
    def ready(self) -> bool:
        """Whether enough is known to pulse. Without polarity, the state before is all there is to compare with."""
        return bool(self.before) if self.open_signal is not None else _agreed(self.before)

    @property
    def was_open(self) -> bool | None:
        return None if self.open_signal is None or not self.before else self.before[-1] is self.open_signal

    @property
    def settled(self) -> bool:
        """Whether the last two answers since the pulse agree."""
        return _agreed(self.after)

    @property
    def opened(self) -> bool | None:
        """By two answers that agree; None: not said, or not to be understood."""
        if not self.settled:
            return None
        if self.open_signal is not None:
            return self.after[-1] is self.open_signal
        return True if self.before and self.after[-1] is not self.before[-1] else None


def _agreed(signals: list[bool]) -> bool:
    return len(signals) >= 2 and signals[-1] is signals[-2]
