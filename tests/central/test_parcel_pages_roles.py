"""Who may open which page of cabinets and parcels, and press what on it; each new route takes a place in the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from central.centre import Centre
from central.clock import wall_clock
from central.database import Database
from central.pages.doorway import COOKIE
from central.pages.lockers import routes
from central.parcels.settings import ParcelSettings
from central.settings import Settings
from central.staff import sessions
from central.staff.roles import Role
from tests.central.cabinet_told import PARCEL, TERMINAL, fill
from tests.central.conftest import browser

CLERK, MANAGER = Role.CLERK, Role.MANAGER
PUBLIC = None
PLACES = {
    "terminal": TERMINAL,
    "parcel": PARCEL(2),
    "cell": "3",
    "account": "1",
    "what": "alarm",
    "row": "1",
    "bulk": "1",
}
PLACES |= {"message": "0" * 32, "token": "0" * 22}

TABLE: dict[str, Role | None] = {
    "POST /cabinets/noted/{what}/{row}/seen": CLERK,
    "POST /cabinets/{terminal}/cells/{cell}/open": MANAGER,
    "POST /cabinets/{terminal}/cells/{cell}/disable": MANAGER,
    "POST /cabinets/{terminal}/cells/{cell}/enable": MANAGER,
    "GET /cabinets/{terminal}/bulk": MANAGER,
    "POST /cabinets/{terminal}/bulk": MANAGER,
    "POST /cabinets/{terminal}/bulk/{bulk}/approve": MANAGER,
    "GET /cabinets": CLERK,
    "GET /cabinets/live": CLERK,
    "GET /cabinets/{terminal}": CLERK,
    "GET /cabinets/{terminal}/live": CLERK,
    "GET /parcels": CLERK,
    "GET /parcels/live": CLERK,
    "GET /parcels/labels": CLERK,
    "GET /parcels/new": CLERK,
    "POST /parcels/new": CLERK,
    "GET /parcels/import": CLERK,
    "POST /parcels/import": CLERK,
    "GET /parcels/import/template.xlsx": CLERK,
    "POST /parcels/{parcel}/reissue": CLERK,
    "POST /parcels/{parcel}/cancel": MANAGER,
    "POST /parcels/{parcel}/post": CLERK,
    "POST /parcels/{parcel}/code": MANAGER,
    "POST /parcels/{parcel}/waybill": CLERK,
    "POST /parcels/{parcel}/expiry": CLERK,
    "POST /parcels/{parcel}/move": CLERK,
    "POST /parcels/{parcel}/post-state": CLERK,
    "POST /parcels/{parcel}/messages/{message}/again": CLERK,
    "POST /parcels/{parcel}/seen": CLERK,
    "GET /parcels/{parcel}": CLERK,
    "GET /parcels/{parcel}/live": CLERK,
    "GET /cabinet-passes": CLERK,
    "POST /cabinet-passes/once": CLERK,
    "POST /cabinet-passes/{account}/badge": MANAGER,
    "POST /cabinet-passes/{account}/revoke": MANAGER,
    "POST /cabinet-passes/{account}/places": MANAGER,
    "GET /p/{token}": PUBLIC,
}


@pytest.fixture
def kind() -> str:
    return "sqlite"  # nothing here asks the database anything of its own


@pytest.fixture
def hall(catalogue_url: str, database: Database, start_server: Any, tmp_path: Path) -> Iterator[Any]:
    database.write_now(lambda db: fill(db, wall_clock()))
    settings = Settings(database=catalogue_url, parcels=ParcelSettings(keys=str(tmp_path / "hall.keys")))
    with start_server(settings) as server:
        yield server


def listed(url: str) -> Iterator[tuple[str, str]]:
    settings = Settings(database=url)
    database = Database(settings)
    try:
        found = routes(Centre(settings, database, wall_clock))
    finally:
        database.close()
    for route in found:
        assert isinstance(route, Route)
        yield from ((method, route.path) for method in (route.methods or set()) - {"HEAD"})


def answered(client: httpx.Client, method: str, path: str, origin: str = "", **form: str) -> int:
    """The status alone: live pages never end."""
    files = {"file": ("a.csv", b"a")} if (method, path) == ("POST", "/parcels/import") else None
    headers = {"Origin": origin or str(client.base_url).rstrip("/")}
    with client.stream(method, path.format_map(PLACES), headers=headers, data=form or None, files=files) as answer:
        return answer.status_code


def test_everybody_may_what_the_table_says_and_no_more(hall: Any, catalogue_url: str) -> None:
    known = list(listed(catalogue_url))
    assert {f"{method} {path}" for method, path in known} == set(TABLE)
    with browser(hall.url) as stranger, hall.person("clerk") as clerk, hall.person("boss", MANAGER) as manager:
        for method, path in known:
            role, said = TABLE[f"{method} {path}"], f"{method} {path}"
            if role is PUBLIC:
                assert answered(stranger, method, path) == 404, said  # no such token, and no question who asks
                continue
            assert answered(stranger, method, path) in (303, 401), said
            if role is MANAGER:
                assert answered(clerk, method, path) == 403, said
            if method == "POST":
                token = sessions.form_token(manager.cookies[COOKIE])
                assert answered(manager, method, path) == 403, said  # a form of somebody else's session
                assert answered(manager, method, path, "https://elsewhere.example", form_token=token) == 403, said
            else:
                assert answered(clerk if role is CLERK else manager, method, path) in (200, 404), said
