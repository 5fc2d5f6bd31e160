"""The centre's parcels, found by code, person and label, however the feed tells them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.lockers.parcels import Parcels
from kiosk.wire import FeedRow

CODES = [f"{number:032x}" for number in range(4)]
PERSONS = ["", "ab" * 16, "cd" * 16]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["parcel-1", "parcel-2", "parcel-3"]),
        st.one_of(st.none(), st.tuples(st.sampled_from(["", *CODES]), st.sampled_from(PERSONS))),
    ),
    max_size=30,
)


def row(n: int, parcel: str, **body: object) -> FeedRow:
    return FeedRow(n=n, kind="parcel", key=parcel, body={"id": parcel, **body})


@settings(max_examples=60)
@given(CHANGES)
def test_what_is_found_is_what_the_rows_say_now(changes: list[tuple[str, tuple[str, str] | None]]) -> None:
    parcels, rows = Parcels("cabinet-1", lambda sentence: None), {}
    for n, (parcel, told) in enumerate(changes, 1):
        if told is None:  # the centre has begun its feed again without it
            rows.pop(("parcel", parcel), None)
        else:
            rows["parcel", parcel] = row(n, parcel, code=told[0], person=told[1])
        parcels.told(rows)
        for code in CODES:
            expected = {key for (_, key), one in rows.items() if one.body["code"] == code}
            assert parcels.with_code(code) == expected
        for person in PERSONS[1:]:
            assert parcels.of_person(person) == {key for (_, key), one in rows.items() if one.body["person"] == person}
    assert not parcels.with_code("")
    assert not parcels.of_person("")


def test_a_row_is_read_once_and_one_that_cannot_be_understood_is_said() -> None:
    faults: list[str] = []
    parcels, rows = Parcels("cabinet-1", faults.append), {}
    rows["parcel", "parcel-1"] = row(1, "parcel-1", label="L1")
    assert parcels.told(rows) == ["parcel-1"]
    assert parcels.told(rows) == []
    rows["parcel", "parcel-2"] = row(2, "parcel-2", size="huge")
    assert parcels.told(rows) == ["parcel-2"]
    assert parcels.told(rows) == []
    assert parcels.with_label("L1") == {"parcel-1"}
    (fault,) = faults
    assert "feed row 2" in fault
    assert "size" in fault
