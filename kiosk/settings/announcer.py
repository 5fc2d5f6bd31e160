"""The settings of the hall's voice (kiosk/announcer/). `config/hall-voice.toml` shows them with the same sentences."""

from __future__ import annotations

from pydantic import Field, model_validator

from kiosk.settings.table import Table


class CallsDisplay(Table):
    """An LED display among the devices. Of a counter it shows only that counter's calls, else those of its zone."""

    counter: str = Field("", description="The counter that it hangs over; empty: calls of its zone are shown.")
    zone: str = Field("", description="A place or floor as the catalogue has it; empty: the whole hall.")
    standing: str = Field("", max_length=60, description="What it shows when no call is fresh; empty: the last call.")


class Announcer(Table):
    zones: list[str] = Field([], description="Places or floors whose calls are spoken; empty: those of the whole hall.")
    english: bool = Field(False, description="Whether each call is spoken in English after the Mandarin.")
    late_seconds: float = Field(20, ge=1, le=600, description="A call that is older when its turn comes is skipped.")
    say_deadline_seconds: float = Field(15, ge=1, le=120, description="How long one announcement may take.")
    show_deadline_seconds: float = Field(5, ge=0.2, le=60, description="How long a display may take to show a call.")
    standing_after_seconds: float = Field(
        30, ge=1, le=3600, description="How long a call stays on a display before its standing text comes back."
    )
    displays: dict[str, CallsDisplay] = Field(
        default_factory=dict, description="A display's name under [devices] to what it shows."
    )

    @model_validator(mode="after")
    def _no_empty_zone(self) -> Announcer:
        if any(not zone.strip() for zone in self.zones):
            raise ValueError("zones must hold names of places; leave the list empty for the whole hall")
        return self
