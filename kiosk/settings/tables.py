"""Every setting of a terminal, declared once: type, range, default, and a sentence. Units stand in the names.

`config/kiosk.toml` shows them with the same sentences. The tables of devices are declared by their drivers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from kiosk.settings.announcer import Announcer
from kiosk.settings.lockers import Lockers
from kiosk.settings.table import Table
from kiosk.settings.window import Window

LAYOUT = Path(__file__).resolve().parents[2] / "config" / "tickets" / "queue.toml"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("allowed: a zone of the system's tzdata, for example Asia/Shanghai") from error
    return name


class Terminal(Table):
    code: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", description="The code that the centre knows this terminal by.")
    state_dir: Path = Field(description="Where the journal lives. The only folder that the engine writes to.")
    token_file: Path = Field(description="A file that holds the terminal's token for the centre and nothing else.")
    socket: Path | None = Field(None, description="The local socket. Without it: engine.sock in state_dir.")

    @property
    def socket_path(self) -> Path:
        return self.socket or self.state_dir / "engine.sock"


class Centre(Table):
    url: str = Field(pattern=r"^https?://[^/\s]+(/[^\s]*)?$", description="The centre's address.")
    number_deadline_ms: int = Field(500, ge=50, le=10_000, description="How long a citizen waits for its number.")
    request_deadline_seconds: float = Field(10, ge=0.1, le=120, description="How long any other request may take.")
    feed_wait_seconds: int = Field(25, ge=1, le=300, description="How long the centre may hold an empty feed request.")
    batch_events: int = Field(500, ge=1, le=1000, description="Events in one batch at most.")
    gather_ms: int = Field(100, ge=0, le=5000, description="Events that happen within this go up together.")
    backoff_first_seconds: float = Field(0.5, ge=0.01, le=60, description="The first pause after a failure.")
    backoff_limit_seconds: float = Field(10, ge=0.05, le=600, description="The longest pause after failures.")
    retry_after_limit_seconds: float = Field(300, ge=1, le=3600, description="The longest pause it may ask for.")
    silent_seconds: float = Field(40, ge=1, le=600, description="Unheard for so long, people waiting are not shown.")
    staff_deadline_seconds: float = Field(
        8, ge=0.5, le=60, description="A call for staff is known within this, or failed."
    )
    lease_low: int = Field(20, ge=0, le=199, description="Fewer leased numbers of a prefix than this: fetch a block.")
    lease_block: int = Field(40, ge=1, le=200, description="Numbers in one leased block.")
    lease_check_seconds: float = Field(15, ge=0.05, le=3600, description="How often the leases are looked at.")

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Centre:
        if self.backoff_limit_seconds < self.backoff_first_seconds:
            raise ValueError("backoff_limit_seconds must not be below backoff_first_seconds")
        if self.silent_seconds <= self.feed_wait_seconds:
            raise ValueError("silent_seconds must be above feed_wait_seconds, or a quiet hall looks like a lost centre")
        return self


class Hall(Table):
    name: str = Field("政务服务大厅", description="Shown until the centre has told the hall's name.")
    name_en: str = Field("Public Service Hall", description="The same in English.")
    unit: str = Field("", description="What people call this terminal until the centre has told it.")
    unit_en: str = Field("", description="The same in English.")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        "Asia/Shanghai", description="The hall's time zone; its midnight ends the business day."
    )


class Panel(Table):
    width_px: int = Field(1080, ge=320, le=8192, description="The panel's width in pixels as it hangs.")
    height_px: int = Field(1920, ge=320, le=8192, description="The panel's height in pixels as it hangs.")
    mm_per_px: float = Field(0.369, gt=0.05, lt=2, description="Visible width in millimetres / width in pixels.")
    fullscreen: bool = Field(True, description="Whether the face takes the whole screen.")


class Face(Table):
    frozen_seconds: float = Field(1.8, ge=0.2, le=60, description="No drawn frame this long after a ping: replaced.")
    ping_seconds: float = Field(1.8, ge=0.1, le=60, description="How often a frame is asked for.")
    start_seconds: float = Field(20, ge=1, le=300, description="A started face must have drawn a frame within this.")
    restart_limit_seconds: float = Field(10, ge=0.1, le=300, description="The longest pause before a restart.")


class Visit(Table):
    idle_s: int = Field(60, ge=10, le=600, description="A visit without a touch is wiped after this.")
    warning_last_s: int = Field(30, ge=5, le=120, description="The last seconds of it, with the question.")
    ticket_screen_s: int = Field(30, ge=5, le=600, description="How long a finished ticket stays on the screen.")
    out_of_paper_screen_s: int = Field(90, ge=10, le=900, description="How long a number without paper stays.")
    more_time_limit: int = Field(10, ge=10, le=1000, description="How often in a row more time may be asked for.")
    double_touch_guard_ms: int = Field(400, ge=0, le=2000, description="A touch this soon after another is dropped.")
    safe_screen_seconds: float = Field(15, ge=1, le=600, description="How long the safe screen stays after a fault.")
    paper_deadline_seconds: float = Field(1.0, ge=0.05, le=10, description="How long asking for the paper may take.")
    queued_minutes: int = Field(
        120, ge=0, le=1440, description="Without the centre: so long after a number its person counts as waiting."
    )

    @model_validator(mode="after")
    def _warning_inside(self) -> Visit:
        if self.warning_last_s >= self.idle_s:
            raise ValueError("warning_last_s must be below idle_s")
        return self


class Readers(Table):
    card_read_seconds: float = Field(10, ge=1, le=120, description="How long one attempt waits for a card.")
    code_read_seconds: float = Field(10, ge=1, le=120, description="How long one attempt waits for a code.")
    pause_ms: int = Field(300, ge=10, le=10_000, description="The pause before the next attempt.")
    after_wrong_ms: int = Field(1500, ge=10, le=10_000, description="The same after one that did not lead on.")


class Disk(Table):
    free_bytes_needed: int = Field(64 * 1024 * 1024, ge=0, description="With less free space no new visit starts.")
    check_seconds: float = Field(5, ge=0.05, le=600, description="How often the free space is looked at.")
    keep_days: int = Field(30, ge=1, le=3650, description="Acknowledged events are kept for so long.")
    compact_seconds: float = Field(3600, ge=0.05, le=86_400, description="How often older events are removed.")


class Logs(Table):
    level: str = Field("info", pattern=r"^(debug|info|warning|error)$", description="debug also traces each ticket.")
    form: str = Field("json", pattern=r"^(json|text)$", description="One JSON object a line, or text for people.")


class Settings(Table):
    terminal: Terminal
    centre: Centre
    hall: Hall = Hall()
    panel: Panel = Panel()
    face: Face = Face()
    visit: Visit = Visit()
    readers: Readers = Readers()
    disk: Disk = Disk()
    logs: Logs = Logs()
    window: Window | None = Field(None, description="Only for a terminal at a counter (config/window.toml).")
    announcer: Announcer | None = Field(None, description="Only for the hall's voice (config/hall-voice.toml).")
    lockers: Lockers | None = Field(None, description="Only for a cabinet of lockers (config/lockers.toml).")
    ticket_layout: Path = Field(LAYOUT, description="What stands on a ticket (config/tickets).")
    devices: dict[str, dict[str, Any]] = Field(default_factory=dict, description="Checked by each device's driver.")

    @model_validator(mode="after")
    def _one_duty(self) -> Settings:
        given = [name for name in ("window", "announcer", "lockers") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(
                f"[{given[0]}] and [{given[1]}] exclude each other: each is an engine with a file of its own"
            )
        return self
