"""A picture or a frame, read as well as its time allows: the cascade's sightings, weighed. Asked by `files.py` for the
command `scan`, and by `scanner.py` for a living camera.
"""

from __future__ import annotations

from collections.abc import Iterator

from drivers.camera.cascade import Cascade
from drivers.camera.codes import Code, Format
from drivers.camera.decoders import Picture, Sighting
from drivers.camera.picture import sized
from drivers.camera.votes import Votes, speaks_for_itself

LONGEST_PX = 1280  # photographs gain nothing above it, and every step costs by the pixel
SMALLEST_PX = 8  # on the shorter side; no code is smaller, and the treatments need some pixels
REDUCED_SHARE = 0.6  # of a large picture's time goes to it reduced; the rest to small codes in it as it is


def read_picture(cascade: Cascade, picture: Picture, wanted: frozenset[Format], budget_ms: float) -> tuple[Code, ...]:
    """Every code that is believed. `budget_ms`: of processor time, kept but for a step that takes longer than ever."""
    votes = Votes()
    for scale, looked_at, share in _sizes(picture):
        for view, sightings in cascade.picture(looked_at, wanted, budget_ms * share):
            votes.add((scale, view), sightings)
            if votes.believed and not votes.doubted:
                return votes.believed
    return votes.believed


def read_frame(cascade: Cascade, picture: Picture, wanted: frozenset[Format], budget_ms: float) -> list[Sighting]:
    """What one frame of a video shows, and no more steps once something in it speaks for itself."""
    seen: list[Sighting] = []
    frame = reduced(picture)
    if min(frame.shape) < SMALLEST_PX:
        return seen
    for _, sightings in cascade.frame(frame, wanted, budget_ms):
        seen += sightings
        if any(map(speaks_for_itself, sightings)):
            break
    return seen


def reduced(picture: Picture) -> Picture:
    """At most LONGEST_PX along its longer side."""
    longest = max(picture.shape)
    return picture if longest <= LONGEST_PX else sized(picture, LONGEST_PX / longest)


def _sizes(picture: Picture) -> Iterator[tuple[str, Picture, float]]:
    """What is looked at, and its share of the time."""
    small = reduced(picture)
    if small is not picture and min(small.shape) >= SMALLEST_PX:
        yield "reduced", small, REDUCED_SHARE
        yield "whole", picture, 1 - REDUCED_SHARE
    elif min(picture.shape) >= SMALLEST_PX:
        yield "whole", picture, 1.0
