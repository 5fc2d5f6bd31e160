"""The demo's appointments: those of the card in the bench's wallet, in a file as the centre takes it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bench.campaigns.bookings import BIRTH, CARD, NAME, REGION, number, write_file
from bench.cards.wallet import CARDS
from central.appointments.files import read_wishes
from drivers.protocol.sdt_text import to_card


def test_the_booked_person_is_the_one_on_the_card() -> None:
    card = to_card(CARDS[CARD].text)
    assert (card.name, card.id_number) == (NAME, number(REGION, BIRTH))


def test_the_next_half_hours_are_booked_in_a_file_without_a_problem(tmp_path: Path) -> None:
    path, first = write_file(tmp_path, datetime(2026, 3, 18, 2, 10, tzinfo=UTC))
    assert first.isoformat() == "2026-03-18T10:30:00+08:00"
    file = read_wishes(path)
    assert not file.problems
    assert len({wish.service for wish in file.wishes}) == len(file.wishes) == 3
