"""The album of photographs that several test files look at: where its references are, and how it is taken."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REFERENCES = Path(__file__).with_name("photographs")
RENEW = os.environ.get("HALLKIOSK_RENEW_PHOTOGRAPHS") == "1"
ALBUM_DEADLINE_S = 600


def taken(folder: Path, display: str) -> Path:
    """The folder with the photographs that differ from their references or have none, and with shares.json,
    answers.json and geometry.json; taken once below `folder`, also when several workers ask.
    """
    album = folder / "album"
    with (folder / "album.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (album / "geometry.json").exists():
            subprocess.run(
                [sys.executable, ROOT / "tests" / "screens" / "photographer.py", album, "--against", REFERENCES],
                env=os.environ | {"DISPLAY": display, "PYTHONPATH": str(ROOT)},
                check=True,
                timeout=ALBUM_DEADLINE_S,
                stdout=subprocess.DEVNULL,
            )
    return album
