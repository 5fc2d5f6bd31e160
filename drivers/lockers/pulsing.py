"""One opening of one door: asked before, pulsed once, asked after. Run by `board.py`, judged by `opening.py`.

The pulse is never repeated here: whether to try again is the caller's to decide, who knows the citizen.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from drivers.errors import LinkError
from drivers.lockers.conversation import Sending
from drivers.lockers.opening import Opening
from drivers.roles import OpenResult, Outcome

if TYPE_CHECKING:
    from drivers.lockers.board import LockBoard

SHARE_BEFORE = 0.5  # of the time may be used for the question before the pulse


async def open_door(board: LockBoard[Any], door: int, ends: float) -> OpenResult:
    """Ends by `ends`, on the board's clock. Never raises."""
    _, result = await opening_of(board, door, ends, open_signal=board.open_signal)
    return result


async def opening_of(
    board: LockBoard[Any], door: int, ends: float, *, open_signal: bool | None
) -> tuple[Opening, OpenResult]:
    """The same, with all that the sensor said. `open_signal`: what its bit is taken for; None: only a change counts."""
    began = board.clock.now()
    opening, sending = Opening(door, open_signal, began), Sending()

    def ended(outcome: Outcome, error: str | None, pulses: int) -> tuple[Opening, OpenResult]:
        evidence = _evidence(opening, sending, pulses, round((board.clock.now() - began) * 1000))
        return opening, OpenResult(outcome, door, opening.opened, error, evidence)

    broke: LinkError | None = None
    with board.watching(opening):
        if not await _ask_before(board, opening, began + (ends - began) * SHARE_BEFORE):
            return ended(Outcome.FAILED, "proto.timeout" if board.reachable else why_away(board), 0)
        try:
            await board.pulse(opening, sending, ends - board.clock.now())
        except LinkError as error:
            broke = error
        if not _can_have_acted(board, door, sending):
            return ended(Outcome.FAILED, broke.code if broke else "proto.timeout", 0)
        await _ask_after(board, opening, ends)
        silence = "proto.timeout" if board.reachable else why_away(board)
    return ended(*_verdict(opening, silence), pulses=1)


def why_away(board: LockBoard[Any]) -> str:
    """The error of a board that is not reachable."""
    return board.error.code if board.error else "link.absent"


def _can_have_acted(board: LockBoard[Any], door: int, sending: Sending) -> bool:
    """A board acts on a whole frame only, but the one byte that is missing may still come: from the next question."""
    return sending.begun_at is not None and sending.bytes_sent >= len(board.pulse_command(door).data) - 1


async def _ask_before(board: LockBoard[Any], opening: Opening, until: float) -> bool:
    """Whether the board is there and its sensor, if it has any, has spoken."""
    while board.reachable and (left_seconds := until - board.clock.now()) > 0:
        answered = await board.ask_of(opening.door, left_seconds)
        if opening.ready or (answered and not board.has_sensors):
            return True
    return False


async def _ask_after(board: LockBoard[Any], opening: Opening, ends: float) -> None:
    """Until the door is open by two answers, or has had its time to open, or the time is over."""
    window_ends = min(board.clock.now() + board.opens_within_seconds, ends)
    while (now := board.clock.now()) < ends:
        if opening.opened or (now >= window_ends and opening.settled):
            return
        if not board.has_sensors:
            return
        if not board.reachable:
            await board.until_reachable(ends - now)
            continue
        if await board.ask_of(opening.door, ends - now) and not _looks_open(opening):
            await asyncio.sleep(min(board.ask_again_seconds, max(ends - board.clock.now(), 0.0)))


def _looks_open(opening: Opening) -> bool:
    """By the last answer alone: the second one may be asked for at once."""
    if opening.open_signal is None:
        return bool(opening.after) and opening.after[-1:] != opening.before[-1:]
    return opening.after[-1:] == [opening.open_signal]


def _verdict(opening: Opening, silence: str) -> tuple[Outcome, str | None]:
    """`silence`: the error where the sensor did not speak."""
    if opening.opened:
        return Outcome.DONE, None
    if opening.opened is False:
        return Outcome.FAILED, "locker.did_not_open"
    if opening.settled:
        return Outcome.UNKNOWN, "config.invalid"  # the sensor spoke, and what it means is not set
    if len(opening.after) >= 2:
        return Outcome.UNKNOWN, "proto.garbage"  # no two answers agreed
    return Outcome.UNKNOWN, silence


def _evidence(opening: Opening, sending: Sending, pulses: int, ms: int) -> dict[str, Any]:
    """`pulses`: how many can have reached the board. `signals_*`: the sensor's bits, as they came."""
    return {
        "pulses": pulses,
        "bytes_sent": sending.bytes_sent,
        "was_open": opening.was_open,
        "acknowledged": opening.acknowledged,
        "refusal": opening.refusal,
        "signals_before": [int(signal) for signal in opening.before],
        "signals_after": [int(signal) for signal in opening.after[-8:]],
        "ms": ms,
    }
