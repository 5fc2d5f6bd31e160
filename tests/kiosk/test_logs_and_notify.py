"""Logs without people's data, and the words for systemd."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from kiosk.log import HIDDEN, redact, redacted, set_up
from kiosk.notify import Notify

ID_NUMBERS = ["11010119900307000X", "110101199003070003", "110101-19900307-000x", "110101 19900307 0003"]


@pytest.fixture
def whole_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("number", ID_NUMBERS)
def test_id_numbers_are_hidden(number: str) -> None:
    assert redacted(f"card {number} read") == f"card {HIDDEN} read"
    assert redacted(f"证件号{number}。") == f"证件号{HIDDEN}。"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("call 13800000000 now", f"call {HIDDEN} now"),
        ("+86 138-0000-0000", HIDDEN),
        ("Authorization: Bearer abc.DEF-123", f"Authorization: Bearer {HIDDEN}"),
        ("GET /x?token=abc&y=1", f"GET /x?token={HIDDEN}&y=1"),
        ("ticket A001 at 2026-03-18 12:00:00", "ticket A001 at 2026-03-18 12:00:00"),
    ],
)
def test_what_is_hidden_and_what_stays(text: str, clean: str) -> None:
    assert redacted(text) == clean


@given(
    st.recursive(
        st.text() | st.integers() | st.sampled_from(ID_NUMBERS),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_id_number_survives_in_any_value(value: object) -> None:
    cleaned = str(redact(value))
    assert not any(number in cleaned for number in ID_NUMBERS)


def test_a_log_line_is_one_clean_json_object(whole_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    log = set_up("info", "json")
    log.info("seen", token="abc", who={"card": ID_NUMBERS[0]})
    logging.getLogger("drivers.escpos").warning("stray %s", ID_NUMBERS[1])
    try:
        int(ID_NUMBERS[0])
    except ValueError:
        log.exception("failed")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["seen", f"stray {HIDDEN}", "failed"]
    assert (lines[0]["token"], lines[0]["who"]) == (HIDDEN, {"card": HIDDEN})
    assert "Traceback" in lines[2]["exception"]
    assert ID_NUMBERS[0] not in lines[2]["exception"]


def test_systemd_is_told_what_it_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        systemd.settimeout(5)
        notify = Notify({"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "30000000"})
        notify.ready()
        notify.alive()
        notify.stopping()
        assert [systemd.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    assert notify.watchdog_seconds == 30
    notify.alive()  # nobody there any more: no error


def test_without_systemd_nothing_is_told() -> None:
    notify = Notify({})
    notify.ready()
    assert notify.watchdog_seconds is None
