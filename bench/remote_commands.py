"""`main.py bench devices|fault|act`: what a technician or a script asks of a running bench. Returns exit codes:
0, or 2 with a sentence when there is no bench or it knows no such thing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.remote import BenchError, RemoteBench, find_bench, values_of
from bench.remote_words import device_table, devices_table

WRONG_USE = 2
PIPE_COLUMNS = 160


def show_devices(directory: Path | None, device: str | None, *, as_json: bool) -> int:
    def show(bench: RemoteBench) -> None:
        states = [bench.device(device)] if device else bench.devices()
        if as_json:
            print(json.dumps({"url": bench.url, "devices": states}))
            return
        console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_COLUMNS)
        console.print(devices_table(states))
        if device:
            console.print(device_table(states[0]))

    return _ask(directory, show)


def switch_fault(
    directory: Path | None,
    device: str,
    fault: str,
    seconds: float | None,
    *,
    on: bool,
    board: str | None,
    as_json: bool,
) -> int:
    def switch(bench: RemoteBench) -> None:
        state = bench.set_fault(device, fault, seconds, on=on, board=board)
        print(json.dumps(state) if as_json else f"{_named(device, board)}: {fault} is {'on' if on else 'off'}.")

    return _ask(directory, switch)


def do_act(
    directory: Path | None, device: str, act: str, values: Sequence[str], *, board: str | None, as_json: bool
) -> int:
    def do(bench: RemoteBench) -> None:
        state = bench.act(device, act, values_of(values), board)
        print(json.dumps(state) if as_json else f"{_named(device, board)}: {' '.join([act, *values])}.")

    return _ask(directory, do)


def _ask(directory: Path | None, question: Callable[[RemoteBench], Any]) -> int:
    try:
        question(find_bench(directory))
    except BenchError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    return 0


def _named(device: str, board: str | None) -> str:
    return f"{device}, {board}" if board else device
