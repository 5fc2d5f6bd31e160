"""What stands on a card: the four layouts, the code tables, the numbers, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.cards.plastic import CITIZEN, number, record
from bench.cards.wallet import CARDS
from drivers.card import CardKind
from drivers.protocol.id_number import check_character, is_date, is_id_number
from drivers.protocol.sdt_codes import nation_of, sex_of
from drivers.protocol.sdt_data import CardData
from drivers.protocol.sdt_text import UnreadableText, appended_address, to_card

ROWS = json.loads((Path(__file__).parent / "vectors_sdt.json").read_text(encoding="utf-8"))
VECTORS = {row["name"]: bytes.fromhex(row["hex"]) for row in ROWS}
GOOD = {
    "name": "张测试",
    "sex": "1",
    "nation": "01",
    "birth": "19491001",
    "address": "测试路1号",
    "number": "110101194910010001",
    "issuer": "测试市公安局",
    "from": "20200101",
    "to": "长期",
}


def citizen(**other: str) -> bytes:
    return record(CITIZEN, {**GOOD, **other})


@pytest.mark.parametrize(
    ("vector", "fields"),
    [
        (
            "text_citizen_synthetic",
            {
                "kind": "citizen",
                "name": "测试",
                "sex": "男",
                "nation": "汉",
                "birth": "19491001",
                "address": "测试省测试市测试路1号",
                "id_number": "110101194910010001",
                "issuer": "测试市公安局",
                "valid_from": "20200101",
                "valid_to": "长期",
            },
        ),
        (
            "text_hkmt_synthetic",
            {
                "kind": "residence_permit",
                "name": "测试",
                "sex": "女",
                "birth": "19491001",
                "address": "测试省测试市测试路1号",
                "id_number": "810000194910010005",
                "issuer": "测试市公安局",
                "valid_from": "20200101",
                "valid_to": "20250101",
                "pass_number": "H00000000",
                "issue_count": "01",
            },
        ),
        (
            "text_foreigner2017_synthetic",
            {
                "kind": "foreigner_2017",
                "name": "TEST, SAMPLE",
                "english_name": "TEST, SAMPLE",
                "chinese_name": "测试",
                "sex": "男",
                "nationality": "UTO",
                "birth": "19491001",
                "id_number": "UTO110149100100",
                "issuer": "1100",
                "valid_from": "20200101",
                "valid_to": "20300101",
            },
        ),
        (
            "text_foreigner2023_synthetic",
            {
                "kind": "foreigner_2023",
                "name": "测试",
                "english_name": "TEST, SAMPLE",
                "chinese_name": "测试",
                "sex": "男",
                "nationality": "UTO",
                "birth": "19491001",
                "id_number": "91100019491001000X",
                "valid_from": "20240101",
                "valid_to": "20340101",
                "issue_count": "00",
            },
        ),
    ],
)
def test_the_four_kinds_of_card_are_read_by_their_flag(vector: str, fields: dict[str, str]) -> None:
    assert to_card(VECTORS[vector]).to_fields(reveal=True) == fields


@pytest.mark.parametrize("vector", ["read_base_fp_reply_synthetic", "read_base_fp_reply_nofp_synthetic"])
def test_a_card_with_fingerprints_is_the_same_card(vector: str) -> None:
    data = CardData.from_bytes(VECTORS[vector][10:-1])
    assert to_card(data.text, data.photo) == to_card(VECTORS["text_citizen_synthetic"], data.photo)


def test_a_name_that_goes_on_in_a_second_field_keeps_its_space() -> None:
    card = to_card(CARDS["foreigner_2023"].text)
    assert card.english_name == "SAMPLE, TEST WITH A VERY LONG NAME THAT GOESON"


def test_the_appended_address_is_text_without_padding() -> None:
    assert appended_address(VECTORS["read_new_address_reply_synthetic"][10:-1]) == "测试省测试市新址路2号"


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("flag", "Q", "flag"),
        ("flag", "j", "flag"),
        ("name", "", "name is empty"),
        ("name", "张\x07三", "control"),
        ("birth", "19491301", "birth date is no date"),
        ("birth", "19491002", "another birth date"),
        ("number", "110101194910010002", "check character"),
        ("number", "11010119491001000", "check character"),
        ("from", "2020010", "begin of validity"),
        ("to", "长久", "end of validity"),
    ],
)
def test_a_record_that_does_not_hold_together_is_refused(field: str, value: str, why: str) -> None:
    with pytest.raises(UnreadableText, match=why) as refused:
        to_card(citizen(**{field: value}))
    assert "110101" not in str(refused.value)
    assert "张" not in str(refused.value)


def test_a_hall_may_take_a_number_as_it_is() -> None:
    card = to_card(citizen(number="110101194910010002"), numbers_must_check=False)
    assert card.id_number == "110101194910010002"


def test_padding_may_be_zeros() -> None:
    text = citizen().replace(b" \0", b"\0\0")[:248] + b" \0" + bytes(6)
    assert to_card(text).to_fields(reveal=True) == to_card(citizen()).to_fields(reveal=True)


def test_rare_characters_of_a_name_are_kept() -> None:
    for name in ("\ue863测试", "𠮷测试", "阿卜杜热合曼·测试买买提"):
        assert to_card(citizen(name=name)).name == name


@given(st.binary(min_size=256, max_size=256))
def test_any_bytes_are_a_card_or_refused(text: bytes) -> None:
    try:
        to_card(text)
    except UnreadableText:
        return
    pytest.fail("random bytes were taken for a card")


@given(st.binary(max_size=300))
def test_any_bytes_are_an_address_or_refused(data: bytes) -> None:
    try:
        assert appended_address(data)
    except UnreadableText:
        return


def test_codes_above_the_table_are_shown_as_other() -> None:
    assert [nation_of(code) for code in ("01", "05", "56", "57", "97", "98", "00", "", "汉")] == [
        "汉",
        "维吾尔",
        "基诺",
        *["其他"] * 6,
    ]
    assert [sex_of(code) for code in ("0", "1", "2", "9", "7", "")] == ["未知", "男", "女", "未说明", "未知", "未知"]


def test_the_check_character_of_a_number() -> None:
    assert check_character("11010119491001000") == "1"
    assert is_id_number(VECTORS["synthetic_id"].decode())
    assert is_id_number("91100019491001000X")
    assert not is_id_number("91100019491001000x")
    assert is_date("20000229")
    assert not is_date("19000229")
    assert not is_date("２０００0101")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_of_a_number_is_noticed(at: int, by: int) -> None:
    good = "110101194910010001"
    digits = good[:at] + str((int(good[at]) + by) % 10) + good[at + 1 :]
    assert not is_id_number(digits)


def test_nobody_s_data_is_on_the_bench_s_cards() -> None:
    for name, plastic in CARDS.items():
        if name == "unknown_kind":
            continue
        card = to_card(plastic.text)
        assert card.id_number[14:17] == "000" or card.kind is CardKind.FOREIGNER_2017, name
    assert number("110101", "19491001") == "110101194910010001"


def test_a_card_shows_nothing_of_itself() -> None:
    card = to_card(citizen(), b"photo")
    assert "张" not in repr(card)
    assert "110101" not in repr(card)
    masked = card.to_fields(reveal=False)
    assert masked["id_number"] == "1" + "*" * 16 + "1"
    assert masked["name"] == "张**"
    assert set(masked["address"]) == {"*"}
