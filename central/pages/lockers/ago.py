"""How long ago something was, in words of both languages. Pure."""

from __future__ import annotations

from central.pages.lockers.words import Pair

_MINUTE_MS, _HOUR_MS, _DAY_MS = 60_000, 3_600_000, 86_400_000


def ago(now_ms: int, at_ms: int) -> Pair:
    """As 3 小时, 3 h. Less than two minutes is told in seconds, less than two hours in minutes, and so on."""
    passed_ms = max(0, now_ms - at_ms)
    for unit_ms, word, word_en in ((_DAY_MS, "天", "days"), (_HOUR_MS, "小时", "h"), (_MINUTE_MS, "分钟", "min")):
        if passed_ms >= 2 * unit_ms:
            return f"{passed_ms // unit_ms} {word}", f"{passed_ms // unit_ms} {word_en}"
    return f"{passed_ms // 1000} 秒", f"{passed_ms // 1000} s"
