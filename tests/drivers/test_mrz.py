"""Travel documents by their machine-readable lines: taken whole and checked, or not at all. All people are made up."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card import CardKind
from drivers.protocol.mrz import NoDocument, check_digit, parse
from drivers.roles import Outcome
from drivers.scanner.documents import DocumentReader, card_of
from tests.drivers.scanner_rig import rig, until

pytestmark = pytest.mark.leaping

TODAY = date(2026, 3, 18)


def with_digits(line: str) -> str:
    """ "*" becomes the check digit of what stands before it, back to the last bar; bars go."""
    done = ""
    for field in line.split("|"):
        done += field[:-1] + check_digit(field[:-1]) if field.endswith("*") else field
    return done


def td3(number: str = "E00000000", birth: str = "491001", sex: str = "F", expires: str = "300101") -> list[str]:
    optional = "<" * 14
    second = with_digits(f"{number}*|CHN|{birth}*|{sex}|{expires}*|{optional}*|")
    whole = check_digit(second[0:10] + second[13:20] + second[21:43])
    return ["P<CHNZHENG<<XIAOWU".ljust(44, "<"), second + whole]


def td2() -> list[str]:
    second = with_digits("D00000000*|UTO|740812*|F|310101*|" + "<" * 7)
    return [
        "I<UTOERIKSSON<<ANNA<MARIA".ljust(36, "<"),
        second + check_digit(second[0:10] + second[13:20] + second[21:35]),
    ]


def td1(number: str = "H00000000", tail: str = "") -> list[str]:
    first = (
        (with_digits(f"|CR|HKG|{number}*|") + tail).ljust(30, "<")
        if not tail
        else f"CRHKG{number}<{tail}".ljust(30, "<")
    )
    second = with_digits("491001*|M|300101*|CHN").ljust(29, "<")
    whole = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + whole, "CHAN<<TAI<MAN".ljust(30, "<")]


def test_the_worked_digits_of_the_rule() -> None:
    assert [check_digit(text) for text in ("520727", "AB2134<<<", "L898902C3", "ZE184226B<<<<<")] == [
        "3",
        "5",
        "6",
        "1",
    ]


def test_a_passport_is_a_card() -> None:
    card = card_of("\r\n".join(td3()), TODAY)
    assert card.kind is CardKind.TRAVEL_DOCUMENT
    assert (card.name, card.id_number, card.sex, card.nationality) == ("ZHENG XIAOWU", "E00000000", "女", "CHN")
    assert (card.birth, card.valid_to, card.issuer) == ("19491001", "20300101", "CHN")
    assert "ZHENG" not in repr(card)


def test_a_permit_of_three_lines_and_one_of_two_are_cards() -> None:
    assert card_of("\n".join(td1()), TODAY).id_number == "H00000000"
    assert card_of("\r".join(td2()), TODAY).name == "ERIKSSON ANNA MARIA"


def test_a_number_of_more_than_nine_characters_goes_on_behind() -> None:
    number = "H0000000012"
    tail = number[9:] + check_digit(number)
    assert card_of("\n".join(td1(number[:9], tail)), TODAY).id_number == number


def test_lines_without_anything_between_them_are_told_apart() -> None:
    for lines in (td1(), td2(), td3()):
        assert card_of("".join(lines), TODAY) == card_of("\n".join(lines), TODAY)


@pytest.mark.parametrize(
    ("birth", "expires", "born", "valid_to"),
    [
        ("260317", "350101", "20260317", "20350101"),
        ("260319", "350101", "19260319", "20350101"),
        ("70<<<<", "<<<<<<", None, None),
        ("000229", "751231", "20000229", "20751231"),
        ("000229", "770101", "20000229", "19770101"),
    ],
)
def test_a_year_of_two_digits_finds_its_century(
    birth: str, expires: str, born: str | None, valid_to: str | None
) -> None:
    card = card_of("\n".join(td3(birth=birth, expires=expires)), TODAY)
    assert (card.birth, card.valid_to) == (born, valid_to)


@pytest.mark.parametrize("birth", ["491301", "490230", "4A1001"])
def test_a_day_that_is_none_is_refused(birth: str) -> None:
    with pytest.raises(NoDocument):
        card_of("\n".join(td3(birth=birth)), TODAY)


@given(st.sampled_from([td1(), td2(), td3()]), st.data())
def test_no_digit_may_be_another(lines: list[str], data: st.DataObject) -> None:
    """Every digit of the checked lines: changed, the document is refused."""
    row = data.draw(st.sampled_from([0, 1] if len(lines) == 3 else [1]))
    places = [at for at, character in enumerate(lines[row]) if character.isdigit()]
    at = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([other for other in "0123456789" if other != lines[row][at]]))
    changed = list(lines)
    changed[row] = lines[row][:at] + digit + lines[row][at + 1 :]
    with pytest.raises(NoDocument):
        parse(changed)


@given(st.text(max_size=100))
def test_any_text_is_a_document_or_refused_without_a_word_of_it(text: str) -> None:
    with pytest.raises(NoDocument) as refused:
        card_of(text, TODAY)
    assert len(text) < 8 or text not in str(refused.value)


@given(st.lists(st.text("0123456789AZ<", min_size=44, max_size=44), min_size=2, max_size=2))
def test_lines_of_the_right_form_are_parsed_or_refused(lines: list[str]) -> None:
    try:
        parse(lines)
    except NoDocument:
        return


async def test_a_scanner_plays_the_card_reader() -> None:
    async with rig("newland") as made:
        reader = DocumentReader(made.scanner, lambda: TODAY)
        made.show("NO DOCUMENT")
        reading = asyncio.ensure_future(reader.read(5))
        await until(lambda: made.machine.reads > 0)
        made.show("\r\n".join(td3()))
        result = await reading
        assert result.outcome is Outcome.DONE
        assert result.card is not None
        assert result.card.id_number == "E00000000"


async def test_only_other_codes_are_unreadable_and_none_is_a_timeout() -> None:
    async with rig("newland") as made:
        reader = DocumentReader(made.scanner, lambda: TODAY)
        assert (await reader.read(0.2)).error == "scan.timeout"
        made.show("NO DOCUMENT")
        assert (await reader.read(0.4)).error == "scan.unreadable"
