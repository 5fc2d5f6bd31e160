"""The window terminal's state as a view. Pure."""

from __future__ import annotations

from kiosk.hall import in_language
from kiosk.reasons import Level
from kiosk.views import CounterView, Language, OutOfServiceView, RateView, ReasonChip, ReasonsView, ThanksView, View
from kiosk.window.flow import may_send
from kiosk.window.state import Place, Rules, State
from kiosk.wire import CounterBody, Stage


def view(state: State, rules: Rules, out_since: str) -> View:
    """`out_since`: "09:32", from when on the terminal is out of service, if it is."""
    if state.outage is not None:
        return OutOfServiceView(outage=state.outage, since=out_since)
    asked = state.asked
    if asked is None or state.place is Place.COUNTER:
        return _counter(state, rules)
    match state.place:
        case Place.RATE:
            return RateView(
                counter=asked.counter, clerk=asked.clerk, number=asked.number, service=_service(asked, state.language)
            )
        case Place.REASONS:
            return ReasonsView(
                counter=asked.counter,
                clerk=asked.clerk,
                number=asked.number,
                level=state.level,
                reasons=_chips(rules.reasons.of(state.level), state),
                may_send=may_send(state, rules),
            )
        case Place.THANKS:
            return ThanksView(counter=asked.counter, level=state.level)


def _counter(state: State, rules: Rules) -> CounterView:
    body = state.told
    if body is None:
        return CounterView(counter=rules.settings.counter, clerk="", stage=Stage.CLOSED, away=state.away)
    return CounterView(
        counter=body.counter,
        clerk=body.clerk,
        stage=body.stage,
        number=body.number,
        service=_service(body, state.language),
        away=state.away,
    )


def _service(body: CounterBody, language: Language) -> str:
    return in_language(language, body.service, body.service_en)


def _chips(level: Level, state: State) -> tuple[ReasonChip, ...]:
    return tuple(
        ReasonChip(
            code=reason.code,
            text=in_language(state.language, reason.zh, reason.en),
            chosen=reason.code in state.chosen,
        )
        for reason in level.options
    )
