"""Messages over HTTP, by a request that the settings describe: each provider has a shape of its own.

In `body`, `url` and `headers` stand $id, $phone, $text, $code, $place, $until, $link and $title. In a JSON body they
are escaped as inside a JSON text, in a form and in the address as there.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from string import Template
from typing import Annotated
from urllib.parse import quote, quote_plus

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, field_validator

from central.parcels.messages.gateway import Answer, Became, Outgoing

ANSWER_BYTES = 64 * 1024  # of an answer that is looked at
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_BUSY = 429


class HttpSettings(BaseModel):
    """The table [http] of the messages' file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    method: Annotated[str, Field(pattern=r"^(POST|PUT|GET)$")] = "POST"
    headers: dict[str, str] = {}
    content_type: Annotated[str, Field(pattern=rf"^({_JSON}|{_FORM})$")] = _JSON
    body: str = '{"id": "$id", "phone": "$phone", "text": "$text"}'
    ok_statuses: list[int] = [200, 201, 202]
    ok_when: str = ""  # a regular expression that the answer's text must hold; empty: the status says it
    again_when: str = ""  # one that says: not now, try again
    knows_ids: bool = True  # the provider does not send the same id twice; else an unanswered one is not repeated
    deadline_seconds: Annotated[float, Field(ge=0.1, le=60)] = 10.0

    @field_validator("ok_when", "again_when")
    @classmethod
    def _is_an_expression(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"this is no regular expression: {error}") from error
        return value


class HttpGateway:
    def __init__(self, settings: HttpSettings) -> None:
        self.knows_ids = settings.knows_ids
        self.deadline_seconds = settings.deadline_seconds
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def send(self, message: Outgoing) -> Answer:
        settings = self._settings
        words = {**message.words, "id": message.id, "phone": message.phone, "text": message.text}
        headers = {"Content-Type": settings.content_type, **settings.headers}
        body = _filled(settings.body, words, _json_text if settings.content_type == _JSON else quote_plus)
        request = {
            "url": _filled(settings.url, words, lambda text: quote(text, safe="")),
            "headers": {name: _filled(value, words, _header_text) for name, value in headers.items()},
            "data": None if settings.method == "GET" else body.encode(),
        }
        try:
            async with asyncio.timeout(settings.deadline_seconds):
                async with self._opened().request(settings.method, allow_redirects=False, **request) as answer:  # type: ignore[arg-type]
                    said = (await answer.content.read(ANSWER_BYTES)).decode("utf-8", "replace")
                    return self._judged(answer.status, said)
        except aiohttp.ClientConnectorError as error:
            return Answer(Became.AGAIN, f"the gateway cannot be reached: {error.os_error.strerror or error.os_error}")
        except (TimeoutError, aiohttp.ClientError) as error:
            return Answer(
                Became.UNANSWERED, f"no answer within {settings.deadline_seconds:g} s: {type(error).__name__}"
            )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _judged(self, status: int, said: str) -> Answer:
        settings = self._settings
        if settings.again_when and re.search(settings.again_when, said):
            return Answer(Became.AGAIN, f"status {status}, and its answer says: not now")
        if status in settings.ok_statuses:
            if re.search(settings.ok_when, said):
                return Answer(Became.SENT)
            return Answer(Became.REFUSED, f"status {status}, but its answer does not say that it was taken (ok_when)")
        if status == _BUSY or status >= 500:
            return Answer(Became.AGAIN, f"status {status}")
        return Answer(Became.REFUSED, f"status {status}")


def _filled(template: str, words: Mapping[str, str], escaped: Callable[[str], str]) -> str:
    return Template(template).safe_substitute({name: escaped(word) for name, word in words.items()})


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _header_text(text: str) -> str:
    return re.sub(r"[^\x20-\x7e]", "?", text)
