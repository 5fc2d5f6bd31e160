"""Processes that write to one SQLite file take turns."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from central.turns import Turns

HELD_SECONDS = 0.01


def test_who_waits_is_let_in_before_the_busy_one_has_two_more_turns(tmp_path: Path) -> None:
    busy, patient = (Turns(tmp_path / "hall.db", 5_000) for _ in range(2))
    turns, over = 0, threading.Event()

    def work() -> None:
        nonlocal turns
        while not over.is_set():
            with busy.turn():
                turns += 1
                time.sleep(HELD_SECONDS)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(10):
            before = turns
            with patient.turn():
                assert turns - before <= 2
                time.sleep(HELD_SECONDS / 5)
    finally:
        over.set()
        worker.join()
        busy.close()
        patient.close()
    assert turns >= 5


def test_one_that_never_ends_is_not_waited_for_without_an_end(tmp_path: Path) -> None:
    stuck, patient = Turns(tmp_path / "hall.db", 5_000), Turns(tmp_path / "hall.db", 50)
    with stuck.turn(), pytest.raises(TimeoutError, match="another process writes"), patient.turn():
        pass
    with patient.turn():
        pass  # it left the door as it found it
    stuck.close()
    patient.close()
