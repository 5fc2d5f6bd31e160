"""Logs: structlog to standard error, one redactor in front of everything, the drivers' standard logging included.

People's data never belongs into a log; the redactor is the net below, not the rule.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

HIDDEN = "[hidden]"
SECRET_KEYS = ("token", "authorization", "password", "secret")
DEPTH_LIMIT = 6

_PATTERNS = (
    re.compile(r"(?<![0-9A-Za-z])\d{6}[- ]?\d{8}[- ]?\d{3}[0-9Xx](?![0-9A-Za-z])"),  # ID numbers
    re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])"),  # mobile phones
    re.compile(r"(?i)(?<=bearer )[0-9A-Za-z._~+/=-]+"),
    re.compile(r"(?i)(?<=token=)[^\s&\"']+"),
)


def redacted(text: str) -> str:
    """The text without ID numbers, mobile phone numbers and tokens."""
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


def redact(value: Any, depth: int = 0) -> Any:
    """Any value of a log line, cleaned; what is nested too deep is hidden whole."""
    if depth > DEPTH_LIMIT:
        return HIDDEN
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {
            redact(key, depth + 1): HIDDEN if _secret(key) else redact(item, depth + 1) for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(item, depth + 1) for item in value]
    if value is None or isinstance(value, bool | float):
        return value
    text = str(value)
    clean = redacted(text)
    return value if clean == text and isinstance(value, int) else clean


def redactor(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The processor: stands right before the renderer."""
    cleaned: EventDict = redact(dict(event))
    return cleaned


def set_up(level: str, form: str) -> FilteringBoundLogger:
    """Everything that is logged from now on is redacted and goes to standard error. Call it once, at the start."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redactor, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logger: FilteringBoundLogger = structlog.get_logger("kiosk")
    return logger


def _secret(key: Any) -> bool:
    return isinstance(key, str) and any(word in key.lower() for word in SECRET_KEYS)
