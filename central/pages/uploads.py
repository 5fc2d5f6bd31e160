"""Read a form with a file in it (RFC 7578). Wholly in memory: what people upload may hold personal data, which a file
that is spooled to disk would leave there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from central.api.reading import read_body
from central.pages.forms import Form
from central.refusals import NotUnderstood
from central.settings import Settings

_NO_FORM = "this is no form of this server; open its page and press again"
_PARTS = 32


@dataclass(frozen=True, slots=True)
class Upload:
    """`name`: the file's, as the browser called it; both empty where none was chosen."""

    name: str
    content: bytes


async def read_upload_form(request: Request, settings: Settings, limit_bytes: int) -> tuple[Form, Upload]:
    """The fields and the one file. Raises NotUnderstood, TooLarge or TooSlow."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise NotUnderstood(_NO_FORM)
    fields, upload = [], Upload("", b"")
    for name, file, content in _parts(await read_body(request, limit_bytes, settings.body_seconds), boundary):
        if file is None:
            fields.append((name, content.decode("utf-8", "replace")))
        else:
            upload = Upload(file, content)
    return Form(fields), upload


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Of each part: the field's name, the file's name if it is one, and what it holds."""
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) < 2 or len(pieces) > _PARTS or not pieces[-1].startswith(b"--"):
        raise NotUnderstood(_NO_FORM)
    for piece in pieces[1:-1]:
        head, parted, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = _disposition(head)
        if not parted or b"name" not in said:
            raise NotUnderstood(_NO_FORM)
        file = said.get(b"filename")
        yield (
            said[b"name"].decode("utf-8", "replace"),
            None if file is None else file.decode("utf-8", "replace"),
            content,
        )


def _disposition(head: bytes) -> dict[bytes, bytes]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-disposition":
            return parse_options_header(value.strip())[1]
    return {}
