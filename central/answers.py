"""Errors as answers: JSON with one sentence for terminals, a page for people."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from central.centre import Centre
from central.database import DatabaseBusy
from central.guard import HEADERS
from central.pages.faults import fault_page
from central.refusals import Refused, SignInFirst, TooBusy
from kiosk.wire import API

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]


def handlers(centre: Centre) -> dict[Any, Handler]:
    """For FastAPI's exception_handlers."""

    async def refused(request: Request, error: Refused) -> Response:
        headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooBusy) else {}
        return _answer(request, error.status, error.sentence, headers)

    async def sign_in_first(request: Request, error: SignInFirst) -> Response:
        if request.method == "GET" and not request.url.path.endswith("/live"):
            return RedirectResponse(f"/sign-in?{urlencode({'next': request.url.path})}", 303)
        return _answer(request, error.status, error.sentence, {})

    async def http(request: Request, error: HTTPException) -> Response:
        return _answer(request, error.status_code, str(error.detail), dict(error.headers or {}))

    async def busy(request: Request, error: DatabaseBusy) -> Response:
        retry = {"Retry-After": str(centre.settings.retry_after_seconds)}
        return _answer(request, 503, f"{error}; send the same request again", retry)

    async def failed(request: Request, _error: Exception) -> Response:
        return _answer(request, 500, "the server failed at this request; its log has the reason", HEADERS)

    return {Refused: refused, SignInFirst: sign_in_first, HTTPException: http, DatabaseBusy: busy, Exception: failed}


def _answer(request: Request, status: int, sentence: str, headers: dict[str, str]) -> Response:
    if request.url.path.startswith(API):
        body = orjson.dumps({"detail": sentence})
        return Response(body, status, headers=headers, media_type="application/json")
    page = fault_page(request, status)
    page.headers.update(headers)
    return page
