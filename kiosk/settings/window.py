"""The settings of a terminal at a counter (kiosk/window/). `config/window.toml` shows them with the same sentences."""

from __future__ import annotations

from pydantic import Field

from kiosk.settings.table import Table


class Window(Table):
    counter: str = Field(min_length=1, max_length=64, description="The code of the counter that it stands at.")
    rating_seconds: int = Field(60, ge=10, le=600, description="How long a rating is asked for without a touch.")
    thanks_seconds: int = Field(5, ge=1, le=60, description="How long the thanks for a rating stay.")
    reasons_required: bool = Field(True, description="Whether the low two levels are sent only with a reason.")
    double_touch_guard_ms: int = Field(400, ge=0, le=2000, description="A touch this soon after another is dropped.")
    deed_deadline_seconds: float = Field(
        3, ge=0.2, le=30, description="A key of the clerk's box is carried out within this, or not at all."
    )
    safe_screen_seconds: float = Field(15, ge=1, le=600, description="How long the safe screen stays after a fault.")
