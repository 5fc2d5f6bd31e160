"""Facts as plain JSON without anything personal: for whoever watches a device, on the terminal or far away."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from drivers.facts import CardRead, Fact, Scanned


def fact_json(fact: Fact) -> dict[str, Any]:
    """`{"fact": "DoorChanged", "device": ..., ...}`; a scanned text is only its length in stars, a card is masked."""
    if isinstance(fact, CardRead):
        return {"fact": "CardRead", "device": fact.device, "card": fact.card.to_fields(reveal=False)}
    if isinstance(fact, Scanned):
        return {"fact": "Scanned", "device": fact.device, "text": "*" * len(fact.text), "format": fact.format}
    return {"fact": type(fact).__name__} | {each.name: getattr(fact, each.name) for each in fields(fact)}
