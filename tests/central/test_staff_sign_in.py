"""Signing in and out: sessions, pauses after failures, the same answer for whoever is unknown, and the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from argon2 import extract_parameters
from sqlalchemy import text

from central.database import Database
from central.pages.doorway import COOKIE
from central.settings import Settings
from central.staff import changes, links, sessions
from central.staff.attempts import network_of, pause_ms
from central.staff.audit import What
from central.staff.changes import By
from central.staff.passwords import Passwords, random_password
from central.staff.roles import Role
from central.staff.settings import StaffSettings
from central.staff.sign_in import SignIn, SignInRefused
from central.tokens import token_hash

NOW_MS = 1_773_800_000_000
CHEAP = StaffSettings(argon2_passes=1, argon2_memory_kib=64, argon2_lanes=1)
PASSWORD = "made-for-this-test"
ELSEWHERE = "203.0.113.9"


class Hand:
    """A clock that is set."""

    def __init__(self) -> None:
        self.ms = NOW_MS

    def __call__(self) -> int:
        return self.ms


def add(database: Database, name: str = "0317", role: Role = Role.CLERK) -> int:
    hashed = Passwords(CHEAP).hashed(PASSWORD)
    by = By(NOW_MS, "command line")
    return database.write_now(lambda db: changes.add(db, name, name, role, hashed, by)).id


def audit(database: Database) -> list[str]:
    query = text("SELECT what FROM staff_audit ORDER BY id")
    return database.read_now(lambda db: list(db.execute(query).scalars()))


async def refusal(sign_in: SignIn, name: str, password: str, address: str = ELSEWHERE) -> int:
    """The seconds to wait that the refusal names."""
    with pytest.raises(SignInRefused) as refused:
        await sign_in(name, password, address)
    return refused.value.wait_seconds


async def test_the_right_password_begins_a_session_and_only_its_hash_is_kept(database: Database) -> None:
    account = add(database)
    token = await SignIn(database, CHEAP, Hand())(" ０３１７ ", PASSWORD, ELSEWHERE)  # full-width, as it may be typed
    session = database.read_now(lambda db: sessions.find(db, token_hash(token), NOW_MS, CHEAP))
    assert session is not None
    assert session.account.id == account
    kept = database.read_now(lambda db: str(db.execute(text("SELECT * FROM staff_sessions")).all()))
    assert token not in kept
    assert len(token) >= 43  # 256 bits
    assert audit(database) == [What.ADDED, What.SIGNED_IN]


async def test_a_wrong_password_an_unknown_name_and_a_disabled_account_are_answered_alike(database: Database) -> None:
    account = add(database)
    sign_in = SignIn(database, CHEAP, Hand())
    assert await refusal(sign_in, "0317", "wrong") == 0
    assert await refusal(sign_in, "nobody", PASSWORD) == 0
    database.write_now(lambda db: changes.disable(db, account, By(NOW_MS, "")))
    assert await refusal(sign_in, "0317", PASSWORD) == 0
    assert audit(database) == [What.ADDED, What.REFUSED, What.REFUSED, What.DISABLED, What.REFUSED]
    whose = database.read_now(lambda db: db.execute(text("SELECT * FROM staff_audit")).all())
    assert "nobody" not in str(whose)


def test_an_unknown_name_costs_a_whole_look_at_a_password() -> None:
    """Its stand-in is looked at with the parameters of real hashes."""
    passwords = Passwords(CHEAP)
    real, nobodys = extract_parameters(passwords.hashed(PASSWORD)), extract_parameters(passwords._nobodys)
    assert real == nobodys
    assert not passwords.fits(None, PASSWORD)


async def test_a_password_is_hashed_anew_once_the_parameters_changed(database: Database) -> None:
    add(database)
    stronger = StaffSettings(argon2_passes=2, argon2_memory_kib=128, argon2_lanes=1)
    await SignIn(database, stronger, Hand())("0317", PASSWORD, ELSEWHERE)
    stored = database.read_now(lambda db: str(db.execute(text("SELECT password FROM staff")).scalar()))
    assert "m=128,t=2" in stored
    assert await SignIn(database, stronger, Hand())("0317", PASSWORD, ELSEWHERE)


async def test_pauses_for_a_name_grow_and_even_the_right_password_waits(database: Database) -> None:
    add(database)
    clock = Hand()
    sign_in = SignIn(database, CHEAP, clock)
    for _ in range(CHEAP.account_failures_free):
        assert await refusal(sign_in, "0317", "wrong") == 0
    assert await refusal(sign_in, "0317", PASSWORD) == CHEAP.first_pause_ms // 1000
    clock.ms += CHEAP.first_pause_ms
    assert await refusal(sign_in, "0317", "wrong") == 0
    assert await refusal(sign_in, "0317", "wrong") == 2 * CHEAP.first_pause_ms // 1000
    clock.ms += 2 * CHEAP.first_pause_ms
    assert await sign_in("0317", PASSWORD, ELSEWHERE)
    assert await refusal(sign_in, "0317", "wrong") == 0  # counted from the start again
    assert What.REFUSED_PAUSED in audit(database)


async def test_one_address_that_tries_many_names_is_paused_and_others_are_not(database: Database) -> None:
    add(database)
    sign_in = SignIn(database, CHEAP, Hand())
    for n in range(CHEAP.address_failures_free):
        assert await refusal(sign_in, f"name-{n}", "wrong") == 0
    assert await refusal(sign_in, "another", "wrong") > 0
    assert await sign_in("0317", PASSWORD, "198.51.100.1")


async def test_many_guesses_at_once_gain_nothing(database: Database) -> None:
    add(database)
    sign_in = SignIn(database, StaffSettings(**{**_values(CHEAP), "sign_ins_in_work": 8}), Hand())
    waits = await asyncio.gather(*(refusal(sign_in, "0317", f"guess-{n}") for n in range(20)))
    assert sum(wait == 0 for wait in waits) <= CHEAP.account_failures_free + 1


def _values(settings: StaffSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in StaffSettings.__dataclass_fields__}


def test_a_pause_doubles_up_to_its_longest() -> None:
    free = CHEAP.account_failures_free
    pauses = [pause_ms(failures, free, CHEAP) for failures in range(free + 100)]
    assert pauses[:free] == [0] * free
    assert pauses[free : free + 3] == [2_000, 4_000, 8_000]
    assert pauses[-1] == CHEAP.longest_pause_ms


def test_an_ipv6_network_is_one_address() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("") == ""


def test_a_session_ends_idle_old_and_with_its_account(database: Database) -> None:
    account = add(database)

    def begun() -> str:
        return token_hash(database.write_now(lambda db: sessions.begin(db, account, NOW_MS)))

    def lives(key: str, now_ms: int) -> bool:
        return database.read_now(lambda db: sessions.find(db, key, now_ms, CHEAP)) is not None

    idle_ms, longest_ms = CHEAP.session_idle_seconds * 1000, CHEAP.session_seconds * 1000
    key = begun()
    assert lives(key, NOW_MS + idle_ms)
    assert not lives(key, NOW_MS + idle_ms + 1)
    database.write_now(lambda db: sessions.see(db, key, NOW_MS + longest_ms))
    assert lives(key, NOW_MS + longest_ms)
    assert not lives(key, NOW_MS + longest_ms + 1)
    database.write_now(lambda db: changes.change_password(db, account, "other", By(NOW_MS, "")))
    assert not lives(key, NOW_MS)
    again = begun()
    database.write_now(lambda db: changes.disable(db, account, By(NOW_MS, "")))
    assert not lives(again, NOW_MS)


def test_a_link_signs_in_once_and_not_too_late(database: Database) -> None:
    account = add(database)
    by = By(NOW_MS, "command line")
    first, late = (database.write_now(lambda db: changes.give_link(db, account, NOW_MS + 1000, by)) for _ in range(2))
    assert database.write_now(lambda db: links.follow(db, first, ELSEWHERE, NOW_MS))
    assert database.write_now(lambda db: links.follow(db, first, ELSEWHERE, NOW_MS)) is None
    assert database.write_now(lambda db: links.follow(db, late, ELSEWHERE, NOW_MS + 1000)) is None
    assert audit(database)[-3:] == [What.SIGNED_IN_BY_LINK, What.REFUSED_LINK, What.REFUSED_LINK]


def test_random_passwords_differ_and_are_long_enough() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) >= StaffSettings().password_shortest for password in made)


@pytest.fixture
def hall(catalogue_url: str, start_server: Any) -> Iterator[Any]:
    with start_server(Settings(database=catalogue_url, staff=CHEAP)) as server:
        yield server


def test_the_pages_way_in_and_out(hall: Any, database: Database) -> None:
    add(database)
    with httpx.Client(base_url=hall.url, headers={"Origin": hall.url}) as browser:
        led = browser.get("/counters/05")
        assert led.headers["location"] == "/sign-in?next=%2Fcounters%2F05"
        wrong = browser.post("/sign-in", data={"name": "0317", "password": "wrong"})
        assert (wrong.status_code, "账号或密码不对" in wrong.text) == (401, True)
        entry = {"name": "0317", "password": PASSWORD, "next": "/counters/05"}
        entered = browser.post("/sign-in", data=entry)
        assert (entered.status_code, entered.headers["location"]) == (303, "/counters/05")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        assert "0317" in browser.get("/counters").text
        token = browser.cookies[COOKIE]
        assert hall.press("/sign-out", browser).status_code == 303
        browser.cookies.set(COOKIE, token)
        assert browser.get("/counters").status_code == 303


def test_signing_in_leads_to_no_other_server(hall: Any, database: Database) -> None:
    add(database)
    with httpx.Client(base_url=hall.url, headers={"Origin": hall.url}) as browser:
        for path in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nx: y", ""):
            entered = browser.post("/sign-in", data={"name": "0317", "password": PASSWORD, "next": path})
            assert entered.headers["location"] == "/", path


def test_behind_https_the_cookie_is_secure(hall: Any, database: Database) -> None:
    add(database)
    headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-Proto": "https"}
    with httpx.Client(base_url=hall.url, headers=headers) as browser:
        entered = browser.post("/sign-in", data={"name": "0317", "password": PASSWORD})
    assert "; secure" in entered.headers["set-cookie"].lower()


def test_without_any_account_the_page_says_how_to_add_one(hall: Any, database: Database) -> None:
    database.write_now(lambda db: db.execute(text("DELETE FROM staff")))
    page = hall.client.get("/", follow_redirects=True).text
    assert "python main.py staff add NAME --role administrator" in page
    assert 'name="password"' not in page
