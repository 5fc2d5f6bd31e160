"""The views of the staff's scenes. Pure."""

from __future__ import annotations

from kiosk.hall import in_language
from kiosk.lockers.flow.around import Around
from kiosk.lockers.flow.pages import ROWS_A_PAGE, on_page, pages
from kiosk.lockers.flow.state import ERRAND_OF, IsInside, Labelling, Leave, Reader, State
from kiosk.lockers.views import InsideRow, InsideView, LabelView, RecoverView, Slot, StaffDeskView


def desk_view(state: State, around: Around) -> StaffDeskView:
    return StaffDeskView(
        name=state.session.name if state.session else "",
        free=around.free,
        inside=len(around.inside),
        overdue=sum(row.overdue_days > 0 for row in around.inside),
        disabled=around.disabled,
        open_doors=around.open_doors,
        centre_away=around.centre_away,
    )


def label_view(state: State, scene: Labelling, around: Around) -> LabelView:
    reader = (Slot.WORKING if scene.looking else state.code) if Reader.CODE in around.readers else None
    return LabelView(
        reader=reader,
        typed=scene.typed,
        problem=scene.problem,
        put_in=state.session.put_in if state.session else 0,
        last_cell=state.session.last_cell if state.session else None,
    )


def inside_view(state: State, scene: IsInside) -> InsideView:
    job = scene.door.job
    title = "" if isinstance(job, Leave) else in_language(state.language, job.parcel.title, job.parcel.title_en)
    return InsideView(errand=ERRAND_OF[type(job)], cell=scene.door.cell, title=title, sensed=scene.sensed)


def recover_view(state: State, page: int, around: Around) -> RecoverView:
    """The page that there still is, when rows have gone meanwhile."""
    last = pages(around.inside, ROWS_A_PAGE)
    rows = tuple(
        InsideRow(
            parcel=row.parcel,
            cell=row.cell,
            title=in_language(state.language, row.title, row.title_en),
            receiver=row.receiver,
            overdue_days=row.overdue_days,
            cancelled=row.cancelled,
            supplement=row.supplement,
        )
        for row in on_page(around.inside, min(page, last), ROWS_A_PAGE)
    )
    return RecoverView(rows=rows, page=min(page, last), pages=last)
