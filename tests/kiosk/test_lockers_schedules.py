"""The cabinet as a state machine: any acts in any order, the power cut between any two steps, judged in the end.

On the rig of `simulate lockers`: the real duty, journal, feed and drivers, people before the screen. There thousands of
schedules are drawn by weight (`make fuzz`); here hypothesis draws the acts, and makes what fails as short as it can.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis
from hypothesis import strategies as st

from bench.campaigns.cabinets.acts import ACTS, Act
from bench.campaigns.cabinets.schedule import Cut, Script, play

EXAMPLES = 5
ACTS_AT_MOST = 8

cuts = st.none() | st.builds(Cut, seconds=st.floats(0.1, 40.0), turns=st.integers(0, 40))
scripts = st.lists(st.tuples(st.sampled_from(ACTS), cuts), min_size=2, max_size=ACTS_AT_MOST)


@hypothesis.settings(max_examples=EXAMPLES, derandomize=True, database=None)
@hypothesis.given(chance=st.integers(0, 2**32), script=scripts)
def test_whatever_happens_in_any_order_wrongs_nobody(chance: int, script: list[tuple[Act, Cut | None]]) -> None:
    with tempfile.TemporaryDirectory(prefix="hallkiosk-cabinet-") as folder:
        told = play(chance, 0, Path(folder), script=Script(tuple(script)))
    assert told.faults.none, "\n".join([*told.story[-60:], *told.faults.sentences])
