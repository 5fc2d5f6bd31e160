"""For the face's tests: one Xvfb a worker, large enough for every panel, and the album of photographs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.screens.album import taken


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a virtual display of 1920 x 1920 pixels."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1920x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        name = ":" + number.readline().strip()
    try:
        yield name
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def album(display: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    return taken(folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder, display)


@pytest.fixture(scope="session")
def geometry(album: Path) -> dict[str, Any]:
    return dict(json.loads((album / "geometry.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def answers(album: Path) -> dict[str, list[list[str]]]:
    return dict(json.loads((album / "answers.json").read_text(encoding="utf-8")))
