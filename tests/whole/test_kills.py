"""A short, seeded run of `make soak`: a busy terminal is killed at random instants; nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.campaigns.kills import kill_and_count


@pytest.mark.timeout(180)
def test_a_terminal_killed_at_random_instants_loses_and_doubles_nothing(tmp_path: Path) -> None:
    verdict = kill_and_count(tmp_path, kills=6, seed=20260318)
    assert verdict.good, verdict
    assert verdict.shown >= 6, "it must have been busy"
    assert verdict.printed >= 3
