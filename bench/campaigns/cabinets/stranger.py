"""Somebody who guesses codes. Nothing opens for them, whatever they hit on the keypad."""

from __future__ import annotations

from bench.campaigns.cabinets.keypad import CHECKED_SECONDS, READY_SECONDS, ready, typed, waits
from bench.campaigns.cabinets.parcels import DIGITS
from bench.campaigns.cabinets.world import World
from kiosk.lockers.views import DoorView, KeypadView, WantsStaffKeypad
from kiosk.views import Ended


async def guesses(world: World, tries: int, *, staff: bool) -> None:
    """Codes of parcels that are gone, of none, and right ones with two digits exchanged; `staff`: for the desk."""
    if not await ready(world):
        return
    if staff:
        await world.screen.touch(WantsStaffKeypad())
    for _ in range(tries):
        view = world.screen.view
        if not isinstance(view, KeypadView):
            break
        if view.pause_seconds is not None:
            world.count("guesses: paused")
            break
        world.count("guesses")
        await typed(world, _guess(world))
        said = await world.screen.until(
            lambda view: isinstance(view, DoorView) or (isinstance(view, KeypadView) and not view.checking),
            CHECKED_SECONDS,
        )
        if said is None:
            break
    world.tell("somebody has guessed codes")
    await world.screen.touch(Ended())
    await world.screen.until(waits, READY_SECONDS)


def _guess(world: World) -> str:
    chance = world.chance
    through = world.life.ground.feed.through if world.life else 0
    known = [each for each in world.parcels.values() if world.office.has_heard(each, through)]
    used_up = [code for parcel in known for code in parcel.codes[:-1]]
    live = [parcel.code for parcel in world.parcels.values() if parcel.code]
    live_codes = set(live)
    if used_up and chance.random() < 0.3:
        guess = chance.choice(used_up)
    elif live and chance.random() < 0.5:
        code, place = chance.choice(live), chance.randrange(DIGITS - 1)
        guess = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    else:
        guess = f"{chance.randrange(10**DIGITS):0{DIGITS}d}"
    return guess if guess not in live_codes else f"{(int(guess) + 1) % 10**DIGITS:0{DIGITS}d}"
