"""A card goes in; a keyed hash and a class come out, and nothing else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from drivers.card import Card, CardKind
from kiosk.identity import Identity, identity, years_between
from kiosk.person import Green, person_hash
from tests.kiosk.flow_rig import ID_NUMBER, KEY

TODAY = date(2026, 3, 18)


def card(**more: Any) -> Card:
    told: dict[str, Any] = {"name": "张测试", "id_number": ID_NUMBER, "birth": "19491001", "valid_to": "长期"}
    return Card(kind=CardKind.CITIZEN, **(told | more))


def test_of_a_card_only_a_hash_and_a_class_are_left() -> None:
    who = identity(card(address="北京市测试胡同1号"), KEY, 60, TODAY)
    assert who == Identity(person_hash(KEY, ID_NUMBER), Green.ELDERLY)
    kept = repr(asdict(who))
    assert not any(secret in kept for secret in ("张测试", ID_NUMBER, "1949", "胡同"))


def test_another_key_makes_another_person() -> None:
    first, second = identity(card(), KEY, 60, TODAY), identity(card(), b"another", 60, TODAY)
    assert first is not None
    assert second is not None
    assert first.person != second.person


@pytest.mark.parametrize(
    ("birth", "years", "elderly"),
    [("19660318", 60, True), ("19660319", 60, False), ("19660318", 65, False), ("19610318", 65, True)],
)
def test_the_age_counts_from_the_birthday(birth: str, years: int, elderly: bool) -> None:
    who = identity(card(birth=birth), KEY, years, TODAY)
    assert who is not None
    assert who.suggested is (Green.ELDERLY if elderly else None)


@pytest.mark.parametrize("birth", [None, "", "19491301", "1949", "１９４９１００１"])
def test_without_a_birth_on_it_the_number_says_the_age(birth: str | None) -> None:
    who = identity(card(birth=birth), KEY, 60, TODAY)
    assert who is not None
    assert who.suggested is Green.ELDERLY


def test_a_number_without_a_birth_suggests_nothing() -> None:
    who = identity(card(birth=None, id_number="UTO310080010100"), KEY, 60, TODAY)
    assert who is not None
    assert who.suggested is None


@pytest.mark.parametrize(("valid_to", "valid"), [("20260317", False), ("20260318", True), ("长期", True), (None, True)])
def test_an_expired_card_is_nobodys(valid_to: str | None, valid: bool) -> None:
    assert (identity(card(valid_to=valid_to), KEY, 60, TODAY) is not None) is valid


def test_without_the_halls_key_nobody_is_hashed() -> None:
    with pytest.raises(ValueError, match="no hall key"):
        identity(card(), b"", 60, TODAY)


def test_a_leap_day_counts_from_the_first_of_march() -> None:
    born = date(1964, 2, 29)
    assert (years_between(born, date(2025, 2, 28)), years_between(born, date(2025, 3, 1))) == (60, 61)
