"""Whatever is touched, read, refused and told in whatever order: the visit stays sane and forgets whole."""

from __future__ import annotations

from hypothesis import given as generated
from hypothesis import strategies as st

from kiosk.flows.around import Reader
from kiosk.flows.effects import EndVisit, PrintCopy, SeePaper, TakeNumber
from kiosk.flows.happenings import (
    CardRead,
    CodeRead,
    HallChanged,
    Happening,
    NumberDeclined,
    NumberGiven,
    PaperSeen,
    Printed,
    ReaderSaid,
    StaffAnswered,
    TimedOut,
)
from kiosk.flows.reading import wanted_readers
from kiosk.flows.state import Place, State
from kiosk.person import Green, appointment_hash
from kiosk.views import (
    AnotherService,
    CalledStaff,
    ChoseAppointment,
    ChoseDepartment,
    ChoseGreen,
    ChoseService,
    Confirmed,
    Ended,
    Finished,
    Paper,
    Reading,
    Refused,
    Started,
    TakesOrdinary,
    TriesAgain,
    Trouble,
    WantsCheckIn,
    WantsGreen,
    WantsHelp,
    WantsReprint,
    WentBack,
    WithoutCard,
)
from kiosk.wanted import Declined, Held
from tests.kiosk.flow_rig import BOTH, KEY, OFFICE, OLD, SERVICES, YOUNG, Visit, at, booked, given, hall_with

TOLD = [booked(1, "10:00"), booked(2, "15:00"), booked(3, "09:00", state="arrived"), booked(4, "10:00", of="gone")]
HALLS = [
    hall_with(TOLD, spans=OFFICE),
    hall_with(TOLD, spans=OFFICE, services=SERVICES[:1], minutes={"plain": (30, 40)}),
    hall_with(),
]
HELD = Held("key-A009", "A009", "", "")
TOUCHES: list[Happening] = [
    *(Started(), WantsCheckIn(), WantsHelp(), WentBack(), Finished(), Ended(), AnotherService(), CalledStaff()),
    *(ChoseDepartment("police"), *(ChoseService(code) for code in ("plain", "offers", "must", "night"))),
    *(WithoutCard(), TriesAgain(), Confirmed(), WantsGreen(), ChoseGreen(Green.SOLDIER), ChoseGreen(None)),
    *(ChoseAppointment(f"booking-{n}") for n in range(1, 5)),
    *(WantsReprint(), TakesOrdinary()),
]
TIDINGS: list[Happening] = [
    *(CardRead(OLD), CardRead(YOUNG), *(CodeRead(appointment_hash(KEY, f"code-{n}")) for n in range(1, 6))),
    *(ReaderSaid(reader, reading) for reader in Reader for reading in (Reading.AGAIN, Reading.NOT_HERE)),
    ReaderSaid(Reader.CARD, Reading.WRONG),
    *(PaperSeen(Paper.OK, said=False), PaperSeen(Paper.OUT, said=False), PaperSeen(Paper.OUT, said=True)),
    *(NumberGiven(given(), None), NumberGiven(given(), Trouble.PAPER_OUT), NumberGiven(given(reprint=True), None)),
    *(NumberDeclined(Declined(why, HELD if why is Refused.QUEUED else None)) for why in Refused),
    *(Printed("key-A001", None), Printed("key-A001", Trouble.UNKNOWN), StaffAnswered(True, "help"), TimedOut()),
    HallChanged(),
]


@generated(
    happenings=st.lists(st.sampled_from([*TOUCHES, *TIDINGS]), max_size=60),
    halls=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(HALLS)), max_size=3),
    clocks=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["08:00", "10:00", "12:30", "20:00"])), max_size=3),
)
def test_any_order_keeps_the_visit_sane(
    happenings: list[Happening], halls: list[tuple[int, object]], clocks: list[tuple[int, str]]
) -> None:
    visit = Visit(HALLS[0])
    under_way = 0
    for turn, happening in enumerate(happenings):
        visit.hall = dict(halls).get(turn, visit.hall)  # type: ignore[assignment]
        clock = dict(clocks).get(turn)
        if clock is not None:
            visit.around = type(visit.around)(at(clock), Paper.OK, "", BOTH)
        visit.go(HallChanged())  # as the engine does when the hall or the time is another one
        before, known = visit.state, len(visit.effects)
        visit.go(happening)
        new = visit.effects[known:]
        begun = sum(isinstance(effect, TakeNumber | PrintCopy | SeePaper) for effect in new)
        assert begun <= 1
        under_way = begun if visit.state.busy and not before.busy else under_way + begun
        assert under_way <= 2 or not visit.state.busy, "paper seen and one number: nothing more for one confirmation"
        if any(isinstance(effect, EndVisit) for effect in new):
            assert visit.state == State(visit="")
        if visit.state.place not in (Place.IDENTIFY, Place.CHECK_IN):
            assert not wanted_readers(visit.state, visit.around)
        assert len(visit.state.person) in (0, 32)


EVERY_VISIT = st.lists(st.sampled_from(TOUCHES), max_size=25)


@generated(happenings=EVERY_VISIT)
def test_a_visit_can_always_be_ended(happenings: list[Happening]) -> None:
    """By the button of the bar, once the number that is being fetched has come or not."""
    visit = Visit(HALLS[0]).go(*happenings)
    if visit.state.busy:
        visit.go(PaperSeen(Paper.OK, said=True), NumberDeclined(Declined(Refused.CLOSED)))
    visit.go(Ended())
    assert visit.state == State(visit="") or not visit.state.begun
