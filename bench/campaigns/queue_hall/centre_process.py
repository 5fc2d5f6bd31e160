"""The real centre as a child process on the simulation's clock, to be killed and begun again on the same database."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.campaigns.http import answers
from bench.campaigns.processes import free_port, start_main, stop, wait_for


class CentreProcess:
    def __init__(self, database: str, clock_file: Path, log: Path) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._database = database
        self._clock_file = clock_file
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Returns once it answers. Raises ProcessFailed."""
        command = ("central", "--database", self._database, "--port", str(self._port), "--clock", str(self._clock_file))
        self._process = start_main(*command, log=self._log)
        wait_for(lambda: answers(self.url + "/api/v1/health"), "the centre", self._process, log=self._log)

    def kill(self) -> None:
        """SIGKILL, now."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        if self._process is not None:
            stop(self._process)
