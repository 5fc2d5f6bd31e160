"""What the demo has beside the lobby's terminal: the hall's voice, and with --window the terminal of one counter.

Both are engines with folders of their own, on the bench's speech chip, LED display and caller box.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bench.campaigns.hall import DemoHall, panel_tables
from bench.campaigns.processes import run_main

COUNTER, BOX = "05", 1  # of the catalogue, and the address that is set on the bench's box
WINDOW_SIZE = (1280, 800)
WINDOW_MM_PER_PX = 0.170


@dataclass(frozen=True, slots=True)
class Post:
    """A terminal that is none of the lobby's: `unit` and `series` as `terminal add` takes them."""

    code: str
    unit: str
    unit_en: str
    series: str
    counter: str = ""

    def folder(self, hall: DemoHall) -> Path:
        return hall.directory / self.code

    def settings(self, hall: DemoHall) -> Path:
        return self.folder(hall) / "settings.toml"

    def prepare(self, hall: DemoHall, centre_url: str, tables: str) -> None:
        """Known to the centre, with its settings written. The catalogue is there already. Raises ProcessFailed."""
        folder = self.folder(hall)
        folder.mkdir(parents=True, exist_ok=True)
        token = folder / "token"
        if not token.exists():
            token.touch(mode=0o600)
            token.write_text(self._new_token(hall))
        self.settings(hall).write_text(
            f'[terminal]\ncode = "{self.code}"\nstate_dir = "."\ntoken_file = "token"\n'
            f'[centre]\nurl = "{centre_url}"\nbackoff_limit_seconds = 1\n{tables}',
            encoding="utf-8",
        )

    def _new_token(self, hall: DemoHall) -> str:
        known_by = ("--unit", self.unit, "--unit-en", self.unit_en, "--series", self.series, "--renew")
        stands = ("--counter", self.counter) if self.counter else ()
        said = run_main("terminal", "add", self.code, *known_by, *stands, "--database", hall.database)
        return str(json.loads(said.splitlines()[-1])["token"])


VOICE = Post("hall-voice", "大厅广播", "Hall voice", "V1")
WINDOW = Post(f"window-{COUNTER}", f"{COUNTER} 号窗口", f"Counter {COUNTER}", "W5", COUNTER)


def voice_tables(hall: DemoHall) -> str:
    """The bench's speech chip and LED display."""
    return f"""feed_wait_seconds = 10

[announcer]

[announcer.displays.led_hall]
standing = "请留意叫号"

[devices.speaker]
driver = "syn6288"
port = {_port(hall, "voice")}

[devices.led_hall]
driver = "onbon-bx"
port = {_port(hall, "led-display")}
"""


def window_tables(hall: DemoHall, scale: float) -> str:
    """A 10-inch panel, and the bench's box of one counter. `scale` 1: the panel's own pixels."""
    width, height = (round(side * scale) for side in WINDOW_SIZE)
    return f"""{panel_tables((width, height), WINDOW_MM_PER_PX / scale)}
[window]
counter = "{COUNTER}"

[devices.pad]
driver = "ff68"
port = {_port(hall, "counter-line")}
counter = {BOX}
"""


def _port(hall: DemoHall, device: str) -> str:
    return json.dumps(str(hall.bench / "ports" / device))
