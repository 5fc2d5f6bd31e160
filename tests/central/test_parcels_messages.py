"""Messages reach the gateway at least once and never twice by our own doing: against a real one on a real port that
answers, refuses, fails, says nothing, or takes the same message twice.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text, update

from central.admin import add_terminal, operate
from central.database import Database
from central.parcels import tables as t
from central.parcels.by import By
from central.parcels.cabinets import CabinetWish, add_cabinet
from central.parcels.codes import keep, make, read_wanted
from central.parcels.keys import Keys, Vault
from central.parcels.messages.choosing import choose_gateway
from central.parcels.messages.gateway import Answer, Became
from central.parcels.messages.http_gateway import HttpGateway, HttpSettings
from central.parcels.messages.sending import after, pause_ms, send_due
from central.parcels.messages.wording import Facts, wording
from central.parcels.outbox import queue, send_again
from central.parcels.phone_page import read_pickup
from central.parcels.quiet_hours import may_remind
from central.parcels.registering import register
from central.parcels.settings import ParcelSettings
from central.parcels.states import MessageKind, MessageState
from central.parcels.tending import tend
from central.parcels.wish import ParcelWish
from central.senders import PARCELS
from central.settings import Settings
from kiosk.lockers.pass_code import PickupPass, public_key_of, read_pass

NOW_MS = 1_773_792_000_000  # 2026-03-18 08:00 at Shanghai
BY = By(NOW_MS, "anna")
SETTINGS = ParcelSettings(message_tries=3)


class Provider:
    """The other end: `answers` in turn, then 200 for ever. None: it takes the message and says nothing."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str] | None] = []
        self.taken: list[dict[str, Any]] = []
        self.quiet = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.taken.append(json.loads(body) | {"authorization": self.headers.get("Authorization")})
                said = provider.answers.pop(0) if provider.answers else (200, '{"code": 0}')
                if said is None:
                    provider.quiet.wait(5)
                    self.close_connection = True
                    return
                self.send_response(said[0])
                self.send_header("Content-Length", str(len(said[1])))
                self.end_headers()
                self.wfile.write(said[1].encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def gateway(self, **more: Any) -> HttpGateway:
        url = f"http://127.0.0.1:{self.server.server_port}/send"
        usual: dict[str, Any] = {
            "headers": {"Authorization": "Bearer x"},
            "deadline_seconds": 20,
            "ok_when": r'"code":\s*0',
        }
        return HttpGateway(HttpSettings.model_validate({"url": url, **usual, **more}))

    def stop(self) -> None:
        self.quiet.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.stop()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "hall.keys")


@pytest.fixture
def parcel(database: Database, catalogue_url: str, vault: Vault) -> str:
    """One that lies ready in a cell, with its code and a message that is due."""
    add_terminal(catalogue_url, "locker-1", "柜", "", "7")
    keys = database.write_now(vault.keys)
    wish = {"case_number": "BJ-1", "title": "营业执照", "name": "王小明", "phone": "13800005678", "cabinet": "locker-1"}

    def begin(db: Any) -> str:
        add_cabinet(db, "locker-1", CabinetWish(name="1 号柜", place="大厅东门"), BY)
        return register(db, keys, [ParcelWish.model_validate(wish)], BY, SETTINGS)[0].id

    made = database.write_now(begin)
    codes = [make(wanted) for wanted in database.read_now(lambda db: read_wanted(db, keys, 9))]
    lies = update(t.parcels).values(state="inside", cell=3)

    def put_in(db: Any) -> None:
        keep(db, keys, codes, NOW_MS)
        db.execute(lies)
        db.execute(
            text("UPDATE hall SET body = :body"), {"body": '{"name": "某市大厅", "public_url": "https://hall.example"}'}
        )
        queue(db, [made], MessageKind.CODE, NOW_MS)

    database.write_now(put_in)
    return made


def code_of(database: Database, keys: Keys, parcel: str) -> str:
    sealed = database.read_now(lambda db: db.execute(select(t.parcels.c.code)).scalar_one())
    return keys.unseal(sealed, f"code of {parcel}")


async def rounds(database: Database, vault: Vault, gateway: Any, *at_ms: int) -> list[str]:
    """The message's state after each round."""
    states = []
    try:
        for now_ms in at_ms:
            await send_due(database, vault.path, gateway, SETTINGS, lambda now_ms=now_ms: now_ms)
            states.append(database.read_now(lambda db: db.execute(select(t.messages.c.state)).scalar_one()))
    finally:
        await gateway.close()
    return states


LATER = [NOW_MS + n * 3_600_000 for n in range(4)]


async def test_the_code_is_told_once_with_place_day_and_link(
    database: Database, provider: Provider, vault: Vault, parcel: str
) -> None:
    assert await rounds(database, vault, provider.gateway(), *LATER) == ["sent"] * 4
    (taken,) = provider.taken
    keys = database.write_now(vault.keys)
    assert (taken["phone"], taken["authorization"]) == ("13800005678", "Bearer x")
    code = code_of(database, keys, parcel)
    for word in ("【某市大厅】", code, "大厅东门1 号柜", "3月25日", "https://hall.example/p/"):
        assert word in taken["text"]
    token = re.search(r"/p/([\w-]+)", taken["text"])
    assert token is not None
    page = database.read_now(lambda db: read_pickup(db, keys, token[1], NOW_MS, SETTINGS))
    assert page is not None
    assert (page.code, page.cell, page.cabinet) == ("", 3, "1 号柜")
    said = read_pass(public_key_of(keys.sign_key), page.qr)
    assert said == PickupPass(parcel=parcel, cabinet="locker-1", issue=1, until=(NOW_MS + 86_400_000) // 1000)
    assert database.read_now(lambda db: read_pickup(db, keys, "x" * 22, NOW_MS, SETTINGS)) is None
    shows = ParcelSettings(code_on_phone_page=True)
    with_code = database.read_now(lambda db: read_pickup(db, keys, token[1], NOW_MS, shows))
    assert with_code is not None
    assert with_code.code == code


async def test_a_busy_gateway_is_asked_again_and_a_refusal_is_final(
    database: Database, provider: Provider, vault: Vault, parcel: str
) -> None:
    provider.answers = [(500, ""), (429, ""), (200, '{"code": 17}')]
    soon = [NOW_MS, NOW_MS + 1, NOW_MS + pause_ms(1, SETTINGS), LATER[1], LATER[2]]
    assert await rounds(database, vault, provider.gateway(), *soon) == [
        "queued",
        "queued",
        "queued",
        "failed",
        "failed",
    ]
    assert len(provider.taken) == 3
    assert len({each["id"] for each in provider.taken}) == 1
    (row,) = database.read_now(lambda db: db.execute(select(t.messages)).all())
    assert "ok_when" in row.error
    database.write_now(lambda db: send_again(db, row.id, NOW_MS))
    assert await rounds(database, vault, provider.gateway(), LATER[3]) == ["sent"]
    assert provider.taken[-1]["id"] != row.id


@pytest.mark.parametrize(("knows_ids", "handed_over", "ends"), [(True, 2, "sent"), (False, 1, "unknown")])
async def test_what_was_not_answered_goes_again_under_its_id_or_is_unknown(
    database: Database, provider: Provider, vault: Vault, parcel: str, knows_ids: bool, handed_over: int, ends: str
) -> None:
    provider.answers = [None]
    gateway = provider.gateway(knows_ids=knows_ids, deadline_seconds=1)
    assert (await rounds(database, vault, gateway, *LATER))[-1] == ends
    assert len(provider.taken) == handed_over
    assert len({each["id"] for each in provider.taken}) == 1


@pytest.mark.parametrize(("knows_ids", "ends"), [(True, "sent"), (False, "unknown")])
async def test_a_server_that_died_while_sending_sends_no_second_message(
    database: Database, provider: Provider, vault: Vault, parcel: str, knows_ids: bool, ends: str
) -> None:
    claimed = update(t.messages).values(state="sending", tries=1, changed_ms=NOW_MS)
    database.write_now(lambda db: db.execute(claimed))
    gateway = provider.gateway(knows_ids=knows_ids)
    assert await rounds(database, vault, gateway, NOW_MS + 10_000, LATER[1]) == ["sending", ends]


async def test_what_has_nothing_to_say_any_more_is_dropped(
    database: Database, provider: Provider, vault: Vault, parcel: str
) -> None:
    database.write_now(lambda db: db.execute(update(t.parcels).values(state="collected")))
    assert await rounds(database, vault, provider.gateway(), NOW_MS) == ["dropped"]
    assert provider.taken == []
    database.write_now(lambda db: db.execute(update(t.parcels).values(state="inside")))
    database.write_now(lambda db: queue(db, [parcel], MessageKind.CODE, NOW_MS))
    assert await rounds(database, vault, provider.gateway(), NOW_MS) == ["sent"]


async def test_a_gateway_that_is_away_has_taken_nothing(database: Database, vault: Vault, parcel: str) -> None:
    away = HttpGateway(HttpSettings(url="http://127.0.0.1:9/send"))
    assert await rounds(database, vault, away, *LATER) == ["queued", "queued", "failed", "failed"]


async def test_the_files_gateway_writes_a_message_once(
    database: Database, vault: Vault, parcel: str, tmp_path: Path
) -> None:
    config = tmp_path / "sms.toml"
    config.write_text(f'gateway = "file"\n[file]\npath = "{tmp_path}/out.jsonl"\n', encoding="utf-8")
    assert await rounds(database, vault, choose_gateway(str(config)), NOW_MS) == ["sent"]
    database.write_now(lambda db: db.execute(update(t.messages).values(state="queued")))
    assert await rounds(database, vault, choose_gateway(str(config)), LATER[1]) == ["sent"]
    (line,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["phone"] == "13800005678"


def test_the_shipped_file_is_right_and_a_wrong_one_says_where(tmp_path: Path) -> None:
    assert choose_gateway(str(Path(__file__).parents[2] / "config" / "sms.toml")) is not None
    wrong = tmp_path / "sms.toml"
    wrong.write_text('gateway = "http"\n[http]\nurl = "ftp://x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"sms\.toml: http\.url"):
        choose_gateway(str(wrong))


def test_a_reminder_comes_once_a_day_before_and_not_at_night(database: Database, parcel: str) -> None:
    reminders = select(t.messages).where(t.messages.c.kind == MessageKind.REMINDER)

    def tended(hours: int) -> int:
        database.write_now(lambda db: tend(db, SETTINGS, NOW_MS + hours * 3_600_000))
        return len(database.read_now(lambda db: db.execute(reminders).all()))

    assert [tended(hours) for hours in (5 * 24, 6 * 24 - 2, 6 * 24 + 14, 6 * 24 + 1, 6 * 24 + 2)] == [0, 0, 0, 1, 1]
    assert may_remind(time(22), time(6), time(23))


async def test_a_reminder_that_was_late_waits_for_the_morning(
    database: Database, vault: Vault, parcel: str, provider: Provider
) -> None:
    hour_ms = 3_600_000
    of_tomorrow = update(t.messages).values(kind=MessageKind.REMINDER)
    database.write_now(lambda db: db.execute(of_tomorrow))
    states = await rounds(database, vault, provider.gateway(), NOW_MS + 14 * hour_ms, NOW_MS + 25 * hour_ms)
    assert (states, len(provider.taken)) == (["queued", "sent"], 1)
    database.write_now(lambda db: db.execute(update(t.messages).values(state="queued")))
    database.write_now(lambda db: db.execute(update(t.parcels).values(expires_ms=NOW_MS)))
    assert await rounds(database, vault, provider.gateway(), NOW_MS + 26 * hour_ms) == ["dropped"]


def test_what_follows_an_answer() -> None:
    def state(became: Became, tries: int, knows_ids: bool = True) -> MessageState:
        return after(Answer(became), tries, knows_ids, SETTINGS)

    assert state(Became.AGAIN, 3) is MessageState.FAILED
    assert state(Became.UNANSWERED, 2) is MessageState.QUEUED
    assert state(Became.UNANSWERED, 3) is MessageState.UNKNOWN
    assert [pause_ms(n, SETTINGS) for n in (1, 2, 3, 60)] == [5_000, 10_000, 20_000, 1_800_000]


def test_the_phones_digits_are_asked_for_and_not_told() -> None:
    until = datetime.fromisoformat("2026-03-25T23:59:59+08:00")
    said = wording(Facts(MessageKind.REISSUED, "某市大厅", "营业执照", "东门", "1 号柜", "204081", True, until, ""))
    assert "取件码 204081，后面再输您手机号的后四位" in said
    assert "已失效" in said


def test_a_day_that_is_over_is_not_told_as_one_to_come() -> None:
    until = datetime.fromisoformat("2026-03-25T23:59:59+08:00")
    facts = Facts(MessageKind.CODE, "某市大厅", "营业执照", "东门", "1 号柜", "20408112", False, until, "")
    assert "请在3月25日23:59前来" in wording(facts)
    overdue = wording(replace(facts, overdue=True))
    assert "已超过保管期，请尽快前来" in overdue
    assert "3月25日" not in overdue


def test_the_other_system_registers_over_http_and_codes_follow(
    catalogue_url: str, start_server: Any, wait_until: Any, tmp_path: Path
) -> None:
    add_terminal(catalogue_url, "locker-1", "柜", "", "7")
    own = ParcelSettings(keys=str(tmp_path / "hall.keys"), codes_every_seconds=0.05)
    vault = Vault(tmp_path / "hall.keys")
    operate(catalogue_url, vault.keys)
    operate(catalogue_url, lambda db: add_cabinet(db, "locker-1", CabinetWish(name="1 号柜"), BY))
    token = operate(catalogue_url, PARCELS.renew_token)
    wishes = [
        {"case_number": "BJ-1", "title": "营业执照", "name": "王小明", "cabinet": "locker-1", "phone": "13800005678"}
    ]
    with start_server(Settings(database=catalogue_url, parcels=own)) as server:

        def one() -> httpx.Response:
            return server.client.get("/api/v1/parcels/BJ-1", headers={"Authorization": f"Bearer {token}"})

        assert server.post("/api/v1/parcels", "wrong", wishes).status_code == 401
        assert one().status_code == 404
        added, known = (server.post("/api/v1/parcels", token, wishes).json()["parcels"][0] for _ in range(2))
        assert (added["outcome"], known["outcome"], added["id"]) == ("added", "known", known["id"])
        refused = server.post("/api/v1/parcels", token, [{**wishes[0], "case_number": "BJ-2", "cabinet": "no"}])
        assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "cabinet")
        assert one().json()["state"] == "registered"
        opened = Database(Settings(database=catalogue_url))
        hashes = select(t.parcels.c.code_hash)
        try:
            wait_until(lambda: opened.read_now(lambda db: db.execute(hashes).scalar_one()))
        finally:
            opened.close()
