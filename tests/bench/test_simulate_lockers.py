"""`simulate lockers`: some schedules wrong nobody; a sabotaged terminal is found out, each fault as what it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.campaigns.cabinets.acts import ACTS
from bench.campaigns.cabinets.judge import Faults
from bench.campaigns.cabinets.sabotage import Sabotage
from bench.campaigns.cabinets.schedule import Cut, Script, Told, play
from bench.campaigns.cabinets.simulate import Asked, simulate_lockers

SEED = 11
SENSED = 2  # a schedule whose doors all have sensors


def test_some_schedules_wrong_nobody_and_are_told(tmp_path: Path) -> None:
    assert simulate_lockers(Asked(SEED, 2, tmp_path, jobs=1)) == 0
    told = json.loads((tmp_path / "result.json").read_text())
    wrongs = ("wrong_doors", "lost_parcels", "unexplained_openings", "broken_journals", "failures")
    assert [told[name] for name in wrongs] == [0, 0, 0, 0, 0]
    assert told["schedules"] == 2
    assert told["pulses"] > 0 < told["cuts"]
    assert told["counts"]["deposited"] > 0


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    first, second = (play(SEED, 1, tmp_path / name) for name in ("first", "second"))
    assert _acts(first) == _acts(second)
    assert (first.counts, first.cuts, first.virtual_seconds) == (second.counts, second.cuts, second.virtual_seconds)


def _acts(told: Told) -> list[str]:
    """What people did; what the terminal says of it has ids of its own."""
    return [sentence for sentence in told.story if "journal:" not in sentence and "logs:" not in sentence]


@pytest.mark.parametrize(
    ("sabotage", "acts", "found"),
    [
        (Sabotage.WRONG_DOOR, [], lambda faults: faults.wrong_doors),
        (Sabotage.TWICE, [], lambda faults: faults.unexplained_openings),
        (Sabotage.LOST_INTENT, [], lambda faults: faults.unexplained_openings),
        (Sabotage.REOPENS, ["a guard passes"] * 3, lambda faults: faults.wrong_doors),
        (Sabotage.LATE_COMMAND, ["order a door"] * 8, lambda faults: faults.wrong_doors),
        (Sabotage.SWALLOWED, ["emergency key"] * 5, lambda faults: faults.unexplained_openings),
    ],
)
def test_the_judge_finds_a_sabotaged_terminal(
    sabotage: Sabotage, acts: list[str], found: Callable[[Faults], list[str]], tmp_path: Path
) -> None:
    """A deposit comes first, then the acts that the sabotage needs, with a cut of the power where it is about that."""
    named = {act.name: act for act in ACTS}
    cut = Cut(0.5, 0) if sabotage is Sabotage.REOPENS else None
    script = Script(tuple((named[name], cut if place == 0 else None) for place, name in enumerate(acts)))
    honest = play(SEED, SENSED, tmp_path / "honest", script=script)
    assert honest.faults.none, honest.faults.sentences
    assert found(play(SEED, SENSED, tmp_path / "sabotaged", sabotage, script=script).faults)
