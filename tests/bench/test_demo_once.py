"""The proof for machines, as a machine would run it: the whole way once, by real touches."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 100


@pytest.mark.timeout(SECONDS + 20)
def test_one_visit_and_three_equal_numbers(tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "demo", "--once", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["ok"]
    assert result["number_paper"] == result["number_journal"] == result["number_centre"]
    assert result["number_paper"].encode() in (tmp_path / "printer.raw").read_bytes()
    assert (result["printed"], result["slips"]) == ("done", 1)
    assert result["qr_paper"]
    pictures = sorted(path.name for path in (tmp_path / "screens").iterdir())
    assert pictures == [f"{step:02d}-{name['name']}.png" for step, name in enumerate(result["steps"], 1)]
    with Image.open(tmp_path / "screens" / pictures[0]) as screen, Image.open(tmp_path / "paper.png") as paper:
        assert (screen.size, paper.width) == ((1080, 1920), 576 + 64)
