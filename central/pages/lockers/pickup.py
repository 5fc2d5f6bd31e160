"""/p/{token}: a parcel on the phone of its receiver. Public; whoever has the address may collect it by the QR, and the
page says no more than the text message did. It needs no scripts: the page asks for itself again, and each look signs a
fresh QR.
"""

from __future__ import annotations

from collections import OrderedDict
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.pages.doorway import address_of
from central.pages.drawing import Artist, respond
from central.pages.lockers.barcode import qr
from central.pages.lockers.parcel_words import POST
from central.parcels.keys import known_public_key
from central.parcels.phone_page import Pickup, read_pickup
from central.parcels.states import ParcelState
from central.phones.strangers import Strangers
from central.refusals import NotHere
from kiosk.lockers.wire import Standing

AGAIN_SECONDS = 120  # a page that lies open hears of a collected parcel, and has a fresh QR
KNOWN_KEPT = 10_000


class Stage(StrEnum):
    """What the page says."""

    PREPARING = "preparing"
    READY = "ready"
    OVERDUE = "overdue"
    COLLECTED = "collected"
    POST = "post"
    GONE = "gone"  # cancelled, or taken out by staff


def routes(centre: Centre) -> list[Route]:
    artist, settings = Artist(centre), centre.settings
    strangers = Strangers(settings.phone_unknown_free, settings.phone_unknown_forget_seconds)
    known: OrderedDict[str, None] = OrderedDict()  # never slowed: many may share one address

    async def page(request: Request) -> Response:
        """Raises NotHere for a token that no parcel has, TooBusy for who tries many."""
        token, address, now_ms = str(request.path_params["token"]), address_of(request), centre.clock()
        if token not in known:
            strangers.check(address)

        def read(db: Connection) -> dict[str, Any]:
            found = None
            if known_public_key(db):  # without keys there has never been a parcel; they are made while one is written
                found = read_pickup(db, centre.vault.keys(db), token, now_ms, settings.parcels)
            if found is None:
                raise NotHere("no parcel has this address")
            return {"pickup": found, "stage": stage_of(found), "qr": qr(found.qr) if found.qr else ""}

        around = {"again_seconds": AGAIN_SECONDS, "post_signs": POST}
        try:
            html = await artist.drawing(request).draw("lockers/pickup.html", read, **around)
        except NotHere:
            strangers.missed(address)
            raise
        known[token] = None
        if len(known) > KNOWN_KEPT:
            known.popitem(last=False)
        return respond(request, html)

    return [Route("/p/{token}", page)]


def stage_of(pickup: Pickup) -> Stage:
    if pickup.post_state is not None:
        return Stage.POST
    if pickup.state is ParcelState.COLLECTED:
        return Stage.COLLECTED
    if pickup.standing is not Standing.OPEN:
        return Stage.GONE
    if pickup.state is ParcelState.INSIDE:
        return Stage.OVERDUE if pickup.overdue else Stage.READY
    return Stage.PREPARING if pickup.state is ParcelState.REGISTERED else Stage.GONE
