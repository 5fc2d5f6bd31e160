"""What a step means to whoever stands before the screen: another question, or only something new to read. Pure."""

from __future__ import annotations

from kiosk.flows.state import State


def means_the_same(before: State, after: State) -> bool:
    """Whether an answer to the screen before still is one to this. A print that ends or a figure that changes makes no
    other question of the screen."""
    return _question(before) == _question(after)


def moved(before: State, after: State) -> bool:
    """Whether the screen got something new to read: the countdown begins again."""
    return _to_read(before) != _to_read(after)


def _question(state: State) -> tuple[object, ...]:
    return (
        *(state.visit, state.place, state.page, state.department, state.chosen, state.appointment, state.found),
        *(state.declined, state.busy, state.no_paper, state.ask),
    )


def _to_read(state: State) -> tuple[object, ...]:
    return (
        *(state.visit, state.place, state.busy, state.printing, state.ask, state.language, state.declined),
        state.reading,
    )
