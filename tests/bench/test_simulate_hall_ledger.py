"""Each of the four wrongs is planted, and the ledger counts it; and none where nobody was wronged."""

from __future__ import annotations

from bench.campaigns.queue_hall.ledger import Ledger, Shown

MINUTE_MS = 60_000
LONGEST_MS = 31 * MINUTE_MS
PENSION = ("pension",)


def ticket(number: str, holder: str, shown_ms: int, *, trusted: bool = True, known: bool = True) -> Shown:
    return Shown(
        key=f"key-{number}-{holder}",
        number=number,
        day="2026-03-16",
        holder=holder,
        service="pension",
        token=f"token-{number}",
        shown_ms=shown_ms,
        before_ms=shown_ms if trusted else shown_ms - 2 * LONGEST_MS,
        trusted=trusted,
        known_ms=shown_ms if known else None,
    )


def ledger_with(*tickets: Shown) -> Ledger:
    ledger = Ledger(LONGEST_MS)
    for one in tickets:
        ledger.show(one)
    return ledger


def call(ledger: Ledger, one: Shown, at_ms: int, counter: str = "01") -> None:
    assert ledger.called(counter, one.key, one.number, at_ms, at_ms, PENSION)


def starved(ledger: Ledger) -> list[str]:
    """When the day is over."""
    ledger.close()
    return ledger.faults.starved


def test_a_day_without_a_wrong() -> None:
    first, second = ticket("A001", "wang", 0), ticket("A002", "li", MINUTE_MS)
    ledger = ledger_with(first, second)
    for at, one in enumerate((first, second), 3):
        call(ledger, one, at * MINUTE_MS)
        ledger.leaves(one.key, at * MINUTE_MS, served=True)
    ledger.close()
    assert ledger.faults.none


def test_a_number_that_its_terminal_never_heard_of_calls_nobody() -> None:
    """The answer was lost: the holder reads the leased number, and is called with that one."""
    one = ticket("A701", "wang", 0)
    ledger = ledger_with(one)
    assert not ledger.called("02", one.key, "A001", MINUTE_MS, MINUTE_MS, PENSION)
    call(ledger, one, 2 * MINUTE_MS)
    ledger.leaves(one.key, 3 * MINUTE_MS, served=True)
    ledger.close()
    assert ledger.faults.none


def test_a_number_of_two_people_is_a_duplicate() -> None:
    ledger = ledger_with(ticket("A001", "wang", 0), ticket("A001", "li", MINUTE_MS))
    assert len(ledger.faults.duplicates) == 1


def test_the_same_number_on_another_day_is_none() -> None:
    tomorrow = ticket("A001", "li", 0)
    tomorrow.day = "2026-03-17"
    assert not ledger_with(ticket("A001", "wang", 0), tomorrow).faults.duplicates


def test_who_stayed_and_was_never_called_is_lost() -> None:
    ledger = ledger_with(ticket("A001", "wang", 0), ticket("A002", "li", 0))
    ledger.goes("key-A002-li", MINUTE_MS)  # left by himself
    ledger.close()
    assert ledger.faults.lost == ["2026-03-16 A001 of wang: not called"]


def test_who_was_sent_on_and_never_called_there_is_lost() -> None:
    one = ticket("A001", "wang", 0)
    ledger = ledger_with(one)
    call(ledger, one, MINUTE_MS)
    ledger.leaves(one.key, 2 * MINUTE_MS, moved=True)
    ledger.close()
    assert len(ledger.faults.lost) == 1


def test_a_number_that_the_centre_does_not_know_is_lost() -> None:
    one = ticket("A001", "wang", 0)
    ledger = ledger_with(one)
    ledger.goes(one.key, MINUTE_MS)
    ledger.close(unknown={one.key})
    assert len(ledger.faults.lost) == 1


def test_who_is_overtaken_by_one_who_came_much_later_starves() -> None:
    late = ticket("A002", "li", LONGEST_MS + 2 * MINUTE_MS)
    ledger = ledger_with(ticket("A001", "wang", 0), late)
    call(ledger, late, late.shown_ms + MINUTE_MS)
    assert len(starved(ledger)) == 1


def test_who_was_called_by_a_counter_that_asked_before_is_not_overtaken() -> None:
    """Two counters asked at once: the answer for the first person comes after that for the second."""
    first, late = ticket("A001", "wang", 0), ticket("A002", "li", LONGEST_MS + 2 * MINUTE_MS)
    ledger = ledger_with(first, late)
    asked_ms = late.shown_ms + MINUTE_MS
    assert ledger.called("02", late.key, late.number, asked_ms, asked_ms + 4_000, PENSION)
    assert ledger.called("01", first.key, first.number, asked_ms, asked_ms + 8_000, PENSION)
    assert not starved(ledger)


def test_who_is_called_by_a_counter_that_asked_only_then_was_overtaken() -> None:
    first, late = ticket("A001", "wang", 0), ticket("A002", "li", LONGEST_MS + 2 * MINUTE_MS)
    ledger = ledger_with(first, late)
    call(ledger, late, late.shown_ms + MINUTE_MS)
    call(ledger, first, late.shown_ms + 2 * MINUTE_MS, counter="02")
    assert len(starved(ledger)) == 1


def test_a_head_start_within_the_rules_starves_nobody() -> None:
    late = ticket("A002", "li", LONGEST_MS)
    ledger = ledger_with(ticket("A001", "wang", 0), late)
    call(ledger, late, late.shown_ms + MINUTE_MS)
    assert ledger.faults.none
    assert not starved(ledger)


def test_whom_the_centre_cannot_know_yet_is_not_overtaken() -> None:
    alone, late = ticket("A600", "wang", 0, known=False), ticket("A002", "li", 2 * LONGEST_MS)
    ledger = ledger_with(alone, late)
    call(ledger, late, late.shown_ms + MINUTE_MS)
    assert ledger.faults.none
    assert not starved(ledger)


def test_once_the_centre_knows_it_must_call_in_turn() -> None:
    alone, late = ticket("A600", "wang", 0, known=False), ticket("A002", "li", 2 * LONGEST_MS)
    ledger = ledger_with(alone, late)
    ledger.know([alone.key], late.shown_ms)
    call(ledger, late, late.shown_ms + 5 * MINUTE_MS)
    assert len(starved(ledger)) == 1


def test_a_wrong_clock_counts_from_when_the_centre_knew() -> None:
    alone, late = ticket("A600", "wang", 0, trusted=False, known=False), ticket("A002", "li", 2 * LONGEST_MS)
    ledger = ledger_with(alone, late)
    ledger.know([alone.key], late.shown_ms)
    call(ledger, late, late.shown_ms + 5 * MINUTE_MS)
    assert ledger.faults.none
    assert not starved(ledger)


def test_who_is_at_another_counter_is_not_overtaken() -> None:
    first, other = ticket("A001", "wang", 0), ticket("B001", "wang", 0)
    late = ticket("A002", "li", 2 * LONGEST_MS)
    ledger = ledger_with(first, other, late)
    call(ledger, other, late.shown_ms, counter="07")
    call(ledger, late, late.shown_ms + 5 * MINUTE_MS)
    assert ledger.faults.none
    assert not starved(ledger)


def test_one_person_at_two_counters_is_called_twice() -> None:
    first, other = ticket("A001", "wang", 0), ticket("B001", "wang", 0)
    ledger = ledger_with(first, other)
    call(ledger, first, MINUTE_MS, counter="01")
    call(ledger, other, MINUTE_MS, counter="07")
    assert len(ledger.faults.double_called) == 1


def test_from_one_counter_to_the_next_is_not() -> None:
    first, other = ticket("A001", "wang", 0), ticket("B001", "wang", 0)
    ledger = ledger_with(first, other)
    call(ledger, first, MINUTE_MS, counter="01")
    ledger.leaves(first.key, 2 * MINUTE_MS, served=True)
    call(ledger, other, 2 * MINUTE_MS, counter="07")
    assert ledger.faults.none
