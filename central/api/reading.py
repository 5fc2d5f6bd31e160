"""Read a request's body with a limit in bytes and in time, and check it against its contract."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from central.refusals import NotUnderstood, TooLarge, TooSlow

T = TypeVar("T", bound=BaseModel)


async def read_body(request: Request, limit_bytes: int, deadline_seconds: float) -> bytes:
    """Raises TooLarge or TooSlow."""
    too_large = TooLarge(f"the body is larger than {limit_bytes} bytes; send less at a time")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(deadline_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit_bytes:
                    raise too_large
    except TimeoutError as error:
        raise TooSlow(f"the body did not arrive within {deadline_seconds:g} s; send it again") from error
    return bytes(body)


def understand(model: type[T], body: bytes) -> T:
    """Raises NotUnderstood (422) that names the field."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the body"
        raise NotUnderstood(f"{where}: {first['msg']}; see kiosk/wire.py, {model.__name__}") from error


def answer(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(), status, media_type="application/json")
