"""/parcels/labels: labels to print, 60 x 40 mm for the cabinet and 100 x 60 mm for the post; of one parcel or of a page
of the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.hall import Hall, read_hall
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.lockers.barcode import code_128
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.parcels import question
from central.pages.lockers.words import SIZES
from central.parcels.roll import ParcelLine, read_parcels
from central.parcels.states import ParcelState
from central.parcels.story import read_parcel
from kiosk.lockers.wire import ParcelFor

ROOM_MM = 55.0  # between the edges of the small label
POST_ROOM_MM = 93.0
BARS_MM, POST_BARS_MM = 11.0, 20.0


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on it. `bars`: the barcode of `text` as SVG; `size`: empty for the post."""

    post: bool
    case_number: str
    receiver: str
    size: str
    text: str
    bars: str
    where: str
    where_en: str
    note: str


def routes(centre: Centre) -> list[Route]:
    artist, doorway = Artist(centre), Doorway(centre)

    async def page(request: Request, visit: Visit) -> Response:
        ids, now_ms, asked = request.query_params.getlist("parcel"), centre.clock(), question(request)
        sheet = bool(request.query_params.get("sheet"))

        def read(db: Connection) -> dict[str, Any]:
            if ids:
                lines = [read_parcel(db, parcel, now_ms).parcel for parcel in ids[:100]]
            else:
                lines = list(read_parcels(db, asked, now_ms).lines)
            hall = read_hall(db)
            labels = [label for line in lines if (label := label_of(line, hall)) is not None]
            return {"labels": labels, "missing": len(lines) - len(labels)}

        kept = [(name, value) for name, value in request.query_params.multi_items() if name != "sheet"]
        other_way = urlencode(kept if sheet else [*kept, ("sheet", "1")])
        around = {"here": HERE, "visit": visit, "sheet": sheet, "other_way": other_way, "sizes": SIZES}
        return respond(request, await artist.drawing(request).draw("lockers/labels.html", read, **around))

    return [doorway.route("/parcels/labels", page)]


def label_of(parcel: ParcelLine, hall: Hall) -> Label | None:
    """None for a parcel of the post that has no waybill number yet, and for one that is out."""
    if parcel.state in (ParcelState.COLLECTED, ParcelState.CANCELLED):
        return None
    if parcel.kind is ParcelFor.POST:
        if not parcel.waybill:
            return None
        return Label(
            post=True,
            case_number=parcel.case_number,
            receiver=parcel.receiver,
            size="",
            text=parcel.waybill,
            bars=code_128(parcel.waybill, POST_ROOM_MM, POST_BARS_MM),
            where=f"寄件：{hall.name}",
            where_en=f"From: {hall.name_en}",
            note=hall.phone,
        )
    return Label(
        post=False,
        case_number=parcel.case_number,
        receiver=parcel.receiver,
        size=parcel.size,
        text=parcel.label,
        bars=code_128(parcel.label, ROOM_MM, BARS_MM),
        where=parcel.cabinet,
        where_en=parcel.cabinet_en,
        note=parcel.phone_shown,
    )
