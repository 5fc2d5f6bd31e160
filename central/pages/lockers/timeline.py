"""One parcel's time line: steps, openings of its door, and messages in one order. Pure; of central/parcels/story.py."""

from __future__ import annotations

from dataclasses import dataclass

from central.pages.lockers.parcel_words import BAD_STEPS, MESSAGE_KINDS, MESSAGES, STEPS
from central.pages.lockers.words import OPENED_FOR, OUTCOMES, WAYS, Pair
from central.parcels.states import MessageState
from central.parcels.story import MessageLine, OpeningLine, ParcelCard, StepLine


@dataclass(frozen=True, slots=True)
class Moment:
    """`more`: by whom, where, how; plain text of both languages. `bad`: somebody should look into it."""

    at_ms: int
    said: Pair
    more: Pair
    bad: bool = False


def timeline(card: ParcelCard) -> list[Moment]:
    """The oldest first."""
    moments = [
        *(_step(step) for step in card.steps),
        *(_opening(opening) for opening in card.openings),
        *(_message(message) for message in card.messages),
    ]
    return sorted(moments, key=lambda moment: moment.at_ms)


def _step(step: StepLine) -> Moment:
    more = " · ".join(part for part in (step.by, step.detail) if part)
    return Moment(step.at_ms, STEPS[step.step], (more, more), step.step in BAD_STEPS)


def _opening(opening: OpeningLine) -> Moment:
    why, why_en = OPENED_FOR.get(opening.for_what, (opening.for_what, opening.for_what))
    way, way_en = WAYS.get(opening.way, (opening.way, opening.way))
    became, became_en = OUTCOMES.get(opening.outcome, ("等待结果", "not told yet"))
    names = " + ".join(name for name in (opening.by, opening.second) if name)
    again, again_en = ("第二次开锁 · ", "second pulse · ") if opening.pulse > 1 else ("", "")
    return Moment(
        opening.at_ms,
        (f"{opening.cell} 号门：{became}", f"Cell {opening.cell}: {became_en}"),
        (
            again + " · ".join(part for part in (why, way, names) if part),
            again_en + " · ".join(part for part in (why_en, way_en, names) if part),
        ),
        opening.outcome in ("failed", "unknown"),
    )


def _message(message: MessageLine) -> Moment:
    kind, sign = MESSAGE_KINDS[message.kind], MESSAGES[message.state]
    return Moment(
        message.changed_ms,
        (f"短信（{kind[0]}）：{sign.zh}", f"Text message ({kind[1]}): {sign.en}"),
        (message.error, message.error),
        message.state in (MessageState.FAILED, MessageState.UNKNOWN),
    )
