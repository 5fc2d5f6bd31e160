"""The command `scan`: picture files in, one line of JSON each out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.camera.files import load
from tests.drivers.camera_pictures import on_table, other, qr

ROOT = Path(__file__).resolve().parents[2]


def scan(*arguments: object, code: int = 0) -> list[dict[str, Any]]:
    command = [sys.executable, "main.py", "scan", "--json", *map(str, arguments)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert run.returncode == code, run.stderr.decode()
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def saved(path: Path, picture: np.ndarray[Any, Any]) -> Path:
    assert cv2.imwrite(str(path), picture)
    return path


def test_each_picture_is_one_line_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    good = saved(tmp_path / "good.png", on_table(qr("政务 A023".encode("gb18030"))))
    line = saved(tmp_path / "line.jpg", on_table(other("code128", "RA473124829DK", scale=2)))
    nothing = saved(tmp_path / "nothing.bmp", np.full((50, 60), 200, np.uint8))
    broken, empty = tmp_path / "broken.png", tmp_path / "empty.png"
    broken.write_bytes(good.read_bytes()[:60])
    empty.touch()
    lines = scan(good, broken, empty, tmp_path / "missing.png", tmp_path, nothing, line, code=2)
    assert lines[0]["codes"] == [
        {"text": "政务 A023", "bytes_hex": "政务 A023".encode("gb18030").hex(), "format": "qr"}
    ]
    assert [sorted(read) for read in lines] == [
        ["codes", "file", "ms"],
        *[["codes", "error", "file", "ms"]] * 4,
        *[["codes", "file", "ms"]] * 2,
    ]
    assert all(str(read["file"]) in read["error"] for read in lines[1:5])
    assert [read["codes"] for read in lines[1:6]] == [[]] * 5
    assert [code["text"] for code in lines[6]["codes"]] == ["RA473124829DK"]


def test_only_the_asked_formats_are_read_and_unknown_ones_refused(tmp_path: Path) -> None:
    picture = saved(tmp_path / "a.png", on_table(qr("hello")))
    assert scan("--formats", "code128,pdf417", picture)[0]["codes"] == []
    assert scan("--formats", " QR ,code128", picture)[0]["codes"][0]["format"] == "qr"
    run = subprocess.run(
        [sys.executable, "main.py", "scan", "--formats", "qr,qrx", str(picture)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.startswith("--formats: 'qrx' is no kind of code; known are qr, ")


@pytest.mark.parametrize("kind", ["transparent", "deep", "deep grey", "colour", "grey"])
def test_a_picture_is_grey_whatever_it_was_saved_as(tmp_path: Path, kind: str) -> None:
    code = qr("x")
    black = np.zeros_like(code)
    made = {
        "transparent": cv2.merge([black, black, black, 255 - code]),  # black on nothing
        "deep": cv2.merge([code] * 3).astype(np.uint16) * 257,
        "deep grey": code.astype(np.uint16) * 257,
        "colour": cv2.merge([code] * 3),
        "grey": code,
    }[kind]
    np.testing.assert_array_equal(load(saved(tmp_path / "a.png", made)), code)


def test_a_picture_of_other_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="float32 numbers"):
        load(saved(tmp_path / "a.tiff", np.zeros((9, 9), np.float32)))
