"""A real process that appends without pause is killed with SIGKILL at many instants: what it was told
is durable, is there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import orjson
import pytest

from kiosk.journal.file import open_journal
from kiosk.journal.stamp import Stamp

ROOT = Path(__file__).resolve().parents[2]
KILLS = 12
PROGRAM = """
import asyncio, os, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from kiosk.clock import Clock
from kiosk.events import VisitStarted
from kiosk.journal import Journal

async def one(journal, name):
    for i in range(1_000_000):
        seq = await journal.append(VisitStarted(visit=f"{name}-{i}"))
        os.write(1, b"%d %s-%d\\n" % (seq, name.encode(), i))

async def main():
    journal = await Journal.open(Path(sys.argv[1]), "test", Clock(ZoneInfo("Asia/Shanghai"), "boot"))
    assert journal.put_aside is None, journal.fault
    await asyncio.gather(*(one(journal, f"{sys.argv[2]}-{name}") for name in "abc"))

asyncio.run(main())
"""


@pytest.mark.timeout(60)
def test_what_was_acknowledged_survives_every_kill(tmp_path: Path) -> None:
    random = Random(18)
    told: dict[int, str] = {}
    for run in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(tmp_path), str(run)],
            cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randrange(1, 60))]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.read().splitlines(keepends=True)
        process.wait()
        process.stdout.close()
        for line in lines:
            if line.endswith(b"\n"):
                seq, visit = line.split()
                assert int(seq) not in told, "one seq was acknowledged twice"
                told[int(seq)] = visit.decode()
    opened = open_journal(tmp_path, "test", "boot", Stamp("", 0, 0))
    stored = dict(opened.connection.execute("SELECT seq, bytes FROM events").fetchall())
    opened.connection.close()
    assert opened.put_aside is None
    assert len(told) > KILLS
    assert sorted(stored) == list(range(1, opened.tail.seq + 1))
    assert {seq: orjson.loads(stored[seq])["body"]["visit"] for seq in told} == told
