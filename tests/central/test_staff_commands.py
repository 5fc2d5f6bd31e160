"""`main.py staff ...`: accounts from the command line; no password on it, none by default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from central.database import Database
from central.settings import Settings
from central.staff.cli import staff_commands
from central.staff.passwords import Passwords
from central.staff.settings import StaffSettings

COMMANDS = staff_commands("sqlite:///unused.db")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hall.db"


def run(url: str, *arguments: str) -> tuple[int, list[dict[str, object]], str]:
    """Exit code, the objects that were printed, and the complaint."""
    done = CliRunner().invoke(COMMANDS, [*arguments, "--database", url])
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines() if done.exit_code == 0], done.stderr


def stored(url: str) -> str:
    database = Database(Settings(database=url))
    try:
        return str(database.read_now(lambda db: db.execute(text("SELECT password FROM staff")).scalar()))
    finally:
        database.close()


def test_a_password_from_a_file_or_made_here_fits_afterwards(url: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from a file 2026\n", encoding="utf-8")
    code, (told,), _ = run(url, "add", "0317", "--role", "clerk", "--shown", "Wang", "--password-file", str(file))
    assert (code, told["staff"], told["shown"], told["role"], "password" in told) == (0, "0317", "Wang", "clerk", False)
    passwords = Passwords(StaffSettings())
    assert passwords.fits(stored(url), "from a file 2026")
    _, (made,), _ = run(url, "password", "0317", "--random")
    assert passwords.fits(stored(url), str(made["password"]))
    assert "password" not in run(url, "list")[1][0]


def test_an_account_without_a_password_has_links_and_no_word_fits_it(url: str) -> None:
    code, (told,), _ = run(url, "add", "0317", "--role", "clerk", "--no-password")
    assert (code, "password" in told) == (0, False)
    passwords = Passwords(StaffSettings())
    assert not any(passwords.fits(stored(url), word) for word in ("", "0317", stored(url)))
    assert str(run(url, "link", "0317")[1][0]["path"]).startswith("/sign-in/link/")
    _, (made,), _ = run(url, "password", "0317", "--random")
    assert passwords.fits(stored(url), str(made["password"]))


def test_disabling_enabling_and_a_link(url: str) -> None:
    run(url, "add", "boss", "--role", "administrator", "--random")
    assert run(url, "disable", "BOSS")[1][0]["disabled_at"]
    assert run(url, "enable", "boss")[1][0]["disabled_at"] is None
    assert str(run(url, "link", "boss")[1][0]["path"]).startswith("/sign-in/link/")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "0317", "--role", "clerk"], "--password-file FILE, or --random"),
        (["add", "a b", "--role", "clerk", "--random"], "account name 'a b'"),
        (["add", "0317", "--role", "clerk", "--password-file", "/no/such/file"], "cannot be read"),
        (["add", "0317", "--role", "clerk", "--random", "--password-file", "x"], "not both"),
        (["add", "0317", "--role", "clerk", "--no-password", "--random"], "goes with neither"),
        (["disable", "nobody"], "there is no account 'nobody'"),
        (["password", "nobody", "--random"], "there is no account 'nobody'"),
    ],
)
def test_a_wrong_use_is_one_sentence(url: str, arguments: list[str], words: str) -> None:
    code, _, complaint = run(url, *arguments)
    assert code == 2
    assert words in complaint


def test_a_weak_password_and_a_second_account_of_one_name_are_refused(url: str, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("short\n", encoding="utf-8")
    assert "5 characters" in run(url, "add", "0317", "--role", "clerk", "--password-file", str(file))[2]
    file.write_text("Name-Of-Mine\n", encoding="utf-8")
    assert "account's name" in run(url, "add", "name-of-mine", "--role", "clerk", "--password-file", str(file))[2]
    run(url, "add", "0317", "--role", "clerk", "--random")
    assert "is there already" in run(url, "add", "0317", "--role", "clerk", "--random")[2]
