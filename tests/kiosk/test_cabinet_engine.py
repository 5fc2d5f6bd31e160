"""The whole cabinet engine over its real socket, on real drivers and the bench's boards: staff, citizens, faults."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
import typer
from typer.testing import CliRunner

from drivers.roles import Outcome, PrintResult
from kiosk.local_client import RunningTerminal
from kiosk.lockers.cabinet import Cabinet
from kiosk.lockers.cli import add_technician_commands
from kiosk.lockers.openings import Opening
from kiosk.lockers.views import (
    Asks,
    ChoseParcel,
    ChoseProblem,
    ChoseSize,
    CollectedView,
    Door,
    DoorView,
    Entry,
    InsideView,
    KeypadView,
    LabelView,
    LeaveView,
    LeftView,
    ProblemView,
    ReceiptState,
    RecoverView,
    Reopens,
    SaidInside,
    SaidTaken,
    SaidWrong,
    StaffDeskView,
    WantsDeposit,
    WantsReceipt,
    WantsRecover,
    WantsToLeave,
)
from kiosk.staff_called import Staff
from kiosk.views import ChoseDepartment, Ended, Finished, Outage, OutOfServiceView, WentBack
from tests.kiosk.cabinet_stand import BADGE, CARD, CODES, Stand, cabinet, pass_for, told_rows

Rig = Callable[..., Any]


def rows_of(centre: Any) -> None:
    centre.rows = [row for row in centre.rows if row["kind"] != "terminal"] + told_rows()
    centre.through = max(row["n"] for row in centre.rows)


async def put_in(at: Stand, *labels: str) -> dict[str, int]:
    """Staff signs in with the badge, puts these in, and leaves. Returns where each lies."""
    cells = {}
    await at.shows(KeypadView, asks=Asks.PICKUP)
    at.scanner.hold(BADGE)
    await at.shows(StaffDeskView, name="李静")
    at.answer(WantsDeposit())
    for count, key in enumerate(labels, 1):
        await at.shows(LabelView, put_in=count - 1)
        at.scanner.hold(f"LBL-{key}")
        opened = await at.shows(DoorView, door=Door.OPEN, title=f"证照 {key}")
        cells[key] = opened.cell
        if opened.cell <= 4:
            at.hand("put_in", opened.cell)
            at.hand("close_door", opened.cell)
        else:
            at.hand("close_door", opened.cell)
            await at.shows(InsideView, cell=opened.cell, sensed=None)
            at.answer(SaidInside(inside=True))
        await at.shows(LabelView, put_in=count, last_cell=opened.cell)
    at.answer(Ended())
    await at.shows(KeypadView)
    return cells


async def take_out(at: Stand, cell: int) -> None:
    await at.shows(DoorView, cell=cell, door=Door.OPEN)
    if cell <= 4:
        at.hand("take_out", cell)
    at.hand("close_door", cell)
    await at.shows(DoorView, cell=cell, door=Door.CLOSED)


async def test_from_the_deposit_to_the_receipt_also_while_the_centre_is_away(
    tmp_path: Path, served: Rig, touching: Rig, printer: Any
) -> None:
    printer.results = [PrintResult(Outcome.UNKNOWN, error="job.unknown")]
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching, printer) as at:
            lies = await put_in(at, "parcel-1", "parcel-2", "parcel-3")
            assert lies["parcel-3"] > 6, "a large one needs a large cell"
            centre.faults = {"feed": [500] * 1000, "batches": [500] * 1000}
            at.enter("00000000")
            await at.shows(KeypadView, entry=Entry.UNKNOWN, tries_left=4)
            at.enter(CODES["parcel-3"])
            await take_out(at, lies["parcel-3"])
            at.answer(Reopens())
            await take_out(at, lies["parcel-3"])
            at.answer(SaidTaken())
            await at.shows(CollectedView, titles=("证照 parcel-3",), receipt=ReceiptState.OFFERED)
            at.answer(WantsReceipt())
            await at.shows(CollectedView, receipt=ReceiptState.UNKNOWN)
            at.answer(Finished())
            await at.shows(KeypadView)
            at.enter(CODES["parcel-3"])
            await at.shows(KeypadView, entry=Entry.UNKNOWN)
            at.cards.hold(CARD)
            first = await at.shows(DoorView, door=Door.OPEN, nth=1, of=2)
            await take_out(at, first.cell)
            at.answer(SaidTaken())
            await at.shows(DoorView, nth=2)
            await take_out(at, next(lies[key] for key in ("parcel-1", "parcel-2") if lies[key] != first.cell))
            at.answer(SaidTaken())
            await at.shows(CollectedView)
            collected = at.journal("parcel.collected")
            assert [body["way"] for body in collected] == ["code", "card", "card"]
            assert {body["parcel"]: body["cell"] for body in collected} == lies
            assert len(at.pulses()) == len(at.journal("door.intent")) == 7
            assert {body["cause"] for body in at.journal("door.moved") if body["intent"]} <= {"command", "hand"}
            assert len(printer.printed) == 1
            assert not any(code in str(at.journal("code.refused")) for code in CODES.values())


async def test_the_screen_goes_on_once_what_it_says_is_durable(
    tmp_path: Path, served: Rig, touching: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk is slow, staff sees the question still; then the list, and the event is there."""
    written, write = asyncio.Event(), Cabinet.recovered

    async def slowly(cabinet: Cabinet, opening: Opening) -> None:
        await written.wait()
        await write(cabinet, opening)

    monkeypatch.setattr(Cabinet, "recovered", slowly)
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching) as at:
            lies = await put_in(at, "parcel-1", "parcel-2", "parcel-3")
            at.scanner.hold(BADGE)
            await at.shows(StaffDeskView)
            at.answer(WantsRecover())
            await at.shows(RecoverView)
            at.answer(ChoseParcel("parcel-3"))
            await at.shows(DoorView, door=Door.OPEN)
            at.hand("close_door", lies["parcel-3"])
            await at.shows(InsideView)
            at.answer(SaidInside(inside=False))
            listed = asyncio.create_task(at.shows(RecoverView))
            await asyncio.wait((listed,), timeout=0.3)
            assert not listed.done()
            written.set()
            await listed
            assert [body["parcel"] for body in at.journal("parcel.recovered")] == ["parcel-3"]


async def test_a_stuck_door_calls_staff_and_the_parcel_stays(tmp_path: Path, served: Rig, touching: Rig) -> None:
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching) as at:
            lies = await put_in(at, "parcel-1")
            await at.fault("a" if lies["parcel-1"] <= 4 else "b", "stuck_door")
            at.scanner.hold(pass_for("parcel-1"))
            await at.shows(DoorView, door=Door.AGAIN)
            await at.shows(DoorView, door=Door.SHUT, staff=Staff.TOLD)
            assert at.pulses() == [lies["parcel-1"]] * 3
            assert [body["pulse"] for body in at.journal("door.intent")] == [1, 1, 2]
            at.answer(Finished())
            await at.shows(KeypadView)
            await at.fault("a" if lies["parcel-1"] <= 4 else "b", "stuck_door", on=False)
            at.scanner.hold(pass_for("parcel-1"))
            await at.shows(DoorView, door=Door.OPEN, cell=lies["parcel-1"])
            at.answer(SaidWrong())
            await at.shows(ProblemView, reported=False)
            at.answer(ChoseProblem("wrong_thing"))
            await at.shows(ProblemView, reported=True, staff=Staff.TOLD)
            (disputed,) = at.journal("parcel.disputed")
            assert (disputed["parcel"], disputed["problem"]) == ("parcel-1", "wrong_thing")
            assert any(moved["state"] == "open" for moved in disputed["history"])


async def test_papers_are_left_and_taken_out_by_staff(tmp_path: Path, served: Rig, touching: Rig, printer: Any) -> None:
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching, printer) as at:
            await at.shows(KeypadView, may_leave=True)
            at.answer(WantsToLeave())
            departments = (await at.shows(LeaveView)).departments
            at.cards.hold(CARD)
            await at.shows(LeaveView, known=True)
            at.answer(ChoseDepartment(departments[0].code))
            await at.shows(LeaveView, department=departments[0].name)
            at.scanner.hold("BJ-2026-0001")
            await at.shows(LeaveView, case="BJ-2026-0001", known=True)
            printer.results = [PrintResult(Outcome.FAILED, error="proto.timeout", retry_safe=True)]
            at.answer(ChoseSize("s"))
            opened = await at.shows(DoorView, door=Door.OPEN, may_cancel=True)
            at.hand("put_in", opened.cell)
            at.hand("close_door", opened.cell)
            left = await at.shows(LeftView, print=ReceiptState.NOTHING_PRINTED, cell=opened.cell)
            at.answer(WantsReceipt())
            await at.shows(LeftView, print=ReceiptState.DONE, receipt=left.receipt)
            jobs = [(body["job"], body["key"]) for body in at.journal("print.started")]
            assert (len(set(jobs)), {key for _, key in jobs}) == (2, {left.receipt})
            (told,) = at.journal("parcel.left")
            assert (told["receipt"], told["department"], bool(told["person"]), told["case"]) == (
                left.receipt, departments[0].code, True, "BJ-2026-0001"
            )  # fmt: skip
            at.answer(Finished())
            await at.shows(KeypadView)
            at.scanner.hold(BADGE)
            await at.shows(StaffDeskView, inside=1)
            at.answer(WantsRecover())
            (row,) = (await at.shows(RecoverView)).rows
            assert (row.supplement, row.cell) == (True, opened.cell)
            at.answer(ChoseParcel(row.parcel))
            await at.shows(DoorView, door=Door.OPEN)
            at.hand("take_out", row.cell)
            at.hand("close_door", row.cell)
            await at.shows(RecoverView, rows=())
            assert [body["parcel"] for body in at.journal("parcel.recovered")] == [row.parcel]


async def test_dead_boards_a_guesser_and_a_failing_step(
    tmp_path: Path, served: Rig, touching: Rig, monkeypatch: Any
) -> None:
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching, safe_screen_seconds=1) as at:
            await at.shows(KeypadView)
            for tries in (4, 3, 2, 1):
                at.enter("00000000")
                await at.shows(KeypadView, tries_left=tries, checking=False)
                if tries == 2:  # nor does looking at something else make another one
                    at.answer(WantsToLeave())
                    await at.shows(LeaveView)
                    at.answer(WentBack())
                else:
                    at.answer(Ended())  # whoever begins again is the same guesser
                await at.shows(KeypadView, tries_left=None)
            at.enter("00000000")
            paused = await at.shows(KeypadView, entry=Entry.UNKNOWN, checking=False)
            assert 50 < paused.pause_seconds <= 60
            await at.fault("a", "dead")
            at.answer(Ended())
            await at.fault("b", "dead")
            await at.shows(OutOfServiceView, outage=Outage.FAULT)
            await at.fault("b", "dead", on=False)
            await at.shows(KeypadView)

            def broken(*given: Any) -> Any:
                raise ZeroDivisionError

            with monkeypatch.context() as breaking:
                breaking.setattr("kiosk.lockers.visits.step", broken)
                at.answer(WantsToLeave())
                await at.shows(OutOfServiceView, outage=Outage.FAULT)
            await at.shows(KeypadView)
            assert at.pulses() == []


async def test_a_technician_sees_cells_takes_one_out_and_tries_an_empty_one(
    tmp_path: Path, served: Rig, touching: Rig
) -> None:
    async with served() as centre:
        rows_of(centre)
        async with cabinet(tmp_path, centre.url, touching) as at:
            lies = (await put_in(at, "parcel-1"))["parcel-1"]
            commands = typer.Typer()
            add_technician_commands(commands, lambda path: RunningTerminal(at.settings.terminal.socket_path))

            async def run(*words: str) -> tuple[int, str]:
                ended = await asyncio.to_thread(CliRunner().invoke, commands, words)
                return ended.exit_code, ended.output

            code, told = await run("status", "--json")
            cells = {cell["number"]: cell for cell in orjson.loads(told)["cells"]}
            assert (code, cells[lies]["holds"], cells[8]["free"], "parcel-1" in told) == (0, True, True, False)
            refused, why = await run("try", str(lies))
            assert (refused, "its lock is not tried" in why) == (1, True)
            assert (await run("try", "9"))[0] == 2
            assert (await run("disable", "8", "--reason", " "))[0] == 2
            assert await run("disable", "8", "--reason", "hinge") == (0, "cell 8 is out of use\n")
            assert "out of use: hinge" in (await run("status"))[1]
            assert (await run("enable", "8"))[0] == 0
            assert (await run("try", "8"))[1] == "cell 8: its sensor saw the door open; shut it again\n"
            assert at.pulses()[-1] == 8
            assert at.journal("door.intent")[-1]["for_what"] == "trial"
            await at.fault("a", "dead")
            await at.fault("b", "dead")
            assert (await run("status"))[0] == 0
