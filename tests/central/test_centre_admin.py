"""The operator's side: terminals, the catalogue file, migrations, and what the server refuses to start with."""

from __future__ import annotations

import hashlib
import socket
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from central import VERSION
from central.admin import AdminError, add_terminal, load_catalogue
from central.database import Database
from central.migrate import migrate
from central.serve import is_loopback, serve
from central.settings import Settings
from central.tables import metadata

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "config/catalogue.toml"


def query(url: str, sql: str) -> list[Any]:
    database = Database(Settings(database=url))
    try:
        return database.read_now(lambda db: list(db.execute(text(sql))))
    finally:
        database.close()


def test_a_token_is_kept_only_as_its_hash(database_url: str) -> None:
    token = add_terminal(database_url, "lobby-1", "1 号机", "Unit 1", "1")
    assert len(token) >= 43  # 256 bits
    (row,) = query(database_url, "SELECT * FROM terminals")
    assert row.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(row)


def test_a_code_or_series_that_is_taken_is_refused(database_url: str) -> None:
    add_terminal(database_url, "lobby-1", "1 号机", "Unit 1", "1")
    with pytest.raises(AdminError, match="series '1' is that of terminal lobby-1"):
        add_terminal(database_url, "lobby-2", "2 号机", "Unit 2", "1")
    with pytest.raises(AdminError, match="'lobby-1' is known already"):
        add_terminal(database_url, "lobby-1", "1 号机", "Unit 1", "9")
    with pytest.raises(AdminError, match="series 'a-b'"):
        add_terminal(database_url, "lobby-3", "3 号机", "Unit 3", "a-b")


def test_renewing_ends_the_old_token(server: Any, teller: Any) -> None:
    renewed = add_terminal(server.database, "lobby-1", "1 号机", "Unit 1", "1", renew=True)
    assert server.post(teller.path, teller.token, teller.batch()).status_code == 401
    assert server.post(teller.path, renewed, teller.batch()).status_code == 200


def test_renew_also_adds(database_url: str) -> None:
    assert add_terminal(database_url, "lobby-1", "1 号机", "Unit 1", "1", renew=True)


def test_the_shipped_catalogue_is_a_hall(catalogue_url: str) -> None:
    counts = {
        table: query(catalogue_url, f"SELECT count(*) FROM {table}")[0][0] for table in ("departments", "services")
    }
    assert 9 <= counts["departments"] <= 12
    assert counts["services"] >= 60
    for row in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["services"]:
        assert row["name_en"]
        assert row["bring"]
        assert row["bring_en"]
        assert row["minutes"]


DEPARTMENT = '[[departments]]\ncode="d"\nname="部门"\nname_en="D"\nicon="heart"\nprefix="A"\n'
SERVICE = '[[services]]\ncode="s"\ndepartment="d"\nname="事项"\nname_en="S"\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("= 1", ["is no TOML"]),
        (DEPARTMENT, ["services"]),
        (DEPARTMENT + SERVICE.replace('"d"', '"x"'), ["services[0].department = 'x'"]),
        (DEPARTMENT + SERVICE + SERVICE, ["services[1].code = 's'", "more than once"]),
        (DEPARTMENT + DEPARTMENT.replace('"d"', '"e"') + SERVICE, ["departments[1].prefix = 'A'"]),
        (DEPARTMENT.replace("heart", "skull") + SERVICE, ["departments[0].icon = 'skull'"]),
        (DEPARTMENT.replace('"A"', '"a1"') + SERVICE, ["departments[0].prefix = 'a1'"]),
        (DEPARTMENT + SERVICE + 'colour="red"\n', ["services[0].colour = 'red'"]),
        (
            DEPARTMENT + SERVICE + '[[counters]]\ncode="1"\ndepartment="d"\nservices=["t"]\n',
            ["counters[0].services = 't'"],
        ),
        ('[hall]\nname="x"\nname_en="x"\ntime_zone="Mars"\n' + DEPARTMENT + SERVICE, ["hall.time_zone = 'Mars'"]),
        ('[hall.hours]\nmonday="nine"\n' + DEPARTMENT + SERVICE, ["hall.hours.monday = 'nine'"]),
    ],
)
def test_a_bad_catalogue_is_refused_whole_with_file_key_and_value(
    catalogue_url: str, tmp_path: Path, content: str, words: list[str]
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(AdminError) as refusal:
        load_catalogue(catalogue_url, file)
    assert str(file) in str(refusal.value)
    assert all(word in str(refusal.value) for word in words), str(refusal.value)
    shipped = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["departments"]
    assert query(catalogue_url, "SELECT count(*) FROM departments")[0][0] == len(shipped)


def test_a_missing_catalogue_is_refused(database_url: str, tmp_path: Path) -> None:
    with pytest.raises(AdminError, match="cannot be read"):
        load_catalogue(database_url, tmp_path / "none.toml")


def test_a_new_catalogue_leaves_counters_at_work(catalogue_url: str) -> None:
    database = Database(Settings(database=catalogue_url))
    database.write_now(lambda db: db.execute(text("UPDATE counters SET state = 'open', turn = 7 WHERE code = '05'")))
    database.close()
    load_catalogue(catalogue_url, CATALOGUE)
    (row,) = query(catalogue_url, "SELECT state, turn FROM counters WHERE code = '05'")
    assert (row.state, row.turn) == ("open", 7)


def test_the_migrations_make_the_tables_that_the_code_knows(database_url: str) -> None:
    database = Database(Settings(database=database_url))
    migrate(database)
    differences = database.read_now(lambda db: compare_metadata(MigrationContext.configure(db), metadata))
    database.close()
    assert differences == []


def test_many_starts_at_once_migrate_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"

    def start(_n: int) -> None:
        database = Database(Settings(database=url))
        try:
            migrate(database)
        finally:
            database.close()

    with ThreadPoolExecutor(6) as starts:
        list(starts.map(start, range(6)))
    assert len(query(url, "SELECT * FROM alembic_version")) == 1


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "nonsense", "sqlite:///:memory:"])
def test_a_database_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write sqlite:///PATH or postgresql://"):
        serve(url, "127.0.0.1", 0)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AdminError, match="cannot be made"):
        add_terminal(f"sqlite:///{tmp_path}/file/hall.db", "lobby-1", "1 号机", "Unit 1", "1")


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="busy or away"):
        serve(f"postgresql://hall@/hall?host={tmp_path}", "127.0.0.1", 0, connect_seconds=1)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "hall.example"])
def test_the_network_reaches_the_hall_only_when_somebody_has_an_account(tmp_path: Path, host: str) -> None:
    with pytest.raises(ValueError, match="staff add NAME --role administrator"):
        serve(f"sqlite:///{tmp_path}/hall.db", host, 0)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_port_that_is_taken_is_told(tmp_path: Path, processes: int) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=f"--port {port}: nothing can listen there: Address already in use"):
            serve(f"sqlite:///{tmp_path}/hall.db", "127.0.0.1", port, processes=processes)


def test_loopback_is_known() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.1.2.3", "::1", "localhost"))


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
