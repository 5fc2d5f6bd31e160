"""The ID card on the way to a number: offered, needed, skipped, torn, expired, not there; once a visit."""

from __future__ import annotations

import pytest

from kiosk.flows.around import Reader
from kiosk.flows.effects import TakeNumber, TellStaff
from kiosk.flows.happenings import CardRead, NumberDeclined, ReaderSaid
from kiosk.flows.reading import wanted_readers
from kiosk.flows.state import Place
from kiosk.person import Green
from kiosk.views import (
    AnotherService,
    CalledStaff,
    ChoseDepartment,
    ChoseGreen,
    ChoseService,
    Confirmed,
    ConfirmView,
    Finished,
    GreenView,
    HelpView,
    IdentifyView,
    Reading,
    Refused,
    Staff,
    Started,
    TicketView,
    TriesAgain,
    WantsGreen,
    WentBack,
    WithoutCard,
)
from kiosk.wanted import Declined
from tests.kiosk.flow_rig import BOTH, CARD_ONLY, OLD, PERSON, YOUNG, Visit, hall_with, number

TO_SERVICES = (Started(), ChoseDepartment("police"))
AWAY = ReaderSaid(Reader.CARD, Reading.NOT_HERE)


def at_the_reader(code: str = "offers", readers: frozenset[Reader] = BOTH) -> Visit:
    return Visit(hall_with(), readers).go(*TO_SERVICES, ChoseService(code))


def test_a_service_that_wants_no_card_asks_for_none() -> None:
    visit = at_the_reader("plain")
    assert isinstance(visit.view, ConfirmView)
    assert wanted_readers(visit.state, visit.around) == frozenset()


@pytest.mark.parametrize(("code", "may_skip"), [("offers", True), ("must", False)])
def test_a_card_leads_on_and_goes_with_the_number(code: str, may_skip: bool) -> None:
    visit = at_the_reader(code)
    assert visit.view == IdentifyView(service=f"事项{code}", reading=Reading.WAITING, may_skip=may_skip)
    assert wanted_readers(visit.state, visit.around) == CARD_ONLY
    visit.go(CardRead(YOUNG), *number())
    (taken,) = [effect for effect in visit.effects if isinstance(effect, TakeNumber)]
    assert (taken.person, taken.green) == (YOUNG.person, None)
    assert wanted_readers(visit.state, visit.around) == frozenset()


def test_reading_goes_on_after_a_torn_card_and_after_an_expired_one() -> None:
    visit = at_the_reader()
    visit.go(ReaderSaid(Reader.CARD, Reading.AGAIN))
    assert visit.view == IdentifyView(service="事项offers", reading=Reading.AGAIN, may_skip=True)
    assert wanted_readers(visit.state, visit.around) == CARD_ONLY
    visit.go(ReaderSaid(Reader.CARD, Reading.WRONG))
    assert visit.view == IdentifyView(service="事项offers", reading=Reading.WRONG, may_skip=True)
    assert wanted_readers(visit.state, visit.around) == CARD_ONLY
    assert visit.go(TriesAgain()).state.reading is Reading.WAITING
    assert isinstance(visit.go(CardRead(YOUNG)).view, ConfirmView)


def test_without_a_card_where_that_is_allowed() -> None:
    assert isinstance(at_the_reader("offers").go(WithoutCard()).view, ConfirmView)
    assert isinstance(at_the_reader("must").go(WithoutCard()).view, IdentifyView)


def test_without_a_reader_an_offer_is_not_made_and_a_must_leads_to_staff() -> None:
    assert isinstance(at_the_reader("offers", frozenset()).view, ConfirmView)
    visit = at_the_reader("must", frozenset())
    assert visit.view == IdentifyView(service="事项must", reading=Reading.NOT_HERE, may_skip=False)
    visit.go(TriesAgain(), CalledStaff())
    assert visit.view == HelpView(staff=Staff.ASKING, place="东门", phone="12345")
    assert visit.last == TellStaff("help", None)
    assert isinstance(visit.go(WentBack(), WentBack()).view, type(Visit(hall_with()).go(*TO_SERVICES).view))


def test_without_the_halls_key_nobody_can_be_recognised() -> None:
    visit = Visit(hall_with(key=b"")).go(*TO_SERVICES, ChoseService("offers"))
    assert isinstance(visit.view, ConfirmView)
    visit = Visit(hall_with(key=b"")).go(*TO_SERVICES, ChoseService("must"))
    assert isinstance(visit.view, IdentifyView)
    assert visit.view.reading is Reading.NOT_HERE


def test_a_reader_that_is_away_says_so_until_it_is_tried_again() -> None:
    visit = at_the_reader("must").go(AWAY)
    assert visit.state.reading is Reading.NOT_HERE
    assert wanted_readers(visit.state, visit.around) == frozenset()
    assert wanted_readers(visit.go(TriesAgain()).state, visit.around) == CARD_ONLY


def test_the_card_is_given_once_a_visit() -> None:
    visit = at_the_reader("offers").go(CardRead(OLD), *number(), AnotherService(), ChoseDepartment("police"))
    visit.go(ChoseService("must"))
    assert isinstance(visit.view, ConfirmView)
    visit.go(*number("A002"))
    first, second = [effect for effect in visit.effects if isinstance(effect, TakeNumber)]
    assert (first.person, first.green, first.nth) == (PERSON, Green.ELDERLY, 1)
    assert (second.person, second.green, second.nth) == (PERSON, Green.ELDERLY, 2)
    visit.go(Finished(), *TO_SERVICES, ChoseService("must"))
    assert isinstance(visit.view, IdentifyView)
    assert (visit.state.person, visit.state.green) == ("", None)


def test_the_age_on_the_card_suggests_the_green_channel_and_the_citizen_decides() -> None:
    visit = at_the_reader().go(CardRead(OLD))
    assert isinstance(visit.view, ConfirmView)
    assert (visit.view.may_green, visit.view.green) == (True, Green.ELDERLY)
    assert visit.go(WantsGreen()).view == GreenView(chosen=Green.ELDERLY, by_card=True)
    visit.go(ChoseGreen(None))
    assert isinstance(visit.view, ConfirmView)
    assert visit.view.green is None


def test_the_green_channel_by_own_choice() -> None:
    visit = at_the_reader("plain").go(WantsGreen())
    assert visit.view == GreenView(chosen=None, by_card=False)
    visit.go(WentBack(), WantsGreen(), ChoseGreen(Green.PREGNANT), *number())
    taken = visit.last
    assert isinstance(taken, TakeNumber)
    assert taken.green is Green.PREGNANT
    assert isinstance(visit.view, TicketView)


def test_what_the_citizen_chose_stands_before_the_cards_age() -> None:
    visit = at_the_reader("plain").go(WantsGreen(), ChoseGreen(Green.SOLDIER), WentBack(), ChoseService("offers"))
    visit.go(CardRead(OLD))
    assert visit.state.green is Green.SOLDIER


def test_a_touch_while_the_number_is_fetched_changes_no_class() -> None:
    visit = at_the_reader("plain").go(Confirmed(), WantsGreen(), ChoseGreen(Green.ELDERLY))
    assert (visit.state.place, visit.state.green) == (Place.CONFIRM, None)


def test_a_late_card_of_a_screen_that_is_gone_is_dropped() -> None:
    visit = at_the_reader().go(WithoutCard(), CardRead(OLD))
    assert visit.state.person == ""
    visit.go(Confirmed(), NumberDeclined(Declined(Refused.DAY_FULL)), CardRead(OLD))
    assert visit.state.person == ""
