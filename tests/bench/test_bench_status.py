"""Bits of the answers, as the manuals list them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.escpos import replies, status
from bench.escpos.commands import Command
from bench.escpos.status import Condition

CONDITIONS = st.builds(
    Condition,
    **dict.fromkeys(("paper_out", "paper_low", "cover_open", "cutter", "head_hot", "unrecoverable"), st.booleans()),
)


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        (Condition(), "12121212"),
        (Condition(paper_low=True), "1212121e"),
        (Condition(paper_out=True), "1a321272"),
        (Condition(paper_out=True, paper_low=True), "1a32127e"),
        (Condition(cover_open=True), "1a161212"),
        (Condition(cutter=True), "1a521a12"),
        (Condition(head_hot=True), "1a525212"),
        (Condition(unrecoverable=True), "1a523212"),
    ],
)
def test_real_time_status(condition: Condition, answers: str) -> None:
    assert b"".join(status.eot(condition, n) for n in (1, 2, 3, 4)).hex() == answers


@pytest.mark.parametrize(
    ("condition", "block", "paper"),
    [
        (Condition(), "10000000", "00"),
        (Condition(paper_low=True), "10000300", "03"),
        (Condition(paper_out=True), "18000f00", "0f"),
        (Condition(cover_open=True), "38000000", "00"),
        (Condition(cutter=True), "18080000", "00"),
    ],
)
def test_automatic_status_and_queued_paper_status(condition: Condition, block: str, paper: str) -> None:
    assert status.asb(condition).hex() == block
    assert status.paper_byte(condition).hex() == paper


@settings(deadline=None)
@given(CONDITIONS)
def test_every_answer_can_be_told_from_the_others(condition: Condition) -> None:
    assert all((status.eot(condition, n)[0] & 0x93) == 0x12 for n in (1, 2, 3, 4))
    first, *rest = status.asb(condition)
    assert first & 0x93 == 0x10
    assert all(byte & 0x90 == 0 for byte in rest)


def test_news_only_of_what_was_asked_for() -> None:
    low = Condition(paper_low=True)
    assert status.asb_news(Condition(), low, 0x08)
    assert not status.asb_news(Condition(), low, 0x06)
    assert not status.asb_news(low, low, 0x0E)


def test_the_marker_comes_back_and_a_broken_one_does_not() -> None:
    good = Command(b"\x1d(H", bytes.fromhex("0600 3030 41423031"))
    assert replies.reply(good, Condition()).hex() == "37224142303100"
    control = Command(b"\x1d(H", bytes.fromhex("0600 3030 41420a31"))
    assert replies.reply(control, Condition()) == b""
