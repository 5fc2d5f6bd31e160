"""Sheets out of .csv files, one a sheet: a file, or several in a folder or a zip. UTF-8, UTF-16 or GB18030; commas,
semicolons or tabs. The file's name tells which sheet it is.
"""

from __future__ import annotations

import csv
import io
import zlib
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from central.importing.grid import FileError, Grid, Limits

_DELIMITERS = ",;\t"
_UTF8_NAME = 0x800  # the zip's flag for a name in UTF-8


def read_delimited(file: str, name: str, content: bytes, limits: Limits) -> Grid:
    """`name`: of the .csv itself. Raises FileError."""
    if len(content) > limits.bytes:
        raise FileError(f"holds {len(content)} bytes, more than the {limits.bytes} that a catalogue may have")
    text = _decoded(content)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        raise FileError(f"is no table: {error}") from error
    if len(rows) > limits.rows:
        raise FileError(f"has more than {limits.rows} rows")
    return Grid(file, PurePosixPath(name).stem, [row[: limits.columns] for row in rows])


def read_zip(file: str, content: bytes, limits: Limits) -> list[Grid]:
    """Raises FileError."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if sum(member.file_size for member in members) > limits.bytes:
                raise FileError(f"holds more than the {limits.bytes} bytes that a catalogue may have")
            named = [(_name(member.filename, member.flag_bits), archive.read(member)) for member in members]
    except (BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as error:  # RuntimeError: it asks for a password
        raise FileError(f"is no zip that can be read: {error}") from error
    tables = [(name, body) for name, body in named if name.casefold().endswith(".csv") and "__MACOSX" not in name]
    return [read_delimited(f"{file}/{name}", name, body, limits) for name, body in tables]


def _name(name: str, flags: int) -> str:
    """Windows in China writes names in GB18030 and does not say so."""
    if flags & _UTF8_NAME:
        return name
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _decoded(content: bytes) -> str:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_utf_16 else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            first = error
    raise FileError(f"is neither UTF-8 nor GB18030: byte {first.start} cannot be read; save it as CSV UTF-8")


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line that has any: quoted texts come later than headings."""
    for line in text.splitlines():
        counts = {delimiter: line.count(delimiter) for delimiter in _DELIMITERS}
        best = max(counts, key=lambda delimiter: counts[delimiter])
        if counts[best]:
            return best
    return ","
