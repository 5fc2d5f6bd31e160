"""What a technician may have a lock board do: open one door, tell all, learn what its sensor means."""

from __future__ import annotations

from typing import Any

from drivers.actions import Action, Report, Request, WrongUse
from drivers.facts import DoorState
from drivers.lockers.board import LockBoard
from drivers.lockers.pulsing import why_away
from drivers.roles import Outcome


def actions(most_doors: int) -> tuple[Action, ...]:
    """The actions of a driver whose boards have at most so many doors."""

    def refuse(request: Request) -> None:
        door = request.number("a door")
        if not 1 <= door <= most_doors:
            raise WrongUse(f"a door is 1 to {most_doors}, not {door}")

    return (
        Action("open", "pulse one lock once, and ask its sensor", open_one, "N", refuse, _not_opened),
        Action("state", "every door by its sensor", tell_state, unrun=_no_doors),
        Action(
            "learn", "find out by one closed door what its sensor means; it opens", learn, "N", refuse, _not_learned
        ),
    )


def _not_opened(request: Request) -> dict[str, Any]:
    return {"door": request.number("a door"), "opened": None}


def _no_doors(request: Request) -> dict[str, Any]:
    return {"doors": {}}


def _not_learned(request: Request) -> dict[str, Any]:
    return {"door": request.number("a door"), "learned": {}, "paste": []}


async def open_one(board: LockBoard[object], request: Request) -> Report:
    door = _door(board, request)
    result = await board.open(door, request.deadline_seconds)
    return Report(result.outcome, result.error, {"door": door, "opened": result.opened, **result.evidence})


async def tell_state(board: LockBoard[object], request: Request) -> Report:
    states = await board.ask_doors(request.deadline_seconds)
    fields = {"doors": {str(door): state.value for door, state in states.items()}, **board.more_state()}
    silence = "proto.timeout" if board.reachable else why_away(board)
    if not states or DoorState.UNKNOWN not in states.values():
        return Report(Outcome.DONE if states else Outcome.UNKNOWN, None if states else silence, fields)
    if board.open_signal is None:
        return Report(
            Outcome.DONE, None, {**fields, "message": f"{board.polarity_setting} is not set; learn N finds it"}
        )
    if set(states.values()) == {DoorState.UNKNOWN}:
        return Report(Outcome.FAILED, silence, fields)
    return Report(Outcome.UNKNOWN, silence, fields)


async def learn(board: LockBoard[object], request: Request) -> Report:
    """`learned`: the settings that were found; `paste`: the lines for the settings file."""
    door = _door(board, request)
    learned = await board.learn(door, request.deadline_seconds)
    lines = [f'{key} = "{value}"' for key, value in learned.settings.items()]
    fields = {"door": door, "learned": dict(learned.settings), "paste": lines, **learned.evidence}
    if learned.error == "locker.did_not_open":
        fields["message"] = f"the sensor of door {door} did not change: it was open already, or it is stuck; close it"
    return Report(learned.outcome, learned.error, fields)


def _door(board: LockBoard[object], request: Request) -> int:
    door = request.number("a door")
    if board.count and door > board.count:
        raise WrongUse(f"the board has doors 1 to {board.count}, not {door}")
    return door
