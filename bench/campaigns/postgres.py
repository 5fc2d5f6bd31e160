"""A PostgreSQL server of one's own: started in a temporary directory on a Unix socket, gone afterwards.

For the benchmark and for the centre's tests. PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30.0
STOP_SECONDS = 20.0


class PostgresMissing(RuntimeError):
    """No PostgreSQL server is installed here."""


def binaries() -> Path:
    """The folder with initdb and postgres. Raises PostgresMissing."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found is None:
        raise PostgresMissing("PostgreSQL's initdb is not here: apt-get install postgresql")
    return Path(found).resolve().parent


@contextmanager
def postgres(*, fsync: bool) -> Iterator[str]:
    """Yield a database URL without a database name's owner to worry about; `fsync` as a real server has it, or off."""
    folder = binaries()
    user = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="hallkiosk-pg-"))
    try:
        if user is not None:
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        data = home / "data"
        subprocess.run(
            [folder / "initdb", "-D", data, "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            user=user,
            cwd=home,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        switch = "on" if fsync else "off"
        durable = [f"fsync={switch}", f"full_page_writes={switch}", f"synchronous_commit={switch}"]
        settings = [part for setting in (*durable, "max_connections=200") for part in ("-c", setting)]
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(folder / "postgres"), "-D", str(data), "-k", str(home), "-h", "", *settings],
                user=user,
                cwd=home,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            _wait_until_ready(folder, home, server)
            yield f"postgresql://hall@/postgres?host={home}"
        finally:
            server.send_signal(signal.SIGINT)  # fast shutdown
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged() -> str | None:
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise PostgresMissing("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _wait_until_ready(folder: Path, home: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended at start: {(home / 'log').read_text()[-500:]}")
        ready = subprocess.run([folder / "pg_isready", "-q", "-h", home, "-U", "hall"], cwd=home, check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL was not ready within {START_SECONDS:.0f} s")
