"""The bench's devices over HTTP: their states, their faults, what people do to them, the paper that came out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel

from bench.appliance import Appliance
from bench.device import BenchDevice, UnknownFault
from bench.escpos import photograph
from bench.machine import WrongAct
from bench.ticket_printer import TicketPrinter

NUMBER = re.compile(r"(one of )?\d")


class FaultSwitch(BaseModel):
    fault: str
    on: bool
    seconds: float | None = None


class Act(BaseModel):
    act: str
    values: dict[str, Any] = {}


def add_devices(app: FastAPI, devices: Mapping[str, BenchDevice]) -> None:
    _states(app, devices)
    _machines(app, devices)
    _paper(app, devices)


def _states(app: FastAPI, devices: Mapping[str, BenchDevice]) -> None:
    @app.get("/api/devices")
    async def list_devices() -> Response:
        return _json([each.state() for each in devices.values()])

    @app.get("/api/devices/{name}")
    async def one_device(name: str) -> Response:
        return _json(_device(devices, name).state())

    @app.post("/api/devices/{name}/faults")
    async def switch_fault(name: str, switch: FaultSwitch) -> Response:
        device = _device(devices, name)
        try:
            await device.set_fault(switch.fault, switch.seconds, on=switch.on)
        except UnknownFault as error:
            raise HTTPException(422, str(error)) from error
        return _json(device.state())

    @app.get("/api/devices/{name}/raw")
    async def raw(name: str) -> Response:
        received = bytes(_device(devices, name).traffic.received)
        return Response(received, media_type="application/octet-stream")


def _machines(app: FastAPI, devices: Mapping[str, BenchDevice]) -> None:
    @app.post("/api/devices/{name}/machines/{machine}/acts")
    async def act(name: str, machine: str, done: Act) -> Response:
        device = _with_part(devices, name, machine)
        try:
            device.act(machine, done.act, _typed(done.values, device.acts[machine].get(done.act, {})))
        except WrongAct as error:
            raise HTTPException(422, f"{name}, {machine}: {error}") from error
        return _json(device.state())

    @app.post("/api/devices/{name}/machines/{machine}/faults")
    async def switch_fault(name: str, machine: str, switch: FaultSwitch) -> Response:
        device = _with_part(devices, name, machine)
        if not isinstance(device, Appliance):
            raise HTTPException(404, f"{name} has no boards: its faults are the device's")
        try:
            await device.set_machine_fault(machine, switch.fault, switch.seconds, on=switch.on)
        except UnknownFault as error:
            raise HTTPException(422, str(error)) from error
        return _json(device.state())


def _paper(app: FastAPI, devices: Mapping[str, BenchDevice]) -> None:
    @app.get("/api/devices/{name}/slips/{n}.png")
    async def slip(name: str, n: int) -> Response:
        device = _device(devices, name)
        if not isinstance(device, TicketPrinter):
            raise HTTPException(404, f"{name} has no paper")
        printer = device.printer
        slips = [*printer.slips, *([growing] if (growing := printer.growing()) else [])]
        found = next((slip for slip in slips if slip.n == n), None)
        if found is None:
            raise HTTPException(404, f"{name} has no slip {n}")
        return Response(await asyncio.to_thread(photograph.png, found), media_type="image/png")


def _device(devices: Mapping[str, BenchDevice], name: str) -> BenchDevice:
    if name not in devices:
        raise HTTPException(404, f"no device {name!r}; there are {', '.join(devices)}")
    return devices[name]


def _with_part(devices: Mapping[str, BenchDevice], name: str, part: str) -> BenchDevice:
    device = _device(devices, name)
    if part not in device.acts:
        there = f"there are {', '.join(device.acts)}" if device.acts else "there is nothing to be done with it"
        raise HTTPException(404, f"{name} has no machine {part!r}; {there}")
    return device


def _typed(values: Mapping[str, Any], meanings: Mapping[str, str]) -> dict[str, Any]:
    """A command line and a form give every value as text; one that means "1 to 24" or "one of 1, 2" is a number."""
    return {
        name: int(value)
        if isinstance(value, str) and value.isdecimal() and NUMBER.match(meanings.get(name, ""))
        else value
        for name, value in values.items()
    }


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value), media_type="application/json", headers={"Cache-Control": "no-store"})
