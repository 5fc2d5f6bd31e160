"""Breaking lines: nothing is lost, nothing is too wide, punctuation stays where it belongs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens.wrap import balanced, cut, joined, pieces, wrap

TEXTS = st.text(alphabet="养老保险待遇申领，。（）AaBb -12\n、…", max_size=60)


def fixed(text: str) -> float:
    """Every character as wide as the other, Chinese twice as wide."""
    return float(sum(1 if character.isascii() else 2 for character in text))


@given(TEXTS)
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text


@given(TEXTS, st.integers(4, 40))
def test_no_character_is_lost(text: str, width: int) -> None:
    lines = wrap(text, fixed, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, st.integers(4, 40))
def test_lines_fit_unless_one_piece_alone_does_not(text: str, width: int) -> None:
    for line in wrap(text, fixed, width):
        assert fixed(line) <= width or len(pieces(line)) == 1


@given(TEXTS, st.integers(6, 40))
def test_closing_punctuation_never_begins_a_line(text: str, width: int) -> None:
    for paragraph in text.split("\n"):
        lines = wrap(paragraph, fixed, width)
        for line in lines[1:]:
            assert not line or line[0] not in "，。）、…"


@given(TEXTS, st.integers(6, 40))
def test_balancing_keeps_the_number_of_lines_and_the_width(text: str, width: int) -> None:
    greedy, even = wrap(text, fixed, width), balanced(text, fixed, width)
    assert len(even) == len(greedy)
    assert max(map(fixed, even)) <= max(width, *map(fixed, greedy))


def test_balancing_leaves_no_word_alone() -> None:
    assert balanced("Please take it from the slot", fixed, 25) == ["Please take it", "from the slot"]


def test_cut_says_that_something_is_missing() -> None:
    assert cut("Resident enrolment", fixed, 10) == "Residen..."
    assert cut("城乡居民参保登记", fixed, 10) == "城乡居民…"
    assert cut("short", fixed, 10) == "short"


def test_words_keep_their_space_when_lines_are_joined() -> None:
    assert joined(["enrolment and", "change"]) == "enrolment and change"
    assert joined(["参保登记", "和信息变更"]) == "参保登记和信息变更"
