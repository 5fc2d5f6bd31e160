"""Many `python main.py ...` commands in one child process: a hall with forty clerks is set up in seconds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from bench.campaigns.processes import ROOT, ProcessFailed

COMMANDS_SECONDS = 240.0
_ONE_AFTER_THE_OTHER = (
    "import json, sys, main\nfor line in sys.stdin: main.app(json.loads(line), standalone_mode=False)"
)


def run_commands(commands: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Carry out the commands in order; the JSON objects that they print, in order. Raises ProcessFailed."""
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
