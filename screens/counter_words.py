"""What a counter is doing, in words for whoever stands before it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import CounterView
from screens.texts import Texts


@dataclass(frozen=True, slots=True)
class CounterWords:
    """`icon` stands where no number does."""

    title: str
    icon: str
    lead: str = ""


def counter_words(tr: Texts, view: CounterView) -> CounterWords:
    """Pure. An unknown stage is said like an idle one: the number, if there is one, speaks for itself."""
    if view.number and view.stage in ("called", "serving", "rating"):
        title = {"called": tr("Please come to this counter"), "serving": tr("Now serving")}
        return CounterWords(title.get(view.stage, tr("Finished just now")), "")
    return {
        "closed": CounterWords(
            tr("This counter is closed"), "moon", tr("Please look at the hall's screen for the open ones")
        ),
        "paused": CounterWords(tr("A short break"), "coffee", tr("Please wait, your number stays valid")),
    }.get(
        view.stage,
        CounterWords(tr("Please wait to be called"), "megaphone", tr("Come when your number is shown here")),
    )
