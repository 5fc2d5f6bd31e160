"""The window terminal's rules: (state, what happened) -> (state, what is to be done). Pure.

A rating is asked for when the centre says that the service has ended, or when the clerk presses "evaluate". It is
asked once, never forced: it ends with a rating, with the next call, or after `rating_seconds`. One rating a ticket.
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.events import RatingWay
from kiosk.views import Ended, Language, Rated, SentReasons, SwitchedLanguage, ToggledReason, WentBack
from kiosk.window.keys import press
from kiosk.window.state import (
    DeedEnded,
    Dropped,
    Effect,
    Happening,
    Invite,
    Keep,
    Kept,
    KeyPressed,
    NotKept,
    OutageChanged,
    PadRated,
    Place,
    Rules,
    State,
    TimedOut,
    Told,
)
from kiosk.wire import CounterBody, Stage

Step = tuple[State, tuple[Effect, ...]]

RATEABLE = (Stage.SERVING, Stage.RATING)
INVITE_KEY = "evaluate"


def step(state: State, happening: Happening, rules: Rules) -> Step:
    match happening:
        case Told(body=body, away=away):
            return _told(replace(state, away=away), body)
        case DeedEnded(now=None, away=away):  # shown as away until the centre is heard again
            return replace(state, doing=False, away=state.away or away), ()
        case DeedEnded(now=body):
            return _told(replace(state, doing=False, away=False), body)
        case KeyPressed(key=key) if key == INVITE_KEY:
            return _invite(state)
        case KeyPressed(key=key):
            after, wanted = press(state, key)
            return after, () if wanted is None else (wanted,)
        case PadRated(level=level):
            return _pad_rated(state, level)
        case OutageChanged(outage=outage):
            return replace(state, outage=outage), ()
        case SwitchedLanguage(language=language):
            return replace(state, language=language), ()
        case Kept(ticket=ticket):
            return _kept(state, ticket), ()
        case NotKept(ticket=ticket):
            mine = state.asked is not None and state.asked.ticket == ticket
            return replace(_quiet(state) if mine else state, rated=state.rated - {ticket}), ()
        case TimedOut():
            return _timed_out(state, rules)
        case _ if state.keeping:
            return state, ()
        case Ended():
            return _let_go(state), ()
        case Rated() | ToggledReason() | SentReasons() | WentBack():
            return _touched(state, happening, rules)


def allowed_seconds(state: State, rules: Rules) -> int | None:
    """How long this screen may stand without a touch; None: as long as it is true."""
    if state.outage is not None or state.keeping:
        return None
    match state.place:
        case Place.RATE | Place.REASONS:
            return rules.settings.rating_seconds
        case Place.THANKS:
            return rules.settings.thanks_seconds
        case Place.COUNTER:
            return None if state.language is Language.ZH_CN else rules.settings.rating_seconds


# --- what the centre tells -------------------------------------------------------------------------


def _told(state: State, body: CounterBody | None) -> Step:
    if body is not None and state.told is not None and body.turn < state.told.turn:
        return state, ()  # the answer to a deed overtook the feed's row
    state = replace(state, told=body)
    if state.asked is not None and not _still(state.asked, body):
        state = _quiet(state)
    if body is None or body.stage is not Stage.RATING or state.asked is not None or body.ticket == state.let_go:
        return state, ()
    if state.away:
        return state, ()  # what was known before a restart may be of yesterday: nobody stands there for it
    return _ask(state, body)


def _still(asked: CounterBody, body: CounterBody | None) -> bool:
    return body is not None and body.ticket == asked.ticket and body.stage in RATEABLE


def _ask(state: State, body: CounterBody) -> Step:
    if not body.ticket or body.ticket in state.rated:
        return state, ()
    asked = replace(state, place=Place.RATE, asked=body, let_go="", level=0, chosen=())
    return asked, (Invite(body.ticket),)


def _invite(state: State) -> Step:
    """The clerk's "evaluate": also before the service has ended, and again after nobody rated."""
    body = state.told
    if body is None or body.stage not in RATEABLE or not body.ticket or body.ticket in state.rated:
        return state, (Dropped(f"key {INVITE_KEY}", "there is nothing to rate"),)
    return (state, ()) if state.asked is not None else _ask(state, body)


# --- the rating ------------------------------------------------------------------------------------


def _touched(state: State, touch: Rated | ToggledReason | SentReasons | WentBack, rules: Rules) -> Step:
    """A touch that the screen does not have is dropped."""
    match state.place, touch:
        case Place.RATE, Rated(level=level) if level in {one.level for one in rules.reasons.levels}:
            if rules.reasons.of(level).bad:
                return replace(state, place=Place.REASONS, level=level, chosen=()), ()
            return _keep(replace(state, level=level), RatingWay.SCREEN)
        case Place.REASONS, ToggledReason(code=code):
            return replace(state, chosen=_toggled(state, code, rules)), ()
        case Place.REASONS, SentReasons() if may_send(state, rules):
            return _keep(state, RatingWay.SCREEN)
        case Place.REASONS, WentBack():
            return replace(state, place=Place.RATE, level=0, chosen=()), ()
        case _:
            return state, ()


def may_send(state: State, rules: Rules) -> bool:
    return bool(state.chosen) or not rules.settings.reasons_required


def _toggled(state: State, code: str, rules: Rules) -> tuple[str, ...]:
    """In the order in which they stand on the screen."""
    known = [reason.code for reason in rules.reasons.of(state.level).options]
    chosen = set(state.chosen) ^ {code}
    return tuple(each for each in known if each in chosen)


def _pad_rated(state: State, level: int) -> Step:
    """One key is the whole rating: pads have no reasons, and nobody is kept standing for them."""
    body = state.asked or state.told
    late = state.asked is None and (state.away or body is None or body.stage is not Stage.RATING)
    if body is None or not body.ticket or late:
        return state, (Dropped("a rating of the pad", "there is nothing to rate"),)
    if body.ticket in state.rated or state.keeping:
        return state, (Dropped("a rating of the pad", f"ticket {body.number} has one"),)
    return _keep(replace(state, place=Place.RATE, asked=body, level=level, chosen=()), RatingWay.PAD)


def _keep(state: State, way: RatingWay) -> Step:
    if state.asked is None or state.asked.ticket in state.rated:
        return _quiet(state), ()
    asked = state.asked
    kept = replace(state, keeping=True, rated=state.rated | {asked.ticket})
    return kept, (Keep(asked.ticket, asked.counter, state.level, state.chosen, way),)


def _kept(state: State, ticket: str) -> State:
    if state.asked is None or state.asked.ticket != ticket:
        return state  # somebody else was called meanwhile
    return replace(state, place=Place.THANKS, keeping=False)


def _timed_out(state: State, rules: Rules) -> Step:
    """A level of the low two that waits for its reasons is kept where settings let it go without."""
    if state.place is Place.REASONS and not rules.settings.reasons_required:
        return _keep(state, RatingWay.SCREEN)
    return _let_go(state), ()


def _let_go(state: State) -> State:
    """This ticket's rating is not asked for again by itself."""
    return replace(_quiet(state), let_go=state.asked.ticket if state.asked else state.let_go)


def _quiet(state: State) -> State:
    """Back to the counter's own screen, in the hall's language, with nothing of the last citizen."""
    return replace(state, place=Place.COUNTER, asked=None, level=0, chosen=(), keeping=False, language=Language.ZH_CN)
