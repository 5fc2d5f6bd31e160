"""The cabinet's first screen as people use it: they wait until it is theirs, and show what they have."""

from __future__ import annotations

from enum import StrEnum

from bench.campaigns.cabinets.parcels import Parcel, Person
from bench.campaigns.cabinets.world import World
from drivers.card import Card, CardKind
from kiosk.lockers.views import Asks, KeypadView, SentCode, TypedDigit
from kiosk.views import View

READY_SECONDS = 240.0
CHECKED_SECONDS = 30.0


class With(StrEnum):
    """What somebody shows."""

    CODE = "code"
    OLD_CODE = "old code"  # of an issue before the newest
    QR = "qr"
    OLD_QR = "old qr"  # it has run out
    FORGED_QR = "forged qr"
    OTHER_QR = "other cabinet's qr"
    CARD = "card"


def waits(view: View) -> bool:
    """The pickup keypad as nobody has touched it yet: what it said to the one before is gone."""
    fresh = isinstance(view, KeypadView) and view.asks is Asks.PICKUP and view.entry is None
    return isinstance(view, KeypadView) and fresh and not view.checking and not view.typed


async def ready(world: World) -> bool:
    """Whether the cabinet shows its first screen in time."""
    return await world.screen.until(waits, READY_SECONDS) is not None


async def typed(world: World, code: str) -> None:
    """Digit by digit, and sent."""
    await world.walk(0.5)
    for digit in code:
        world.screen.say(TypedDigit(int(digit)))
    await world.screen.touch(SentCode())


async def shows(world: World, person: Person, parcel: Parcel, what: With) -> None:
    """The person's own means for this parcel, right or void."""
    world.tell(f"{person.name} shows the {what} for {parcel.label}")
    if world.life is None:
        return
    match what:
        case With.CODE:
            await typed(world, parcel.code)
        case With.OLD_CODE:
            await typed(world, parcel.codes[0])
        case With.QR:
            world.life.scanner.hold(world.office.pickup_pass(parcel))
        case With.OLD_QR:
            world.life.scanner.hold(world.office.old_pass(parcel))
        case With.FORGED_QR:
            world.life.scanner.hold(world.office.forged_pass(parcel))
        case With.OTHER_QR:
            world.life.scanner.hold(world.office.elsewhere_pass(parcel))
        case With.CARD:
            world.life.cards.hold(Card(kind=CardKind.CITIZEN, name=person.name, id_number=person.id_number))


def takes_back(world: World) -> None:
    """What was held at the readers is put away."""
    if world.life is not None:
        world.life.scanner.hold(None)
        world.life.cards.hold(None)
