"""The journal's file at a start: damage is found, the file is kept under another name, a new journal begins."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest

from kiosk.events import VisitStarted
from kiosk.journal import JournalBroken, own_series
from kiosk.journal.file import ASIDE, fault_of

Opened = Callable[..., Any]
DAY = date(2026, 3, 18)


def events_of(path: Path) -> int:
    with apsw.Connection(str(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
    connection.close()
    return int(count)


async def fill(opened: Opened, events: int = 50) -> str:
    async with opened() as journal:
        for i in range(events):
            await journal.append(VisitStarted(visit=f"v{i}"))
        return str(journal.id)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def scribble(path: Path) -> None:
    path.write_bytes(Random(7).randbytes(200_000))


def other_database(path: Path) -> None:
    path.unlink()
    with apsw.Connection(str(path)) as connection:
        connection.execute("CREATE TABLE something (x)")
    connection.close()


def change_an_event(path: Path) -> None:
    with apsw.Connection(str(path)) as connection:
        connection.execute("UPDATE events SET bytes = replace(bytes, 'v7', 'v8') WHERE seq = 9")
    connection.close()


def lose_an_event(path: Path) -> None:
    with apsw.Connection(str(path)) as connection:
        connection.execute("DELETE FROM events WHERE seq = 9")
    connection.close()


def lose_its_name(path: Path) -> None:
    with apsw.Connection(str(path)) as connection:
        connection.execute("DELETE FROM meta WHERE key = 'journal'")
    connection.close()


DAMAGES = [cut, empty, scribble, other_database, change_an_event, lose_an_event, lose_its_name]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
async def test_a_damaged_journal_is_kept_and_another_begins(
    opened: Opened, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "state" / "journal.db"
    old = await fill(opened)
    damage(path)
    size = path.stat().st_size
    async with opened() as journal:
        assert journal.id != old
        assert (journal.generation, journal.last_seq) == (2, 1)
        assert journal.fault
        assert journal.put_aside == path.with_name("journal-1.aside.db")
    assert path.with_name("journal-1.aside.db").stat().st_size >= size
    async with opened() as journal:
        assert (journal.generation, journal.put_aside, journal.fault) == (2, None, None)


async def test_own_numbers_do_not_repeat_after_a_lost_journal(opened: Opened, tmp_path: Path) -> None:
    given: list[str] = []
    for _ in range(3):
        async with opened() as journal:
            number = partial(own_series.next_number, day=DAY, prefix="A", series="1", generation=journal.generation)
            given += [await journal.write(number) for _ in range(3)]
        scribble(tmp_path / "state" / "journal.db")
    assert given == [
        *("A1-001", "A1-002", "A1-003"),
        *("A1-10001", "A1-10002", "A1-10003"),
        *("A1-20001", "A1-20002", "A1-20003"),
    ]


async def test_an_exhausted_series_says_so(opened: Opened) -> None:
    async with opened() as journal:
        await journal.read(lambda sql: sql.execute("INSERT INTO own_series VALUES ('2026-03-18', 'A', 9999)"))
        with pytest.raises(own_series.SeriesExhausted, match="own series A1: 9999 numbers given on 2026-03-18"):
            await journal.write(lambda tx: own_series.next_number(tx, DAY, "A", "1", 1))


async def test_a_log_left_behind_by_a_cut_rename_follows_its_file(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    await fill(opened)
    (folder / "journal.db").rename(folder / "journal-1.aside.db")
    (folder / "journal.db-wal").write_bytes(b"log of the old file")
    async with opened() as journal:
        assert journal.generation == 2
    assert (folder / "journal-1.aside.db-wal").read_bytes() == b"log of the old file"


async def test_a_birth_that_was_cut_is_repeated(opened: Opened, tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "journal.new").write_bytes(b"half a file")
    async with opened() as journal:
        assert (journal.generation, journal.put_aside) == (1, None)


async def test_damage_under_way_is_told_apart_from_a_full_disk(opened: Opened, tmp_path: Path) -> None:
    await fill(opened, 400)
    path = tmp_path / "state" / "journal.db"
    async with opened() as journal:
        pages = path.stat().st_size // 4096
        with path.open("r+b") as file:
            for page in range(2, pages):
                file.seek(page * 4096)
                file.write(b"\xff" * 4096)
        with pytest.raises(JournalBroken, match="it is set aside and a new journal begun"):
            await journal.read(lambda sql: sql.execute("SELECT sum(length(bytes)) FROM events").fetchone())


async def test_a_whole_file_has_no_fault(opened: Opened, tmp_path: Path) -> None:
    await fill(opened)
    assert fault_of(tmp_path / "state" / "journal.db") is None
    assert events_of(tmp_path / "state" / "journal.db") == 51
    assert ASIDE.match("journal-12.aside.db")
