"""One parcel's time line: steps, openings of its door, and messages in one order. Pure; of central/parcels/story.py."""

from __future__ import annotations

from dataclasses import dataclass

from central.pages.lockers.parcel_words import BAD_STEPS, MESSAGE_KINDS, MESSAGES, STEPS
from central.pages.lockers.words import CLASHES, OPENED_FOR, OUTCOMES, PROBLEMS, WAYS, Pair
from central.parcels.by import API, COMMAND_LINE, TERMINAL
from central.parcels.states import MessageState, Step
from central.parcels.story import MessageLine, OpeningLine, ParcelCard, StepLine

BY: dict[str, Pair] = {
    COMMAND_LINE: ("服务器命令行", "command line"),
    API: ("业务系统", "the system that registers"),
    TERMINAL: ("系统", "by itself"),
}
AT_A_CELL = (Step.DEPOSITED, Step.LEFT, Step.COLLECTED, Step.RECOVERED)
DETAILS: dict[Step, dict[str, Pair]] = {
    Step.UNDONE: {
        "cancelled": ("放的人取消了", "given up by who put it in"),
        "nothing_put_in": ("没有放东西", "nothing was put in"),
        "wrong_cell": ("放错了门", "the wrong cell"),
        "did_not_open": ("门没开", "the door did not open"),
        "restart": ("中途断电重启", "power was cut meanwhile"),
    },
    Step.DISPUTED: PROBLEMS,
    Step.CONFLICT: CLASHES,
}


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
    detail, by = _detail(step), BY.get(step.by, (step.by, step.by))
    more, more_en = (" · ".join(part for part in parts if part) for parts in zip(by, detail, strict=True))
    return Moment(step.at_ms, STEPS[step.step], (more, more_en), step.step in BAD_STEPS)


def _detail(step: StepLine) -> Pair:
    """What stands in `parcel_steps.detail`: a cell's number, or a word of the event's; as it is where it is neither."""
    if step.step in AT_A_CELL and step.detail.isdecimal():
        return f"{step.detail} 号门", f"cell {step.detail}"
    return DETAILS.get(step.step, {}).get(step.detail, (step.detail, step.detail))


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
