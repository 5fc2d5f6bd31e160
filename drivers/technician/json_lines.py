"""What the technician's commands say to machines: one JSON object a line on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any


def print_json(value: Mapping[str, Any]) -> None:
    """At once, in UTF-8 whatever the terminal's locale."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        line = text.encode()
    except UnicodeEncodeError:  # half a character, as a broken device may send it
        line = json.dumps(value).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
