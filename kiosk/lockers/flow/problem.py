""" "物品不对": what is wrong at the open door, and that it was reported. The door goes on meanwhile. Pure."""

from __future__ import annotations

from dataclasses import replace

from kiosk.lockers.events import Problem
from kiosk.lockers.flow.effects import Report
from kiosk.lockers.flow.ending import DISPUTED, Step, about, call_staff
from kiosk.lockers.flow.happenings import Happening
from kiosk.lockers.flow.state import Problems, State
from kiosk.lockers.views import ChoseProblem, SaidTaken
from kiosk.views import CalledStaff, Finished, WentBack


def problems(state: State, scene: Problems, happening: Happening) -> Step:
    match happening:
        case ChoseProblem(problem=problem) if not scene.reported and problem in tuple(Problem):
            state, called = call_staff(state, DISPUTED, about(scene))
            reported = replace(state, scene=replace(scene, reported=True))
            return reported, (Report(scene.door.opening, Problem(problem)), *called)
        case CalledStaff():
            return call_staff(state, DISPUTED, about(scene))
        case WentBack() | Finished() | SaidTaken():
            return replace(state, scene=scene.door), ()
    return state, ()
