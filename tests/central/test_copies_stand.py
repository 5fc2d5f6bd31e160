"""A number whose copy was handed to its person stands, whatever becomes of the terminal that had asked for it."""

from __future__ import annotations

from typing import Any

PERSON = "0123456789abcdef0123456789abcdef"


def test_a_number_told_as_a_copy_is_not_taken_back(server: Any, teller: Any, new_teller: Any, wait_until: Any) -> None:
    asked = {"key": "key-first-1", "service": "id-card", "token": "token-first-1", "person": PERSON}
    number = server.post("/api/v1/tickets", teller.token, asked).json()["number"]  # then this terminal is killed
    other = new_teller("lobby-2", "2")
    refused = server.post("/api/v1/tickets", other.token, asked | {"key": "key-other-1", "token": "token-other-1"})
    assert (refused.status_code, refused.json()["number"]) == (409, number)
    teller.tell("ticket.requested", key="key-first-1", service="id-card", visit="v1")
    teller.tell("ticket.abandoned", key="key-first-1", reason="restart")
    assert server.post(teller.path, teller.token, teller.batch()).status_code == 200
    waiting = server.client.get("/api/v1/hall/waiting").json()
    assert [(ticket["number"], ticket["state"]) for ticket in waiting] == [(number, "waiting")]
