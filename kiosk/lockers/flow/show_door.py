"""The view of one door, and of a problem at it. Pure."""

from __future__ import annotations

from kiosk.hall import in_language
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.pickup import may_reopen
from kiosk.lockers.flow.state import ERRAND_OF, AtDoor, Deposit, Leave, Pickup, Problems, Recover, State
from kiosk.lockers.views import Door, DoorView, ProblemView


def door_view(state: State, at: AtDoor, around: Around) -> DoorView:
    job = at.job
    parcel = None if isinstance(job, Leave) else job.parcel
    return DoorView(
        errand=ERRAND_OF[type(job)],
        cell=at.cell,
        door=at.door,
        drawing=around.drawing,
        title=in_language(state.language, parcel.title, parcel.title_en) if parcel else "",
        receiver=parcel.receiver if parcel else "",
        nth=job.nth if isinstance(job, Pickup) else 1,
        of=job.of if isinstance(job, Pickup) else 1,
        remind_seconds=around.seconds_left if at.door is Door.OPEN else None,
        takes_out=isinstance(job, Pickup | Recover) or bool(job.undoing),
        keeping=at.keeping and at.door in (Door.CLOSED, Door.STILL_THERE),
        may_reopen=_may_reopen(at),
        may_cancel=isinstance(job, Deposit | Leave) and not job.undoing and not at.keeping,
        staff=state.help,
        phone=around.phone,
    )


def problem_view(state: State, scene: Problems, around: Around) -> ProblemView:
    job = scene.door.job
    title = "" if isinstance(job, Leave) else in_language(state.language, job.parcel.title, job.parcel.title_en)
    return ProblemView(cell=scene.door.cell, title=title, reported=scene.reported, staff=state.help, phone=around.phone)


def _may_reopen(at: AtDoor) -> bool:
    match at.job:
        case Pickup() as job:
            return may_reopen(at, job)
        case Recover():
            return False
        case _:
            return at.door in (Door.CLOSED, Door.STILL_THERE) and not at.keeping
