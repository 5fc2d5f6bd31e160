"""`main.py bench devices|fault|act` against a running bench, and the sentences when there is none or it refuses."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import main
from bench.campaigns.processes import start_main, stop, wait_for
from bench.remote import BenchError, values_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = tmp_path_factory.mktemp("bench")
    process = start_main("bench", "--dir", str(directory), "--port", "0")
    try:
        wait_for((directory / "bench.json").exists, "the bench", process)
        yield directory
    finally:
        stop(process)


def told(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr of `main.py bench ARGUMENTS --dir FOLDER`."""
    done = CliRunner().invoke(main.app, ["bench", *arguments, "--dir", str(folder)])
    return done.exit_code, done.stdout, done.stderr


def asked(folder: Path, device: str) -> dict[str, Any]:
    code, said, _ = told(folder, "devices", device, "--json")
    assert code == 0
    return dict(json.loads(said)["devices"][0])


def test_the_file_names_every_device(folder: Path) -> None:
    said = json.loads((folder / "bench.json").read_text())
    assert said["ticket_printer"] == said["devices"]["ticket-printer"]
    assert len(said["devices"]) >= 15
    for name, ports in said["devices"].items():
        assert Path(ports["pty"]) == folder / "ports" / name
        assert Path(ports["pty"]).resolve().is_char_device()
        host, port = ports["tcp"].removeprefix("socket://").split(":")
        socket.create_connection((host, int(port)), 5).close()


def test_devices_are_listed_and_explained(folder: Path) -> None:
    code, said, _ = told(folder, "devices")
    assert (code, "id-card-reader" in said, str(folder / "ports" / "voice") in said) == (0, True, True)
    code, said, _ = told(folder, "devices", "lock-line-8a")
    assert (code, "stuck_door" in said, "door=(1 to 24)" in said) == (0, True, True)


def test_a_fault_goes_on_and_off(folder: Path) -> None:
    assert told(folder, "fault", "voice", "late", "--seconds", "0.5")[:2] == (0, "voice: late is on.\n")
    assert asked(folder, "voice")["faults"] == {"late": 0.5}
    assert told(folder, "fault", "voice", "late", "--off")[:2] == (0, "voice: late is off.\n")
    assert asked(folder, "voice")["faults"] == {}
    assert told(folder, "fault", "lock-line-8a", "dead", "--board", "2")[:2] == (0, "lock-line-8a, 2: dead is on.\n")
    boards = asked(folder, "lock-line-8a")["machines"]
    assert {name: board["on"] for name, board in boards.items()} == {"1": [], "2": ["dead"]}


def test_a_hand_does_what_it_is_told(folder: Path) -> None:
    code, said, _ = told(folder, "act", "lock-line-8a", "pull_door", "door=3", "--board", "1")
    assert (code, said) == (0, "lock-line-8a, 1: pull_door door=3.\n")
    assert asked(folder, "lock-line-8a")["machines"]["1"]["state"]["doors"]["3"] == "open"
    code, said, _ = told(folder, "act", "scanner-plain", "show", "text=12345", "--json")
    assert (code, json.loads(said)["machines"]["scanner"]["state"]["shown"]) == (0, "12345")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fault", "oven", "unplug"], "no device 'oven'; there are ticket-printer, "),
        (["fault", "voice", "fire"], "voice: fault 'fire' is none of power_off, "),
        (["fault", "lock-line-8a", "echo", "--board", "1"], "lock-line-8a, 1: fault 'echo' is none of dead, silent, "),
        (["fault", "lock-line-8a", "dead", "--board", "9"], "lock-line-8a has no machine '9'; there are 1, 2"),
        (["act", "lock-line-8a", "pull_door", "door=1"], "lock-line-8a is 2 boards on one line: choose one with "),
        (
            ["act", "lock-line-8a", "pull_door", "door=99", "--board", "1"],
            "lock-line-8a, 1: pull_door needs a door from ",
        ),
        (["act", "lock-line-8a", "kick", "--board", "1"], "lock-line-8a, 1: 'kick' is none of pull_door, "),
        (["act", "id-card-reader", "put_card", "citizen"], "'citizen' is no key=value"),
    ],
)
def test_a_refusal_is_one_sentence(folder: Path, arguments: list[str], sentence: str) -> None:
    code, said, complaint = told(folder, *arguments)
    assert (code, said) == (2, "")
    assert complaint.startswith(sentence)
    assert complaint.count("\n") == 1


def test_no_bench_is_said(tmp_path: Path) -> None:
    code, _, complaint = told(tmp_path, "devices")
    assert (code, complaint) == (
        2,
        f"no bench runs in {tmp_path}; start one with `main.py bench`, or name its folder with --dir\n",
    )
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    (tmp_path / "bench.json").write_text(json.dumps({"url": url}))  # left by one that was killed
    code, _, complaint = told(tmp_path, "fault", "voice", "late")
    assert (code, complaint) == (2, f"no bench answers at {url}; start one with `main.py bench`\n")


def test_values_are_pairs() -> None:
    assert values_of(["text=a=b", "encoding="]) == {"text": "a=b", "encoding": ""}
    with pytest.raises(BenchError, match="'door' is no key=value"):
        values_of(["door"])


def test_every_bench_command_is_documented() -> None:
    documented = (ROOT / "docs/commands.md").read_text()
    for command in main.bench_app.registered_commands:
        assert f"`bench {command.name}`" in documented


def test_the_commands_load_neither_devices_nor_the_server() -> None:
    script = "import sys, bench.remote_commands; print([m for m in ('uvicorn', 'fastapi', 'PIL') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
