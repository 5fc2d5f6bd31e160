"""What came of the simulated days: result.json for machines, a few lines for the terminal, a page to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from bench.campaigns.measure.figures import percentile
from bench.campaigns.queue_hall.latencies import Latencies
from bench.campaigns.queue_hall.ledger import Faults, Shown

if TYPE_CHECKING:
    from bench.campaigns.queue_hall.simulate import Asked, Lived

TOLD_MOST = 50  # sentences of one fault


def result(
    asked: Asked, days: Sequence[Lived], faults: Faults, latencies: Latencies, set_up_seconds: float
) -> dict[str, Any]:
    """The whole of result.json."""
    everybody = [ticket for lived in days for ticket in lived.shown]
    told = {name: getattr(faults, name) for name in ("duplicates", "lost", "starved", "double_called")}
    return {
        "seed": asked.seed,
        "days": asked.days,
        "terminals": asked.terminals,
        "counters": asked.counters,
        "cuts": asked.cuts,
        "tickets": len(everybody),
        **{name: len(sentences) for name, sentences in told.items()},
        "wait_error_minutes": _estimates(everybody)["error_minutes"],
        "wait_estimates": _estimates(everybody),
        "latencies_ms": latencies.told(),
        "seconds": round(sum(lived.seconds for lived in days), 2),
        "set_up_seconds": round(set_up_seconds, 2),
        "each_day": [_day(lived) for lived in days],
        "faults": {name: sentences[:TOLD_MOST] for name, sentences in told.items()},
    }


def _day(lived: Lived) -> dict[str, Any]:
    waits = [wait for ticket in lived.shown if (wait := waited_minutes(ticket)) is not None]
    return {
        "day": lived.shown[0].day if lived.shown else "",
        "people": len(lived.day.people),
        "tickets": len(lived.shown),
        "served": sum(ticket.served_ms is not None for ticket in lived.shown),
        "never_called": sum(ticket.called_ms is None for ticket in lived.shown),
        "given_without_the_centre": sum(ticket.alone for ticket in lived.shown),
        "waiting_at_the_end": lived.waiting,
        "wait_minutes": {"p50": round(percentile(waits, 0.5), 1), "p95": round(percentile(waits, 0.95), 1)}
        if waits
        else {},
        "cuts": len(lived.day.cuts),
        "killed_terminals": lived.killed_terminals,
        "killed_centre": len(lived.day.centre_kills),
        "seconds": round(lived.seconds, 2),
        "estimates": _estimates(lived.shown),
    }


def waited_minutes(ticket: Shown) -> float | None:
    """From the number to its first call."""
    return None if ticket.called_ms is None else (ticket.called_ms - ticket.shown_ms) / 60_000


def _estimates(tickets: Sequence[Shown]) -> dict[str, float | int | None]:
    """How the wait that was told with each number compares with the wait that was: the range's middle against it."""
    pairs = [
        (ticket.minutes, wait)
        for ticket in tickets
        if ticket.minutes is not None and not ticket.alone and (wait := waited_minutes(ticket)) is not None
    ]
    if not pairs:
        return {"n": 0, "error_minutes": None, "bias_minutes": None, "covered": None, "width_minutes": None}
    errors = [(low + high) / 2 - wait for (low, high), wait in pairs]
    return {
        "n": len(pairs),
        "error_minutes": round(sum(map(abs, errors)) / len(pairs), 2),
        "bias_minutes": round(sum(errors) / len(pairs), 2),
        "covered": round(sum(low - 0.5 <= wait <= high + 0.5 for (low, high), wait in pairs) / len(pairs), 3),
        "width_minutes": round(sum(high - low for (low, high), _ in pairs) / len(pairs), 1),
        "mean_wait_minutes": round(sum(wait for _, wait in pairs) / len(pairs), 1),
    }


def show(console: Console, told: dict[str, Any], faults: Faults, out: Path) -> None:
    """The summary for people."""
    counts = Table(
        title=f"{told['tickets']} tickets on {told['days']} days, {told['seconds']:.0f} s", title_justify="left"
    )
    for heading in ("duplicates", "lost", "starved", "called twice", "wait error", "in the range", "bias"):
        counts.add_column(heading, justify="right")
    estimates = told["wait_estimates"]
    counts.add_row(
        *(str(told[name]) for name in ("duplicates", "lost", "starved", "double_called")),
        _minutes(estimates["error_minutes"]),
        "–" if estimates["covered"] is None else f"{estimates['covered']:.0%}",
        _minutes(estimates["bias_minutes"]),
    )
    console.print(counts)
    times = Table()
    for heading in ("request", "p50 ms", "p95 ms", "p99 ms", "n"):
        times.add_column(heading, justify="right")
    for kind, each in told["latencies_ms"].items():
        times.add_row(kind, *(f"{each[share]:.1f}" for share in ("p50", "p95", "p99")), str(each["n"]))
    console.print(times)
    for sentence in (*faults.duplicates, *faults.lost, *faults.starved, *faults.double_called)[:10]:
        console.print(f"[red]{sentence}")
    console.print(f"written: {out / 'result.json'}, {out / 'days.html'}")


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f} min"
