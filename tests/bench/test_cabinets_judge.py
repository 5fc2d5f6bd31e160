"""What the judge of simulated cabinets forgives: only what no poll could have seen."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bench.campaigns.cabinets.furniture import By, Movement
from bench.campaigns.cabinets.judge import Faults, _openings_are_told

SEEN_SECONDS = 3.2  # of a slow board: so long until each of its doors has been asked for


@pytest.mark.parametrize(("shut_seconds", "wrongs"), [(2.5, 0), (60.0, 1)])
def test_a_door_that_was_shut_for_less_than_a_poll_is_open_still(shut_seconds: float, wrongs: int) -> None:
    movements = [
        Movement(4, 10.0, opens=True, by=By.PULSE),
        Movement(4, 100.0, opens=False, by=By.HAND),
        Movement(4, 100.0 + shut_seconds, opens=True, by=By.HAND),
        Movement(4, 300.0, opens=False, by=By.HAND),
    ]
    board = SimpleNamespace(seen_seconds=SEEN_SECONDS)
    pulses = [SimpleNamespace(cell=4, at=10.0)]
    furniture: Any = SimpleNamespace(
        movements=movements, pulses=pulses, plan=SimpleNamespace(board_of=lambda _cell: board)
    )
    told: Any = {
        "kind": "door.moved",
        "monotonic_ms": 10_060,
        "body": {"cell": 4, "state": "open", "cause": "command", "intent": ""},
    }
    faults = Faults()
    _openings_are_told(furniture, [told], [], faults)
    assert len(faults.unexplained_openings) == wrongs
