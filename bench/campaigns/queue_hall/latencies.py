"""How long the centre took to answer, by kind of request."""

from __future__ import annotations

from collections import defaultdict

from bench.campaigns.measure.figures import percentile


class Latencies:
    def __init__(self) -> None:
        self._ms: defaultdict[str, list[float]] = defaultdict(list)

    def note(self, kind: str, seconds: float) -> None:
        self._ms[kind].append(seconds * 1000)

    def told(self) -> dict[str, dict[str, float]]:
        """p50, p95 and p99 in milliseconds, and how many there were."""
        return {
            kind: {f"p{round(share * 100)}": round(percentile(times, share), 2) for share in (0.5, 0.95, 0.99)}
            | {"n": len(times)}
            for kind, times in sorted(self._ms.items())
        }
