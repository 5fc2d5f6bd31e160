"""What a page sees live: server-sent events with the devices' states, whole or only those that changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from bench.camera import Camera
from bench.changes import Changes
from bench.device import BenchDevice

UPDATE_SECONDS = 0.12  # between two messages to a page
LOOK_SECONDS = 0.25  # what only time changes (a door on its spring, the end of a word) rings no bell
LIST_LIMIT = 50  # of what a machine counts since it was switched on, a page sees the last


def add_events(app: FastAPI, devices: Mapping[str, BenchDevice], camera: Camera | None, changes: Changes) -> None:
    def message(states: list[dict[str, Any]]) -> bytes:
        size = camera.screen.size if camera else None
        return b"data: " + orjson.dumps({"screen": size, "devices": states}) + b"\n\n"

    @app.get("/api/events")
    async def events(changed: bool = False) -> StreamingResponse:
        """`changed`: after the first message, only the devices that are not as they were told."""

        async def messages() -> AsyncIterator[bytes]:
            seen = -1
            told: dict[str, dict[str, Any]] = {}
            while not changes.closed:
                seen = await changes.after(seen, LOOK_SECONDS if changed else None)
                now = {name: _short(device.state()) for name, device in devices.items()}
                fresh = [state for name, state in now.items() if not changed or told.get(name) != state]
                told = now
                if fresh:
                    yield message(fresh)
                await asyncio.sleep(UPDATE_SECONDS)

        return StreamingResponse(messages(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _short(state: dict[str, Any]) -> dict[str, Any]:
    for machine in state.get("machines", {}).values():
        for name, value in machine["state"].items():
            if isinstance(value, list) and len(value) > LIST_LIMIT:
                machine["state"][name] = value[-LIST_LIMIT:]
    return state
