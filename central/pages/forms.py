"""Read what a page's form sends."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from central.api.reading import read_body
from central.refusals import NotUnderstood
from central.settings import Settings

_FIELDS = 8
_LARGEST = 2**62


async def read_form(request: Request, settings: Settings) -> dict[str, str]:
    """Raises NotUnderstood for what is no form of ours."""
    body = await read_body(request, settings.form_bytes, settings.body_seconds)
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=_FIELDS))
    except ValueError as error:
        raise NotUnderstood("this is no form of this server; open its page and press again") from error


def number(form: dict[str, str], name: str) -> int:
    """Raises NotUnderstood."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and int(text) <= _LARGEST):
        raise NotUnderstood(f"the form's {name} is {text[:40]!r}, not a number; open the page and press again")
    return int(text)
