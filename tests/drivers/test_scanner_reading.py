"""The pure rules of a read: which code belongs to it, where a text ends, what is text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocol.scan import MAX_TEXT_BYTES, Code, Fragment, Pending
from drivers.protocol.scan_plain import LineEnd, Lines
from drivers.scanner.judging import Rules
from drivers.scanner.reading import Judged, Reading

NONE: frozenset[str] = frozenset()
EVENTS = st.lists(
    st.one_of(
        st.just("yes"),
        st.just("no"),
        st.just("noise"),
        st.just("trigger"),
        st.integers(0, 3).map(lambda n: Code(b"code %d" % n)),
        st.just(Code(b"?")),
    ),
    max_size=30,
)


def judge(code: Code) -> Judged:
    return Judged(None if code.data == b"?" else code.data.decode(), code.data)


@given(EVENTS, st.booleans(), st.booleans(), st.integers(0, 2), st.booleans())
def test_no_code_is_taken_without_an_answer_of_this_read_unless_it_comes_again(
    events: list[object], answers: bool, twice: bool, stale: int, begun: bool
) -> None:
    reading = Reading(judge, answers=answers, twice=twice, doubts=True, stale=stale, begun=begun)
    heard: list[bytes] = []
    answered = noise = 0
    for event in events:
        match event:
            case "trigger":
                reading.triggered()
                assert not reading.needs_trigger
            case "yes" | "no":
                reading.answer(accepted=event == "yes")
                answered += event == "yes"
            case "noise":
                reading.fragment()
                noise += 1
            case Code(data):
                reading.code(event)
                heard.append(data)
                noise += data == b"?"
        if reading.result is not None:
            assert heard[-1].decode() == reading.result.text != "?"
            sure = not answers or answered > 0
            assert heard.count(heard[-1]) >= 2 or (sure and not twice and (noise == 0 or (begun and noise == 1)))
            return


def test_answers_that_earlier_triggers_are_owed_arm_nothing() -> None:
    reading = Reading(judge, answers=True, stale=1)
    reading.answer(accepted=True)
    reading.code(Code(b"late"))
    assert reading.result is None
    reading.answer(accepted=True)
    reading.code(Code(b"own"))
    assert reading.result is not None
    assert reading.result.text == "own"


def test_codes_of_another_kind_are_passed_over() -> None:
    rules = Rules()
    assert not rules.judge(Code(b"A", "qr"), frozenset(("code128",))).wanted
    assert rules.judge(Code(b"A", "qr"), frozenset(("qr",))).text == "A"
    assert rules.judge(Code(b"A"), frozenset(("qr",))).text == "A"  # the scanner does not say which it is


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"A023", "A023"),
        (b"[)>\x1e06\x1dA\x04", "[)>\x1e06\x1dA\x04"),
        (b"A\tB\nC", "A\tB\nC"),
        (b"A\x00", None),
        (b"\x06A", None),
        (b"A\x7f", None),
        (b"\xff", None),
        (b"", None),
        ("\ue000".encode(), None),
    ],
)
def test_what_is_text(data: bytes, text: str | None) -> None:
    assert Rules().judge(Code(data), NONE).text == text


@given(st.binary(min_size=1, max_size=8), st.binary(max_size=8), st.binary(max_size=30))
def test_only_what_stands_between_prefix_and_suffix_is_the_text(prefix: bytes, suffix: bytes, inner: bytes) -> None:
    rules = Rules(prefix, suffix)
    whole = rules.judge(Code(prefix + inner + suffix), NONE)
    assert whole.data in (inner, b"")
    assert whole.text is None or whole.data == inner
    assert rules.judge(Code(inner[: len(prefix + suffix) - 1]), NONE).text is None


# --- where a text ends ---


@pytest.mark.parametrize(
    ("ends", "said", "heard"),
    [
        (LineEnd.CR, b"A\rB", [Code(b"A"), Fragment(1)]),
        (LineEnd.LF, b"A\r\nB\n", [Code(b"A\r"), Code(b"B")]),
        (LineEnd.CRLF, b"A\rB\r\n", [Code(b"A\rB")]),
        (LineEnd.SILENCE, b"A\r\nB", [Code(b"A\r\nB")]),
        (LineEnd.AUTO, b"A\r\nB\r\n", [Code(b"A\r\nB")]),
        (LineEnd.AUTO, b"A\rA\r", [Code(b"A")]),
        (LineEnd.AUTO, b"\r\n", []),
        (LineEnd.AUTO, b"A", [Code(b"A")]),
    ],
)
def test_a_text_ends_where_it_is_set_to(ends: LineEnd, said: bytes, heard: list[object]) -> None:
    lines = Lines(ends)
    assert [*lines.feed(said), *lines.silence()] == heard
    assert lines.pending is Pending.NOTHING


def test_a_scanner_that_sends_line_ends_is_known_by_two_and_may_change() -> None:
    lines = Lines()

    def said(text: bytes) -> list[object]:
        return [*lines.feed(text), *lines.silence()]

    assert said(b"A\r") == [Code(b"A")]
    assert said(b"B") == [Code(b"B")]
    assert [said(b"A\r"), said(b"A\r")] == [[Code(b"A")]] * 2
    assert said(b"B") == [Fragment(1)]
    assert said(b"B") == [Code(b"B")]


@pytest.mark.parametrize("ends", LineEnd)
def test_a_text_longer_than_any_code_is_none(ends: LineEnd) -> None:
    lines = Lines(ends)
    assert lines.feed(b"A" * (MAX_TEXT_BYTES + 1)) == []
    heard = [*lines.feed(b"A\r\n"), *lines.silence()]
    assert not any(isinstance(each, Code) for each in heard)
    assert [*lines.feed(b"A\r\n"), *lines.silence()][0] in (Code(b"A"), Code(b"A\r"), Code(b"A\r\n"))
