"""The simulated days as a picture: one page of HTML with drawings in it, nothing to load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.campaigns.queue_hall.ledger import Shown
from bench.campaigns.queue_hall.report import waited_minutes

if TYPE_CHECKING:
    from bench.campaigns.queue_hall.simulate import Lived

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 1000, 240, 56, 28, 12
ZONE = ZoneInfo("Asia/Shanghai")
HOUR_MS = 3_600_000
_STYLE = """
body{font:16px/1.5 system-ui,"Noto Sans SC",sans-serif;margin:32px auto;max-width:1060px;padding:0 24px;color:#12262a}
h1{font-size:26px;margin:0 0 4px}h2{font-size:20px;margin:36px 0 8px}p{margin:4px 0;color:#41565a}
table{border-collapse:collapse;margin:16px 0}td,th{padding:6px 18px 6px 0;text-align:right}th{font-weight:600}
td:first-child,th:first-child{text-align:left}.bad{color:#b3261e;font-weight:700}svg{display:block;width:100%}
.grid{stroke:#d7e0e1}.axis{fill:#5b6f73;font-size:13px}.line{fill:none;stroke:#0f5156;stroke-width:2}
.dot{fill:#0f5156;fill-opacity:.35}.alone{fill:#b35c00;fill-opacity:.75}.cut{fill:#b35c00;fill-opacity:.13}
.kill{stroke:#b3261e;stroke-width:2;stroke-dasharray:4 3}
"""


def page(told: dict[str, Any], days: Sequence[Lived]) -> str:
    """The whole page."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Simulated hall</title>",
        f"<style>{_STYLE}</style><h1>Simulated hall</h1>",
        f"<p>Seed {told['seed']}: {told['terminals']} terminals, {told['counters']} counters, {told['cuts']} cuts and "
        f"killed terminals a day. {told['tickets']} numbers in {told['seconds']:.0f} s.</p>",
        _verdict(told),
    ]
    for lived, figures in zip(days, told["each_day"], strict=True):
        parts.append(_day(lived, figures))
    return "".join(parts)


def _verdict(told: dict[str, Any]) -> str:
    names = {"duplicates": "given twice", "lost": "lost", "starved": "starved", "double_called": "at two counters"}
    head = "".join(f"<th>{words}" for words in names.values())
    row = "".join(f"<td class={'bad' if told[name] else 'good'}>{told[name]}" for name in names)
    estimates = told["wait_estimates"]
    told_waits = ""
    if estimates["n"]:
        told_waits = (
            f"<p>Waits that were told ({estimates['n']}): off by {estimates['error_minutes']} min on the mean, "
            f"{estimates['covered']:.0%} within their range, bias {estimates['bias_minutes']:+} min, "
            f"ranges {estimates['width_minutes']} min wide, mean wait {estimates['mean_wait_minutes']} min.</p>"
        )
    return f"<table><tr><th>People whose number was …{head}<tr><td>count{row}</table>{told_waits}"


def _day(lived: Lived, figures: dict[str, Any]) -> str:
    first_ms = lived.day.opens_ms - HOUR_MS // 2
    last_ms = max([lived.day.closes_ms, *(ticket.called_ms or 0 for ticket in lived.shown)]) + HOUR_MS // 4
    frame = _Frame(first_ms, last_ms)
    waits = figures["wait_minutes"] or {"p50": 0, "p95": 0}
    return (
        f"<h2>{escape(figures['day'])}</h2><p>{figures['people']} people, {figures['tickets']} numbers "
        f"({figures['given_without_the_centre']} given without the centre), {figures['served']} served; waited "
        f"{waits['p50']} min at the median, {waits['p95']} min at the 95th percentile.</p>"
        f"<p>People waiting. Shaded: a terminal's line is cut. Dashed: the centre is killed.</p>"
        f"{_queue(lived, frame)}<p>Minutes waited, by the time of arrival. Orange: given without the centre.</p>"
        f"{_waits(lived.shown, frame)}"
    )


class _Frame:
    """Where a moment stands on the drawing, and the drawing's axes."""

    def __init__(self, first_ms: int, last_ms: int) -> None:
        self._first_ms, self._last_ms = first_ms, last_ms

    def x(self, at_ms: float) -> float:
        share = (at_ms - self._first_ms) / (self._last_ms - self._first_ms)
        return LEFT + share * (WIDTH - LEFT)

    @staticmethod
    def y(value: float, most: float) -> float:
        return HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP)

    def svg(self, most: float, inner: Iterable[str]) -> str:
        grid = [
            f"<line class=grid x1={LEFT} x2={WIDTH} y1={y:.0f} y2={y:.0f} />"
            f"<text class=axis x={LEFT - 8} y={y + 4:.0f} text-anchor=end>{value:g}</text>"
            for value in _steps(most)
            for y in (self.y(value, most),)
        ]
        hour = -(-self._first_ms // HOUR_MS) * HOUR_MS
        while hour < self._last_ms:
            clock = f"{datetime.fromtimestamp(hour / 1000, ZONE):%H:%M}"
            grid.append(f"<text class=axis x={self.x(hour):.0f} y={HEIGHT - 6} text-anchor=middle>{clock}</text>")
            hour += HOUR_MS
        return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(grid)}{"".join(inner)}</svg>'


def _steps(most: float) -> list[float]:
    return [most * quarter / 4 for quarter in range(5)]


def _queue(lived: Lived, frame: _Frame) -> str:
    changes = sorted(
        (at_ms, change)
        for ticket in lived.shown
        for at_ms, change in ((ticket.shown_ms, 1), (_stops_ms(ticket), -1))
        if at_ms is not None
    )
    people, points, most = 0, [(changes[0][0], 0)] if changes else [], 4
    for at_ms, change in changes:
        people += change
        points.append((at_ms, people))
        most = max(most, people)
    most += -most % 4
    line = " ".join(f"{frame.x(at_ms):.1f},{frame.y(value, most):.1f}" for at_ms, value in points)
    cuts = [
        f"<rect class=cut x={frame.x(cut.from_ms):.1f} width={frame.x(cut.to_ms) - frame.x(cut.from_ms):.1f} y={TOP} "
        f"height={HEIGHT - BOTTOM - TOP} />"
        for cut in lived.day.cuts
    ]
    kills = [
        f"<line class=kill x1={frame.x(kill.at_ms):.1f} x2={frame.x(kill.at_ms):.1f} y1={TOP} y2={HEIGHT - BOTTOM} />"
        for kill in lived.day.centre_kills
    ]
    return frame.svg(most, [*cuts, *kills, f'<polyline class=line points="{line}" />'])


def _stops_ms(ticket: Shown) -> int | None:
    """When its holder stopped waiting."""
    ends = [at_ms for at_ms in (ticket.called_ms, ticket.gone_ms) if at_ms is not None]
    return min(ends, default=None)


def _waits(shown: Sequence[Shown], frame: _Frame) -> str:
    dots = [(ticket, wait) for ticket in shown if (wait := waited_minutes(ticket)) is not None]
    most = max([8.0, *(wait for _, wait in dots)])
    most += -most % (40 if most > 40 else 8)
    return frame.svg(
        most,
        (
            f"<circle class={'alone' if ticket.alone else 'dot'} cx={frame.x(ticket.shown_ms):.1f} "
            f"cy={frame.y(wait, most):.1f} r=2.6 />"
            for ticket, wait in dots
        ),
    )
