"""The kiosk's screen over HTTP: a picture, a stream of pictures, and a finger."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from bench.camera import Camera

PNG = "image/png"
NEXT_PART = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n"
"""Behind each picture: a browser shows it when the head of the next one has come."""


class Touch(BaseModel):
    """Pixels of the screen."""

    x: int
    y: int


def add_screen(app: FastAPI, camera: Camera | None) -> None:
    def looking() -> Camera:
        if camera is None:
            raise HTTPException(404, "the bench was started without a display (--display)")
        return camera

    @app.get("/api/screen.png")
    async def picture() -> Response:
        return Response(await looking().png(), media_type=PNG, headers={"Cache-Control": "no-store"})

    @app.get("/api/screen.mjpeg")
    async def stream() -> StreamingResponse:
        frames = looking().frames()

        async def parts() -> AsyncIterator[bytes]:
            yield NEXT_PART
            async for jpeg in frames:
                yield jpeg + b"\r\n" + NEXT_PART

        return StreamingResponse(parts(), media_type="multipart/x-mixed-replace; boundary=frame")

    @app.post("/api/screen/touch")
    async def touch(where: Touch) -> dict[str, float]:
        try:
            return {"monotonic_seconds": await looking().touch(where.x, where.y)}
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
