"""Many `python main.py ...` commands in few child processes: a hall with forty clerks is set up in seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.campaigns.processes import ROOT, ProcessFailed

Command = Sequence[str]

COMMANDS_SECONDS = 240.0
_ONE_AFTER_THE_OTHER = """
import json, sys, main, typer
run = typer.main.get_command(main.app)
for line in sys.stdin:
    run(json.loads(line), standalone_mode=False)
"""


def run_commands(*shares: Sequence[Command]) -> list[dict[str, Any]]:
    """Carry out each share in its own order and all shares at once; the JSON objects that they print, share by share.
    Raises ProcessFailed.
    """
    with ThreadPoolExecutor(len(shares)) as side_by_side:
        return [told for share in side_by_side.map(_in_order, shares) for told in share]


def clerks_of(codes: Sequence[str], links: int, minutes: int, at: Command) -> list[list[str]]:
    """An account for the clerk of each of these counters, and then so many sign-in links for each."""
    names = [f"clerk-{code}" for code in codes]
    accounts = [["staff", "add", name, "--role", "clerk", "--no-password", *at] for name in names]
    return accounts + [["staff", "link", name, "--minutes", str(minutes), *at] for name in names for _ in range(links)]


def _in_order(commands: Sequence[Command]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", _ONE_AFTER_THE_OTHER],
        input="\n".join(json.dumps(command) for command in commands),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMANDS_SECONDS,
    )
    if done.returncode:
        raise ProcessFailed(f"main.py: one of {len(commands)} commands failed: {done.stderr.strip()[-600:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
