"""The settings of a cabinet's terminal (kiosk/lockers/). `config/lockers.toml` shows them with the same sentences."""

from __future__ import annotations

from pydantic import Field, model_validator

from kiosk.lockers.wire import CellSize
from kiosk.settings.table import Table

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"  # "18:00"


class LockerCell(Table):
    """One cell: what is painted on its door, which lock opens it, and where it is."""

    number: int = Field(ge=1, le=999, description="As painted on the door.")
    board: str = Field(min_length=1, description="The name under [devices] of the lock board that opens it.")
    door: int = Field(ge=1, le=255, description="The door's number on that board.")
    size: CellSize = Field(description="s, m or l.")
    column: int = Field(ge=0, le=40, description="Counted from 0 at the left, the screen's column included.")
    floor_mm: int = Field(ge=0, le=3000, description="Its lower edge above the floor.")
    height_mm: int = Field(ge=20, le=3000, description="Its height.")


class Lockers(Table):
    cells: list[LockerCell] = Field(min_length=1, max_length=999, description="Every cell of the cabinet.")
    screen_column: int = Field(ge=0, le=40, description="The column that the screen stands in.")
    screen_floor_mm: int = Field(ge=0, le=3000, description="The lower edge of the part without cells.")
    screen_height_mm: int = Field(ge=50, le=3000, description="The height of that part.")
    reach_from_mm: int = Field(400, ge=0, le=3000, description="Doors whose middle is between these heights can be")
    reach_to_mm: int = Field(1200, ge=0, le=3000, description="reached from a wheelchair.")
    open_deadline_seconds: float = Field(5, ge=0.5, le=60, description="How long opening one door may take.")
    second_pulse_after_seconds: float = Field(2, ge=0.2, le=30, description="Still shut after this: a second pulse.")
    late_opening_seconds: float = Field(10, ge=1, le=60, description="Open this late after a pulse: by that pulse.")
    remind_seconds: int = Field(60, ge=5, le=600, description="A door open for so long: a reminder, and staff is told.")
    remind_every_seconds: int = Field(20, ge=5, le=600, description="The reminder is repeated after this.")
    idle_s: int = Field(90, ge=10, le=600, description="A visit without a touch ends after this, when no door is open.")
    warning_last_s: int = Field(30, ge=5, le=120, description="The last seconds of it, with the question.")
    done_screen_s: int = Field(12, ge=3, le=120, description="How long the last screen stays.")
    staff_idle_s: int = Field(120, ge=10, le=1800, description="Staff is signed out after this without a touch.")
    pause_seconds: list[int] = Field(
        [60, 300, 900, 3600], min_length=1, description="Pauses after a visit's wrong codes are used up; each longer."
    )
    code_read_seconds: float = Field(10, ge=1, le=120, description="How long one attempt waits for a code or card.")
    night_from: str = Field("18:00", pattern=CLOCK, description="From here on the screen says night.")
    night_to: str = Field("08:00", pattern=CLOCK, description="Until here.")
    board_away_alarm_seconds: float = Field(60, ge=1, le=3600, description="A silent board is an alarm after this.")
    double_touch_guard_ms: int = Field(400, ge=0, le=2000, description="A touch this soon after another is dropped.")
    safe_screen_seconds: float = Field(15, ge=1, le=600, description="How long the safe screen stays after a fault.")
    supplements: bool = Field(True, description="Whether citizens may leave supplementary papers here.")
    light: str = Field("", description="The name under [devices] of the cabinet's light or LED; empty: none.")

    @model_validator(mode="after")
    def _sound(self) -> Lockers:
        numbers = [cell.number for cell in self.cells]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise ValueError(f"cell {twice[0]} stands there twice")
        locks = [(cell.board, cell.door) for cell in self.cells]
        if shared := sorted({lock for lock in locks if locks.count(lock) > 1}):
            raise ValueError(f"door {shared[0][1]} of {shared[0][0]} opens two cells")
        if self.reach_from_mm >= self.reach_to_mm:
            raise ValueError("reach_from_mm must be below reach_to_mm")
        if self.warning_last_s >= min(self.idle_s, self.staff_idle_s):
            raise ValueError("warning_last_s must be below idle_s and staff_idle_s")
        if sorted(self.pause_seconds) != self.pause_seconds or self.pause_seconds[0] < 1:
            raise ValueError("pause_seconds must grow, from 1 on")
        return self
