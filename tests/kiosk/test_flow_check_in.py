"""Check-in by code or card, and every refusal with its ways on."""

from __future__ import annotations

import pytest

from kiosk.flows.around import Reader, Surroundings
from kiosk.flows.effects import PrintCopy, TakeNumber, TellStaff
from kiosk.flows.happenings import (
    CardRead,
    CodeRead,
    HallChanged,
    NumberDeclined,
    NumberGiven,
    PaperSeen,
    Printed,
    ReaderSaid,
)
from kiosk.flows.reading import wanted_readers
from kiosk.flows.state import Place
from kiosk.person import appointment_hash
from kiosk.views import (
    AnotherService,
    AppointmentsView,
    CalledStaff,
    CheckInView,
    ChoseAppointment,
    ChoseDepartment,
    ChoseService,
    Confirmed,
    ConfirmView,
    DepartmentsView,
    Ended,
    Finished,
    Paper,
    Printing,
    Reading,
    Refused,
    RefusedView,
    Staff,
    Started,
    TakesOrdinary,
    TicketView,
    TriesAgain,
    Trouble,
    TroubleView,
    WantsCheckIn,
    WantsHelp,
    WantsReprint,
    WelcomeView,
    WentBack,
)
from kiosk.wanted import Declined, Held
from tests.kiosk.flow_rig import BOTH, CARD_ONLY, KEY, OLD, PERSON, YOUNG, Visit, at, booked, given, hall_with

HELD = Held("key-0009", "A009", "token-09", at("08:30").isoformat())


def code(number: int) -> CodeRead:
    return CodeRead(appointment_hash(KEY, f"code-{number}"))


def arriving(*told: object, clock: str = "10:00", readers: frozenset[Reader] = BOTH) -> Visit:
    return Visit(hall_with(list(told)), readers, clock).go(WantsCheckIn())


def test_a_code_leads_to_its_appointment_and_that_to_a_number() -> None:
    visit = arriving(booked(1, "10:00"), booked(2, "10:00"))
    assert visit.view == CheckInView(scanner=True, card=True, reading=Reading.WAITING)
    assert wanted_readers(visit.state, visit.around) == BOTH
    visit.go(code(1))
    assert isinstance(visit.view, AppointmentsView)
    (row,) = visit.view.rows
    assert (row.code, row.service, row.time, row.refused) == ("booking-1", "事项offers", "10:00–10:30", None)
    visit.go(ChoseAppointment("booking-2"), ChoseAppointment("booking-1"))
    assert isinstance(visit.view, ConfirmView)
    assert (visit.view.appointment, visit.view.ahead) == ("10:00–10:30", None)
    visit.go(Confirmed(), PaperSeen(Paper.OK, said=False))
    taken = visit.last
    assert isinstance(taken, TakeNumber)
    assert taken.appointment is not None
    assert (taken.appointment.id, taken.person, taken.otherwise) == ("booking-1", PERSON, None)
    visit.go(NumberGiven(given(), None))
    assert isinstance(visit.view, TicketView)
    assert visit.view.appointment == "10:00–10:30"
    visit.go(AnotherService())
    assert visit.state.appointment is None


def test_a_card_shows_all_of_this_person_today() -> None:
    visit = arriving(booked(1, "10:00"), booked(2, "15:00"), booked(3, "09:00", state="arrived"))
    visit.go(CardRead(OLD))
    assert isinstance(visit.view, AppointmentsView)
    assert [(row.code, row.refused, row.opens) for row in visit.view.rows] == [
        ("booking-1", None, ""),
        ("booking-2", Refused.APPOINTMENT_EARLY, "14:30"),
        ("booking-3", Refused.APPOINTMENT_USED, ""),
    ]
    assert visit.state.person == PERSON
    visit.go(WentBack())
    assert isinstance(visit.view, CheckInView)


def test_a_code_that_is_none_of_ours_is_said_and_the_right_one_is_taken_after_it() -> None:
    visit = arriving(booked(1, "10:00")).go(code(7))
    assert visit.view == CheckInView(scanner=True, card=True, reading=Reading.WRONG)
    assert wanted_readers(visit.state, visit.around) == BOTH
    said = visit.state
    assert visit.go(code(7)).state == said, "it lies there still: no news that would keep the visit alive"
    assert isinstance(visit.go(code(1)).view, AppointmentsView)
    assert isinstance(arriving(booked(1, "10:00")).go(code(7), TakesOrdinary()).view, DepartmentsView)


def test_a_card_without_an_appointment_leads_to_an_ordinary_number() -> None:
    visit = arriving(booked(1, "10:00")).go(CardRead(YOUNG))
    assert isinstance(visit.view, RefusedView)
    assert (visit.view.refused, visit.view.may_walk_in) == (Refused.APPOINTMENT_UNKNOWN, True)
    visit.go(TakesOrdinary())
    assert isinstance(visit.view, DepartmentsView)
    assert visit.state.person == YOUNG.person
    visit.go(ChoseDepartment("police"), ChoseService("must"))
    assert isinstance(visit.view, ConfirmView)


def test_one_reader_away_leaves_the_other() -> None:
    visit = arriving(booked(1, "10:00")).go(ReaderSaid(Reader.CODE, Reading.NOT_HERE))
    assert visit.view == CheckInView(scanner=False, card=True, reading=Reading.WAITING)
    assert wanted_readers(visit.state, visit.around) == CARD_ONLY
    visit.go(ReaderSaid(Reader.CARD, Reading.NOT_HERE))
    assert visit.view == CheckInView(scanner=False, card=False, reading=Reading.NOT_HERE)
    visit.go(TriesAgain())
    assert visit.view == CheckInView(scanner=True, card=True, reading=Reading.WAITING)


@pytest.mark.parametrize(
    ("clock", "why", "opens", "walks_in"),
    [
        ("08:00", Refused.APPOINTMENT_EARLY, "09:30", True),
        ("11:00", Refused.APPOINTMENT_LATE, "", True),
    ],
)
def test_early_and_late_are_asked_of_the_centre_and_said_without_it(
    clock: str, why: Refused, opens: str, walks_in: bool
) -> None:
    visit = arriving(booked(1, "10:00"), clock=clock).go(code(1))
    asked = visit.last
    assert isinstance(asked, TakeNumber)
    assert asked.otherwise is why
    assert isinstance(visit.view, RefusedView)
    assert visit.view.busy
    visit.go(WentBack(), TakesOrdinary(), Ended(), NumberDeclined(Declined(why)))
    assert visit.view == RefusedView(refused=why, service="事项offers", opens=opens, may_walk_in=walks_in)
    assert isinstance(visit.go(WentBack()).view, CheckInView)


def test_the_centres_word_counts_before_this_terminals_clock() -> None:
    visit = arriving(booked(1, "10:00"), clock="08:00").go(code(1), NumberGiven(given(), None))
    assert isinstance(visit.view, TicketView)
    assert visit.view.appointment == "10:00–10:30"


def test_who_is_late_takes_an_ordinary_number_of_the_same_service() -> None:
    visit = arriving(booked(1, "10:00", of="must"), clock="11:00")
    visit.go(code(1), NumberDeclined(Declined(Refused.APPOINTMENT_LATE)), TakesOrdinary())
    assert visit.state.place is Place.IDENTIFY  # the code said who it was, and the card is a must
    visit.go(CardRead(OLD))
    assert isinstance(visit.view, ConfirmView)
    assert (visit.view.service, visit.view.appointment) == ("事项must", "")
    visit.go(Confirmed(), PaperSeen(Paper.OK, said=False))
    assert isinstance(visit.last, TakeNumber)
    assert visit.last.appointment is None
    visit.go(NumberDeclined(Declined(Refused.QUEUED)), WentBack())
    assert isinstance(visit.view, DepartmentsView)


def test_a_list_that_became_too_late_while_it_was_looked_at_leads_on() -> None:
    visit = arriving(booked(1, "10:00"), clock="10:14").go(CardRead(OLD))
    assert isinstance(visit.view, AppointmentsView)
    visit.around = Surroundings(at("10:16"), Paper.OK, "", BOTH)
    visit.go(HallChanged())
    assert visit.view == RefusedView(refused=Refused.APPOINTMENT_LATE, service="事项offers", may_walk_in=True)
    assert isinstance(visit.go(TakesOrdinary()).view, ConfirmView)


def test_an_appointment_of_a_service_that_is_gone() -> None:
    visit = arriving(booked(1, "10:00", of="nothing"), booked(2, "10:00")).go(CardRead(OLD))
    assert isinstance(visit.view, AppointmentsView)
    assert [(row.service, row.refused) for row in visit.view.rows] == [
        ("nothing", Refused.SERVICE_GONE),
        ("事项offers", None),
    ]
    visit.go(ChoseAppointment("booking-1"))
    assert isinstance(visit.view, RefusedView)
    assert (visit.view.refused, visit.view.may_walk_in) == (Refused.SERVICE_GONE, False)
    assert isinstance(visit.go(WentBack()).view, AppointmentsView)


def queued(reason: Refused = Refused.QUEUED, held: Held | None = HELD) -> Visit:
    visit = Visit(hall_with()).go(Started(), ChoseDepartment("police"), ChoseService("plain"), Confirmed())
    return visit.go(PaperSeen(Paper.OK, said=False), NumberDeclined(Declined(reason, held, ahead=4)))


def test_whoever_queues_already_is_offered_a_marked_copy_and_no_second_number() -> None:
    visit = queued()
    assert visit.view == RefusedView(
        refused=Refused.QUEUED, service="事项plain", number="A009", ahead=4, may_reprint=True
    )
    visit.go(WantsReprint(), WantsReprint())
    copies = [effect for effect in visit.effects if isinstance(effect, PrintCopy)]
    assert [copy.held for copy in copies] == [HELD]
    assert visit.view.busy  # type: ignore[union-attr]
    visit.go(NumberGiven(given("A009", reprint=True), None))
    assert isinstance(visit.view, TicketView)
    assert (visit.view.number, visit.view.reprint, visit.state.tickets) == ("A009", True, 0)
    visit.go(Printed("key-A009", Trouble.COVER_OPEN))
    assert isinstance(visit.view, TicketView), "the end of its first print, which was under way still"
    assert visit.go(Printed("key-A009", None, copy=True)).view.printing is Printing.DONE  # type: ignore[union-attr]


def test_a_copy_that_does_not_come_out_leaves_the_number_on_the_screen() -> None:
    visit = queued().go(WantsReprint(), NumberGiven(given("A009", reprint=True), None))
    visit.go(Printed("key-A009", Trouble.COVER_OPEN, copy=True))
    assert isinstance(visit.view, TroubleView)
    assert visit.view.number == "A009"


@pytest.mark.parametrize("reason", [one for one in Refused if one is not Refused.APPOINTMENT_USED])
def test_every_refusal_has_a_way_on(reason: Refused) -> None:
    visit = queued(reason, None)
    assert isinstance(visit.view, RefusedView)
    assert not visit.view.may_reprint
    visit.go(WantsReprint(), CalledStaff())
    assert visit.last == TellStaff(f"refused: {reason}", None)
    assert visit.view.staff is Staff.ASKING
    assert isinstance(visit.go(AnotherService()).view, DepartmentsView)
    assert isinstance(queued(reason, None).go(Finished()).view, WelcomeView)


def test_help_is_called_once_and_leads_back_to_where_it_was_wanted() -> None:
    visit = queued().go(WantsHelp())
    assert visit.last == TellStaff("help", None)
    before = len(visit.effects)
    visit.go(WentBack())
    assert isinstance(visit.view, RefusedView)
    visit.go(WantsHelp())
    assert len(visit.effects) == before
