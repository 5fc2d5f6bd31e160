"""A running bench from another process: where it is, what its devices are like, their faults, what people do to them.

The command line's half of docs/devices/bench.md; the bench's own half is `bench/device_api.py`.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 5.0
USUAL = (Path("var/bench"), Path("var/demo/bench"), Path("var/demo-lockers/bench"))
BENCH_FILE = "bench.json"


class BenchError(Exception):
    """No bench, or one that refuses; the message is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class RemoteBench:
    url: str

    def devices(self) -> list[dict[str, Any]]:
        """The states of all devices. Raises BenchError."""
        return list(self._ask("api/devices"))

    def device(self, name: str) -> dict[str, Any]:
        return dict(self._ask(f"api/devices/{_quoted(name)}"))

    def set_fault(self, device: str, fault: str, seconds: float | None, *, on: bool, board: str | None) -> Any:
        """The device's state afterwards. `board`: of this one alone, on a line with several. Raises BenchError."""
        path = f"api/devices/{_quoted(device)}" + (f"/machines/{_quoted(board)}" if board else "")
        return self._ask(f"{path}/faults", {"fault": fault, "on": on, "seconds": seconds})

    def act(self, device: str, act: str, values: dict[str, str], board: str | None) -> Any:
        """The device's state afterwards. `board` may be None on a device that is only one. Raises BenchError."""
        state = self.device(device)
        machines = list(state.get("machines") or state.get("acts", {}))
        if board is None and len(machines) > 1:
            raise BenchError(f"{device} is {len(machines)} boards on one line: choose one with --board {machines[0]}")
        board = board or next(iter(machines), "device")
        path = f"api/devices/{_quoted(device)}/machines/{_quoted(board)}/acts"
        return self._ask(path, {"act": act, "values": values})

    def _ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise BenchError(_detail(error)) from error
        except OSError as error:
            raise BenchError(f"no bench answers at {self.url}; start one with `main.py bench`") from error


def find_bench(directory: Path | None) -> RemoteBench:
    """The bench that runs in `directory`, else in one of the usual places. Raises BenchError."""
    places = (directory,) if directory else USUAL
    for place in places:
        said = place / BENCH_FILE
        if said.exists():
            return RemoteBench(json.loads(said.read_text())["url"])
    looked = " nor in ".join(str(place) for place in places)
    raise BenchError(f"no bench runs in {looked}; start one with `main.py bench`, or name its folder with --dir")


def values_of(pairs: Sequence[str]) -> dict[str, str]:
    """`door=3` -> {"door": "3"}. Raises BenchError."""
    wrong = next((pair for pair in pairs if "=" not in pair), None)
    if wrong is not None:
        raise BenchError(f"{wrong!r} is no key=value")
    return dict(pair.split("=", 1) for pair in pairs)


def _quoted(name: str) -> str:
    return urllib.parse.quote(name, safe="")


def _detail(error: urllib.error.HTTPError) -> str:
    detail = json.load(error).get("detail", error.reason)
    return detail if isinstance(detail, str) else "; ".join(str(each["msg"]) for each in detail)
