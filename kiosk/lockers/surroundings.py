"""What the flow may know of the cabinet, the hall and the readers at one instant. Pure: values in, an `Around` out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from kiosk.hall import Hall
from kiosk.lockers.cells import CabinetState, Lying
from kiosk.lockers.flow.around import USUAL_DIGITS, Around, Inside
from kiosk.lockers.flow.state import Parcel, Reader
from kiosk.lockers.views import CabinetDrawing, CellTile, FreeCells
from kiosk.lockers.wire import CabinetBody, Standing
from kiosk.settings.lockers import Lockers

PHONE_TAIL_DIGITS = 4


def drawing(settings: Lockers) -> CabinetDrawing:
    """The cabinet from the front, as the settings wire it."""
    return CabinetDrawing(
        cells=tuple(CellTile(cell.number, cell.column, cell.floor_mm, cell.height_mm) for cell in settings.cells),
        screen_column=settings.screen_column,
        screen_floor_mm=settings.screen_floor_mm,
        screen_height_mm=settings.screen_height_mm,
    )


def around(
    settings: Lockers,
    picture: CabinetDrawing,
    state: CabinetState,
    body: CabinetBody | None,
    hall: Hall,
    *,
    readers: frozenset[Reader],
    printer: bool,
    pause_seconds: int | None,
    stopped: bool,
    seconds_left: int | None,
    centre_away: bool,
    out_since: str,
) -> Around:
    return Around(
        settings=settings,
        drawing=picture,
        digits=body.digits if body else USUAL_DIGITS,
        tail=PHONE_TAIL_DIGITS if body and body.phone_tail else 0,
        phone=(body.phone if body else "") or (hall.hall.phone if hall.hall else ""),
        free=tuple(FreeCells(size.value, count) for size, count in state.free.items()),
        inside=rows(state.inside, state.now),
        disabled=state.disabled,
        open_doors=state.open_doors,
        departments=tuple(hall.departments()),
        readers=readers,
        printer=printer,
        pause_seconds=pause_seconds,
        stopped=stopped,
        seconds_left=seconds_left,
        night=is_night(state.now, settings),
        centre_away=centre_away,
        out_since=out_since,
    )


def rows(lying: Iterable[Lying], now: datetime) -> tuple[Inside, ...]:
    """What staff may take out: overdue and cancelled first, then by cell."""
    every = (_row(each, now) for each in lying)
    return tuple(sorted(every, key=lambda row: (not (row.overdue_days or row.cancelled), row.cell)))


def parcel_of(lying: Lying) -> Parcel:
    body = lying.body
    if body is None:
        return Parcel(lying.parcel, lying.cell)
    return Parcel(lying.parcel, lying.cell, body.title, body.title_en, body.receiver)


def is_night(now: datetime, settings: Lockers) -> bool:
    """Whether the screen says night. The night may go over midnight."""
    begins, ends = time.fromisoformat(settings.night_from), time.fromisoformat(settings.night_to)
    moment = now.time()
    return begins <= moment < ends if begins <= ends else moment >= begins or moment < ends


def _row(lying: Lying, now: datetime) -> Inside:
    parcel = parcel_of(lying)
    return Inside(
        parcel=lying.parcel,
        cell=lying.cell,
        title=parcel.title,
        title_en=parcel.title_en,
        receiver=parcel.receiver or lying.receipt,
        overdue_days=lying.overdue_days(now),
        cancelled=lying.body is not None and lying.body.standing is not Standing.OPEN,
        supplement=lying.supplement,
    )
