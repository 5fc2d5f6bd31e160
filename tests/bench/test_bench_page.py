"""The bench as a process: the file that says where it is, its HTTP API, and that it leaves nothing."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bench.display import VirtualDisplay
from bench.faults import Fault
from bench.wire_faults import WireFault

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "bench" / "page"
WAIT_SECONDS = 20.0
TICKET = bytes.fromhex("1b401c26") + "您的号码\nA023\n".encode("gb18030") + bytes.fromhex("1d564200")
DEVICE = "api/devices/ticket-printer"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    directory = tmp_path_factory.mktemp("bench")
    with VirtualDisplay(200, 320) as display:
        command = [
            sys.executable,
            "main.py",
            "bench",
            "--dir",
            str(directory),
            "--port",
            "0",
            "--display",
            display.name,
        ]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
        try:
            ready = directory / "bench.json"
            until(lambda: ready.exists() or process.poll() is not None)
            yield json.loads(ready.read_text())
        finally:
            process.terminate()
            _, said = process.communicate(timeout=WAIT_SECONDS)
        assert process.returncode == 0
        assert said == b""
        assert [path for path in directory.rglob("*") if not path.is_dir()] == []


def until(true: Any) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def get(bench: dict[str, Any], path: str) -> bytes:
    with urllib.request.urlopen(bench["url"] + path, timeout=WAIT_SECONDS) as response:
        return bytes(response.read())


def post(bench: dict[str, Any], path: str, body: Any) -> Any:
    asked = urllib.request.Request(bench["url"] + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=WAIT_SECONDS) as response:
        return json.load(response)


def refused(bench: dict[str, Any], path: str, body: Any) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(bench, path, body)
    with caught.value as error:
        return error.code, json.load(error)["detail"]


def test_a_ticket_can_be_seen_and_proven(bench: dict[str, Any]) -> None:
    host, port = bench["ticket_printer"]["tcp"].removeprefix("socket://").split(":")
    before = len(get(bench, DEVICE + "/raw"))
    with socket.create_connection((host, int(port))) as printer:
        printer.sendall(TICKET)
        until(lambda: json.loads(get(bench, DEVICE))["slips"])
        until(lambda: json.loads(get(bench, DEVICE))["slips"][-1]["complete"])
    slip = json.loads(get(bench, DEVICE))["slips"][-1]
    assert slip["lines"] == ["您的号码", "A023"]
    assert get(bench, DEVICE + "/raw")[before:] == TICKET
    picture = Image.open(io.BytesIO(get(bench, f"{DEVICE}/slips/{slip['n']}.png")))
    assert picture.size == (576 + 64, slip["height_dots"])


def test_faults_are_switched_on_and_off(bench: dict[str, Any]) -> None:
    state = post(bench, DEVICE + "/faults", {"fault": "paper_out", "on": True})
    assert (state["faults"], state["state"]["paper"], state["state"]["online"]) == ({"paper_out": None}, "out", False)
    state = post(bench, DEVICE + "/faults", {"fault": "paper_out", "on": False})
    assert (state["faults"], state["state"]["online"]) == ({}, True)
    assert json.loads(get(bench, "api/devices"))[0]["name"] == "ticket-printer"


def test_wrong_questions_get_a_sentence(bench: dict[str, Any]) -> None:
    code, sentence = refused(bench, DEVICE + "/faults", {"fault": "fire", "on": True})
    assert (code, "'fire' is none of" in sentence) == (422, True)
    code, sentence = refused(bench, "api/screen/touch", {"x": 5000, "y": 1})
    assert (code, "outside of 200 x 320" in sentence) == (422, True)
    code, sentence = refused(bench, "api/devices/oven/faults", {"fault": "silent", "on": True})
    assert (code, sentence.startswith("no device 'oven'; there are ticket-printer")) == (404, True)


def test_the_screen_is_a_picture_and_a_stream(bench: dict[str, Any]) -> None:
    assert Image.open(io.BytesIO(get(bench, "api/screen.png"))).size == (200, 320)
    assert post(bench, "api/screen/touch", {"x": 10, "y": 10})["monotonic_seconds"] <= time.monotonic()
    with urllib.request.urlopen(bench["url"] + "api/screen.mjpeg", timeout=WAIT_SECONDS) as stream:
        assert stream.readline() == b"--frame\r\n"
        assert [stream.readline(), stream.readline()] == [b"Content-Type: image/jpeg\r\n", b"\r\n"]
        part = b""
        while not part.endswith(b"\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n"):
            part += stream.read1()
    assert Image.open(io.BytesIO(part)).size == (200, 320)


def test_the_page_brings_everything_itself(bench: dict[str, Any]) -> None:
    page = get(bench, "").decode()
    files = [path for path in sorted(PAGE.rglob("*")) if path.suffix in {".css", ".js"}]
    parts = [get(bench, f"page/{path.relative_to(PAGE)}").decode() for path in files]
    assert len(parts) > 10
    assert "http" not in "".join(parts).replace("http://www.w3.org", "")
    assert "https:" not in page
    assert get(bench, "fonts/Phosphor-Bold.ttf")


def test_every_fault_has_a_switch_and_both_languages() -> None:
    switches = (PAGE / "faults.js").read_text()
    chinese, english = ((PAGE / f"words_{language}.js").read_text() for language in ("zh", "en"))
    for fault in [*Fault, *WireFault]:
        assert f'"{fault}"' in switches
        assert f" {fault}: [" in chinese, fault
        assert f" {fault}: [" in english, fault


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "main.py", "bench", "--dir", str(tmp_path), "--port", port]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == f"bench: page on 127.0.0.1:{port}: Address already in use; choose another --port"
