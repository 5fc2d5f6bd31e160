"""Why there is no number now and what to do next: a title and a sentence for every reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import Refused, RefusedView
from screens.texts import Texts

CLOCK, DONE, ASK = "clock", "check-circle", "warning-circle"
ICONS = {
    Refused.QUEUED: "ticket",
    Refused.CLOSED: CLOCK,
    Refused.SLOT_FULL: CLOCK,
    Refused.APPOINTMENT_EARLY: CLOCK,
    Refused.APPOINTMENT_USED: DONE,
}


@dataclass(frozen=True, slots=True)
class RefusedWords:
    icon: str
    title: str
    sentence: str


def refused_words(tr: Texts, view: RefusedView) -> RefusedWords:
    return RefusedWords(ICONS.get(view.refused, ASK), _title(tr, view.refused), _sentence(tr, view))


def short_words(tr: Texts, refused: Refused, opens: str) -> str:
    """A few characters or a time: why this appointment cannot be checked in now."""
    if refused is Refused.APPOINTMENT_EARLY and opens:
        return tr("From {time}").format(time=opens)
    return {
        Refused.APPOINTMENT_EARLY: tr("Not yet"),
        Refused.APPOINTMENT_LATE: tr("Too late"),
        Refused.APPOINTMENT_USED: tr("Checked in"),
        Refused.QUEUED: tr("Has a number"),
        Refused.CLOSED: tr("Closed now"),
    }.get(refused, tr("Ask the staff"))


def _title(tr: Texts, refused: Refused) -> str:
    return {
        Refused.QUEUED: tr("You already have a number"),
        Refused.CLOSED: tr("This is not open now"),
        Refused.DAY_FULL: tr("No numbers left today"),
        Refused.SLOT_FULL: tr("No numbers left for now"),
        Refused.PERSON_LIMIT: tr("You have had all your numbers today"),
        Refused.SERVICE_GONE: tr("This service is not offered now"),
        Refused.APPOINTMENT_UNKNOWN: tr("We did not find your appointment"),
        Refused.APPOINTMENT_EARLY: tr("It is too early to check in"),
        Refused.APPOINTMENT_LATE: tr("Your appointment has passed"),
        Refused.APPOINTMENT_USED: tr("You have checked in already"),
    }[refused]


def _sentence(tr: Texts, view: RefusedView) -> str:
    """What to do next; with the time where it is known."""
    if view.opens:
        timed = {
            Refused.CLOSED: tr("It opens {time}."),
            Refused.DAY_FULL: tr("Numbers are given again {time}."),
            Refused.SLOT_FULL: tr("Numbers are given again {time}."),
            Refused.APPOINTMENT_EARLY: tr("You can check in from {time}."),
        }.get(view.refused)
        if timed:
            return timed.format(time=view.opens)
    return {
        Refused.QUEUED: tr("It is still in line. You need no second one."),
        Refused.CLOSED: tr("Please come at another time, or ask the staff."),
        Refused.DAY_FULL: tr("Please come on another day, or ask the staff."),
        Refused.SLOT_FULL: tr("Please come a little later, or ask the staff."),
        Refused.PERSON_LIMIT: tr("Each person has a fixed count a day. The staff can help."),
        Refused.SERVICE_GONE: tr("Please choose another one, or ask the staff."),
        Refused.APPOINTMENT_UNKNOWN: tr("Please check its date and its hall, or ask the staff."),
        Refused.APPOINTMENT_EARLY: tr("Please come a little later, or ask the staff."),
        Refused.APPOINTMENT_LATE: tr("An ordinary number is still possible, or ask the staff.")
        if view.may_walk_in
        else tr("Please ask the staff what is possible now."),
        Refused.APPOINTMENT_USED: tr("Your number stays valid. Please listen for it."),
    }[view.refused]
