"""Read what a page's form sends."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from central.api.reading import read_body
from central.refusals import NotUnderstood
from central.settings import Settings

_FIELDS = 512  # a counter may take all services of a hall
_LARGEST = 2**62
Form = ImmutableMultiDict[str, str]


async def read_form(request: Request, settings: Settings) -> Form:
    """Raises NotUnderstood for what is no form of ours."""
    body = await read_body(request, settings.form_bytes, settings.body_seconds)
    try:
        return Form(parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_FIELDS))
    except ValueError as error:
        raise NotUnderstood("this is no form of this server; open its page and press again") from error


def number(form: Mapping[str, str], name: str) -> int:
    """Raises NotUnderstood."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and int(text) <= _LARGEST):
        raise NotUnderstood(f"the form's {name} is {text[:40]!r}, not a number; open the page and press again")
    return int(text)
