"""`simulate lockers` on the real centre's code: some schedules wrong nobody, and a centre that knows otherwise than the
journal, or opens doors on one manager's word, is found out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bench.campaigns.cabinets import real_office
from bench.campaigns.cabinets.acts import ACTS
from bench.campaigns.cabinets.agreement import Differences, Event, differences
from bench.campaigns.cabinets.schedule import FIRST_MORNING, Script, play
from bench.campaigns.cabinets.simulate import Asked, WhichCentre, simulate_lockers
from bench.campaigns.cabinets.template import Template, make_template, settings_in
from bench.campaigns.journal_file import read_events
from central.database import Database
from central.parcels.bulk import approve_bulk
from central.parcels.by import By
from central.parcels.settings import ParcelSettings
from kiosk.lockers.events import DoorMoved, ParcelCollected, ParcelLeft, ParcelRecovered

SEED = 11
BUSY = 0  # a schedule in which all of it comes about
ACTED = (
    *("pickup", "deposit", "pickup", "open many", "goes by post", "recover", "goes by post"),
    *("leave papers", "reissue", "pickup"),
)
A_MONTH_LATER_MS = int(FIRST_MORNING + 30 * 86_400) * 1000


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return make_template(tmp_path_factory.mktemp("template"), FIRST_MORNING)


def test_every_tenth_schedule_is_on_the_real_centre(tmp_path: Path) -> None:
    assert [place for place in range(30) if WhichCentre.MIXED.is_real(place)] == [9, 19, 29]
    assert simulate_lockers(Asked(SEED, 1, tmp_path, only=9, jobs=1)) == 0
    assert json.loads((tmp_path / "result.json").read_text())["on_the_real_centre"] == 1


def test_the_real_centre_knows_what_the_journal_says_and_nothing_else(template: Template, tmp_path: Path) -> None:
    named = {act.name: act for act in ACTS}
    script = Script(tuple((named[name], None) for name in ACTED))
    told = play(SEED, BUSY, tmp_path, script=script, template=template)
    assert told.faults.none, "\n".join([*told.story, *told.faults.sentences])
    assert told.counts["bulk openings"] == told.counts["handed over"] == told.counts["papers left"] == 1
    events = read_events(tmp_path / "life-0" / "journal.db")
    assert _differences(tmp_path, events) == Differences()
    for kind in (ParcelCollected.kind, ParcelRecovered.kind, ParcelLeft.kind):
        assert _differences(tmp_path, _without_the_last(events, kind)).parcels
    assert _differences(tmp_path, _without_the_last(events, DoorMoved.kind)).doors


def test_the_judge_finds_a_centre_that_lets_one_manager_open_doors_alone(
    template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def approve(db: Connection, bulk: int, by: By, settings: ParcelSettings) -> list[str]:
        return approve_bulk(db, bulk, replace(by, name="somebody else"), settings)

    monkeypatch.setattr(real_office, "approve_bulk", approve)
    script = Script(tuple((act, None) for act in ACTS if act.name == "open many"))
    assert play(SEED, BUSY, tmp_path, script=script, template=template).faults.wrong_doors


def _differences(folder: Path, events: list[Event]) -> Differences:
    database = Database(settings_in(folder))
    try:
        return database.read_now(lambda db: differences(db, events, A_MONTH_LATER_MS))
    finally:
        database.close()


def _without_the_last(events: list[Event], kind: str) -> list[Event]:
    last = max(place for place, event in enumerate(events) if event["kind"] == kind)
    return events[:last] + events[last + 1 :]
