"""The demo's pickup cabinet: settings on the bench's own boards, parcels the centre takes, and what visitors hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.campaigns.hall import DemoHall
from bench.campaigns.pickup.cabinet import BOARDS, CABINET, cabinet_tables, front
from bench.campaigns.pickup.furnish import front_file
from bench.campaigns.pickup.hands import Hands
from bench.campaigns.pickup.phone import page_of, read_drawn, read_messages
from bench.campaigns.pickup.receivers import DOCUMENTS, RECEIVERS, labels, write_file
from bench.cards.wallet import CARDS
from bench.devices import all_devices
from bench.front import Message, read_front
from central.pages.lockers.barcode import qr
from central.parcels.files import read_file
from drivers.protocol.sdt_text import to_card
from drivers.registry import build_all
from kiosk.duties import duty_of
from kiosk.settings import load

SENT = Message(phone="13800000001", text="取件码48291377。二维码和详情：http://127.0.0.1:9/p/0123456789abcdefXYZ_-")


def test_the_cabinet_stands_on_the_benchs_own_boards(tmp_path: Path) -> None:
    hall = DemoHall(tmp_path)
    CABINET.folder(hall).mkdir(parents=True)
    (CABINET.folder(hall) / "token").write_text("made-up-token")
    CABINET.prepare(hall, "http://127.0.0.1:8700", cabinet_tables(hall, 1.0))
    settings = load(CABINET.settings(hall))
    duty_of(settings, build_all(settings.devices, source="demo"))
    assert settings.lockers is not None
    assert [cell.number for cell in settings.lockers.cells] == list(range(1, 21))
    devices = all_devices(tmp_path, None, 0, 0, lambda: None, cabinet=True)
    assert {Path(table["port"]).name for table in settings.devices.values()} <= set(devices)


async def test_each_door_of_the_front_is_the_door_that_the_terminal_opens(tmp_path: Path) -> None:
    hall = DemoHall(tmp_path)
    devices = all_devices(tmp_path, None, 0, 0, lambda: None, cabinet=True)
    drawn = read_front(front_file(hall), devices)
    lines = {board.name: (board.line, board.machine) for board in BOARDS}
    for cell in drawn.cells:
        board = next(
            board for board in BOARDS if lines[board.name] == (cell.device, cell.machine) and board.opens(cell.number)
        )
        assert board.door(cell.number) == cell.door
        devices[cell.device].act(cell.machine, "close_door", {"door": cell.door})


def test_a_front_with_a_lock_that_is_nowhere_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = front_file(DemoHall(tmp_path))
    with pytest.raises(ValueError, match="cell 1: the bench has no cabinet-line-8a"):
        read_front(path, {})


@pytest.mark.parametrize("overdue", [False, True])
def test_the_parcels_are_a_file_without_a_problem(tmp_path: Path, overdue: bool) -> None:
    file = read_file(write_file(tmp_path / "parcels.csv", CABINET.code, overdue=overdue))
    assert not file.problems
    assert len(file.wishes) == sum(document.overdue is overdue for document in DOCUMENTS)


def test_every_receiver_is_on_a_card_of_the_bench() -> None:
    for receiver in RECEIVERS:
        card = to_card(CARDS[receiver.card].text)
        assert (card.name, card.id_number) == (receiver.name, receiver.id_number)


def test_the_qr_of_a_page_is_read_as_a_camera_reads_it() -> None:
    text = "HKP1." + "aZ09-_" * 40
    assert read_drawn(f"<main>{qr(text)}</main>") == text
    assert read_drawn("<main>no picture</main>") is None


def test_a_message_appears_with_the_page_it_leads_to_and_a_half_written_one_waits(tmp_path: Path) -> None:
    outbox, path = tmp_path / "messages.jsonl", tmp_path / "cabinet.json"
    hands = Hands(path, front(), labels(), outbox, "http://127.0.0.1:9/")  # nothing listens there: the centre is away
    hands.look()
    assert json.loads(path.read_text())["messages"] == []
    line = json.dumps({"id": "a" * 32, "phone": SENT.phone, "text": SENT.text})
    outbox.write_text(line + "\n" + line[:20])
    hands.look()
    assert read_messages(outbox) == (SENT,)
    assert page_of(SENT) == "/p/0123456789abcdefXYZ_-"
    told = json.loads(path.read_text())
    assert [each["text"] for each in told["messages"]] == [SENT.text]
    assert len(told["held"]) == len(DOCUMENTS)
