"""One engine to a state folder: a second one would take numbers out of the same journal."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

MODE = 0o640


class Ownership:
    """`with Ownership(folder):` Raises OSError that names the folder when another engine has it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = -1

    def __enter__(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._folder / "engine.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, MODE)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise OSError(f"terminal.state_dir = {self._folder}: another engine runs with it") from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self._descriptor)
