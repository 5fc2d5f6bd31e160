"""A short simulated day with real processes: a terminal cut off, one killed, the centre killed; nobody is wronged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.campaigns.processes import ROOT

DEADLINE_SECONDS = 280


@pytest.mark.timeout(DEADLINE_SECONDS + 10)
def test_a_short_day_wrongs_nobody(tmp_path: Path) -> None:
    options = ["--seed", "3", "--terminals", "2", "--counters", "2", "--cuts", "1", "--people", "20"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "simulate", "hall", "--out", str(tmp_path), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_SECONDS,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    told = json.loads((tmp_path / "result.json").read_text())
    assert [told[name] for name in ("duplicates", "lost", "starved", "double_called")] == [0, 0, 0, 0]
    (day,) = told["each_day"]
    assert day["people"] == 20 <= told["tickets"]
    assert day["served"] >= 12
    assert day["killed_terminals"] >= 1
    assert day["killed_centre"] >= 1
    assert day["waiting_at_the_end"] == 0
    assert {"ticket", "next", "begin", "finish"} <= told["latencies_ms"].keys()
    assert "<svg" in (tmp_path / "days.html").read_text()
