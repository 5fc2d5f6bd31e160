"""The bench's HTTP without a process: acts and faults of one machine, and the stream of changed states."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bench.api import make_app
from bench.appliance import Appliance
from bench.changes import Changes
from bench.device import BenchDevice
from bench.escpos.ticket_exit import Presenter
from bench.printer import PrinterSettings
from bench.ticket_printer import TicketPrinter
from tests.bench.bell import Bell

BELLS = "/api/devices/bells/machines"
TICKET = bytes.fromhex("1b40 41303233 0a 1b69 1d650300")


class Api:
    def __init__(self, devices: dict[str, BenchDevice], changes: Changes) -> None:
        self.devices, self.changes = devices, changes
        self.app = make_app(devices, None, changes)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://bench")

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        answer = await self.http.post(path, json=body)
        return answer.status_code, answer.json()


@pytest_asyncio.fixture
async def api(tmp_path: Path) -> AsyncIterator[Api]:
    changes = Changes()
    bells = Appliance("bells", {"a": Bell(b"A"), "b": Bell(b"B")}, tmp_path, changed=changes.tell)
    presenting = PrinterSettings(speed_mm_per_second=0, presenter=Presenter.CUSTOM)
    printer = TicketPrinter(tmp_path, presenting, name="kiosk-printer", changed=changes.tell)
    await bells.start()
    await printer.start()
    api = Api({"bells": bells, "kiosk-printer": printer}, changes)
    yield api
    await api.http.aclose()
    await bells.stop()
    await printer.stop()


async def test_an_act_is_done_to_one_machine(api: Api) -> None:
    code, state = await api.post(f"{BELLS}/b/acts", {"act": "press", "values": {"times": 2}})
    assert (code, state["machines"]["a"]["state"]["rung"], state["machines"]["b"]["state"]["rung"]) == (200, 0, 2)
    code, state = await api.post(f"{BELLS}/b/acts", {"act": "press"})
    assert (code, state["machines"]["b"]["state"]["rung"]) == (200, 3)


async def test_a_number_may_come_as_text(api: Api) -> None:
    code, state = await api.post(f"{BELLS}/a/acts", {"act": "press", "values": {"times": "3"}})
    assert (code, state["machines"]["a"]["state"]["rung"]) == (200, 3)


async def test_a_fault_is_one_machines_alone(api: Api) -> None:
    code, state = await api.post(f"{BELLS}/a/faults", {"fault": "muffled", "on": True})
    assert (code, [machine["on"] for machine in state["machines"].values()]) == (200, [["muffled"], []])
    code, state = await api.post("/api/devices/bells/faults", {"fault": "late", "on": True, "seconds": 1})
    assert (code, state["faults"]) == (200, {"late": 1.0})


@pytest.mark.parametrize(
    ("path", "body", "code", "sentence"),
    [
        (f"{BELLS}/c/acts", {"act": "press"}, 404, "bells has no machine 'c'; there are a, b"),
        (f"{BELLS}/a/acts", {"act": "kick"}, 422, "bells, a: 'kick' is none of press"),
        (
            f"{BELLS}/a/faults",
            {"fault": "late", "on": True},
            422,
            "bells, a: fault 'late' is none of dead, silent, muffled",
        ),
        (
            "/api/devices/kiosk-printer/machines/presenter/acts",
            {"act": "take_ticket"},
            422,
            "kiosk-printer, presenter: no ticket is shown",
        ),
        (
            "/api/devices/kiosk-printer/machines/presenter/faults",
            {"fault": "dead", "on": True},
            404,
            "kiosk-printer has no boards: its faults are the device's",
        ),
    ],
)
async def test_a_refusal_is_a_sentence(api: Api, path: str, body: dict[str, Any], code: int, sentence: str) -> None:
    assert await api.post(path, body) == (code, {"detail": sentence})


async def test_a_ticket_is_taken_out_of_the_presenter(api: Api, until: Callable[..., Any]) -> None:
    printer = api.devices["kiosk-printer"]
    _, writer = await asyncio.open_connection("127.0.0.1", printer.tcp.port)
    writer.write(TICKET)
    await until(lambda: printer.state()["state"]["presenter"]["ticket"] == "presented")
    code, state = await api.post("/api/devices/kiosk-printer/machines/presenter/acts", {"act": "take_ticket"})
    assert (code, state["state"]["presenter"]["taken"]) == (200, 1)
    raw = await api.http.get("/api/devices/kiosk-printer/raw")
    assert raw.content == TICKET
    assert (await api.http.get("/api/devices/kiosk-printer/slips/1.png")).headers["content-type"] == "image/png"
    assert (await api.http.get("/api/devices/bells/slips/1.png")).json() == {"detail": "bells has no paper"}
    writer.close()
    await writer.wait_closed()


def events_of(api: Api) -> Callable[..., Any]:
    """The stream's endpoint itself: a test client gathers an answer until its end, and this one has none."""
    return next(route.endpoint for route in api.app.routes if getattr(route, "path", "") == "/api/events")


@pytest.mark.parametrize(("changed", "second"), [(True, ["bells"]), (False, ["bells", "kiosk-printer"])])
async def test_the_stream_tells_all_and_then_what_changed(api: Api, changed: bool, second: list[str]) -> None:
    stream = (await events_of(api)(changed)).body_iterator
    first = told(await anext(stream))
    assert [device["name"] for device in first] == ["bells", "kiosk-printer"]
    await api.post(f"{BELLS}/a/acts", {"act": "press"})
    then = told(await asyncio.wait_for(anext(stream), 5))
    assert [device["name"] for device in then] == second
    assert then[0]["machines"]["a"]["state"]["rung"] == 1
    api.changes.close()
    assert [each async for each in stream] == []


async def test_what_only_time_changes_is_told_too(api: Api) -> None:
    stream = (await events_of(api)(True)).body_iterator
    await anext(stream)
    bell = api.devices["bells"].machines["a"]  # type: ignore[attr-defined]
    bell.rung = 7  # nobody rings for it
    then = told(await asyncio.wait_for(anext(stream), 5))
    assert then[0]["machines"]["a"]["state"]["rung"] == 7
    await stream.aclose()


def told(message: bytes) -> list[dict[str, Any]]:
    return list(json.loads(message.removeprefix(b"data: "))["devices"])
