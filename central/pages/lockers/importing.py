"""/parcels/import: many parcels from a spreadsheet, all or none; every mistake by its row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.centre import Centre
from central.importing.export import blank_workbook
from central.importing.problems import NotTaken, Problem
from central.importing.reading import read_upload
from central.pages.doorway import Doorway, Visit
from central.pages.drawing import Artist, respond
from central.pages.lockers.cabinets import HERE
from central.pages.lockers.doing import by_whom
from central.pages.lockers.parcel_form import UNCLEAR, WRONG
from central.pages.lockers.words import Pair
from central.parcels.columns import PARCELS
from central.parcels.files import ParcelFile, parcels_of
from central.parcels.registering import Outcome, draft_apart

IMPORT = "/parcels/import"
UPLOAD_BYTES = 4 * 1024 * 1024
SHOWN_PROBLEMS = 200
TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE: Pair = ("请先选择一个 .xlsx 或 .csv 文件。", "Choose an .xlsx or .csv file first.")
_KEYS = {column.heading: column.key for column in PARCELS.columns}


@dataclass(frozen=True, slots=True)
class Mistake:
    """`zh`: what a right value is; `why`: the reader's own sentence. `heading`: of the column, in both languages."""

    row: int | None
    column: str
    heading: str
    value: str
    zh: str
    why: str

    @classmethod
    def of(cls, problem: Problem) -> Mistake:
        key = _KEYS.get(problem.heading, "")
        zh = WRONG.get(key, UNCLEAR)[0] if problem.row is not None else "这个文件或这张表读不了，请用下载的模板填写。"
        return cls(problem.row, problem.column, problem.heading, problem.value, zh, problem.why)


def routes(centre: Centre) -> list[Route]:
    artist, doorway, settings = Artist(centre), Doorway(centre), centre.settings.parcels

    async def show(request: Request, visit: Visit, status: int = 200, **more: Any) -> Response:
        around = {"here": HERE, "visit": visit, "mistakes": [], "found": 0, "taken": None, "refused": None} | more
        page = respond(request, await artist.drawing(request).draw("lockers/import.html", lambda db: {}, **around))
        page.status_code = status
        return page

    async def page(request: Request, visit: Visit) -> Response:
        return await show(request, visit)

    async def given(request: Request, visit: Visit) -> Response:
        upload, by = visit.upload, by_whom(request, visit, centre)
        if upload is None or not upload.name:
            return await show(request, visit, 422, refused=NO_FILE)
        try:
            file = await run_in_threadpool(_read, upload.name, upload.content)
            drafted = await draft_apart(centre.database, centre.vault, file.wishes, by, settings)
            taken = await centre.database.write(lambda db: file.take(db, drafted, by, settings))
        except NotTaken as error:
            ordered = sorted(error.problems, key=lambda one: (one.row or 0, len(one.column), one.column))
            mistakes = [Mistake.of(problem) for problem in ordered[:SHOWN_PROBLEMS]]
            return await show(request, visit, 422, mistakes=mistakes, found=len(error.problems))
        added = [one for one in taken if one.outcome is Outcome.ADDED]
        return await show(request, visit, taken={"added": added, "known": len(taken) - len(added)})

    async def template(_request: Request, _visit: Visit) -> Response:
        content = await run_in_threadpool(blank_workbook, PARCELS)
        headers = {"Content-Disposition": 'attachment; filename="parcels.xlsx"'}
        return Response(content, media_type=TEMPLATE, headers=headers)

    return [
        doorway.route(IMPORT, page),
        doorway.route(IMPORT, given, methods=["POST"], upload_bytes=UPLOAD_BYTES),
        doorway.route(f"{IMPORT}/template.xlsx", template),
    ]


def _read(name: str, content: bytes) -> ParcelFile:
    """Raises NotTaken."""
    return parcels_of(read_upload(name, content, sheets=(PARCELS,)))
