"""A form with a file: what a browser sends is read back byte by byte, and what is no form is told so."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from central.pages.uploads import Upload, read_upload_form
from central.refusals import NotUnderstood, TooLarge
from central.settings import Settings

SETTINGS = Settings(database="sqlite://")


def read(content_type: str, body: bytes, limit_bytes: int = 100_000) -> tuple[dict[str, str], Upload]:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode("latin-1"))]}
    form, upload = asyncio.run(read_upload_form(Request(scope, receive), SETTINGS, limit_bytes))
    return dict(form), upload


@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["a.csv", "取件.xlsx"]),
    field=st.text("ab\r\n-中", max_size=9),
)
def test_a_file_comes_as_it_was_sent(content: bytes, name: str, field: str) -> None:
    sent = httpx.Request("POST", "http://hall", data={"form_token": field}, files={"file": (name, content)})
    fields, upload = read(sent.headers["content-type"], sent.read())
    assert upload == Upload(name, content)
    assert fields == {"form_token": field}


@given(body=st.binary(max_size=120))
def test_what_is_no_form_is_refused(body: bytes) -> None:
    for kind in ("multipart/form-data; boundary=xyz", "multipart/form-data", "text/plain", ""):
        with pytest.raises(NotUnderstood):
            read(kind, b"--xy" + body)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        read("multipart/form-data; boundary=xyz", b"x" * 11, limit_bytes=10)
