"""What a campaign asks the bench and the centre over HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

ANSWER_SECONDS = 5.0


def get_bytes(url: str) -> bytes:
    """Raises OSError (of which URLError is one) when nobody answers or the answer is an error."""
    with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as response:
        return bytes(response.read())


def get_json(url: str) -> Any:
    return json.loads(get_bytes(url))


def answers(url: str) -> bool:
    try:
        get_bytes(url)
    except OSError:
        return False
    return True
