"""An identity-card reader with a SAM inside, as it behaves at its serial port. Facts: docs/devices/sdt.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.cards.plastic import Plastic
from bench.cards.sdt_frames import Asked, Ear, reply
from bench.cards.wallet import CARDS
from bench.machine import Conversation, Said, WrongAct

SAM_NUMBER = bytes.fromhex("05000100 E5D63401 01000000 02000000")
RESET, STATUS, SAM = b"\x10\xff", b"\x11\xff", b"\x12\xff"
FIND, SELECT = b"\x20\x01", b"\x20\x02"
READ, READ_ADDRESS, READ_ALL = b"\x30\x01", b"\x30\x03", b"\x30\x10"
BAUD = 0x60
OK, FOUND, NO_ITEM, NO_CARD = 0x90, 0x9F, 0x91, 0x80
SELECT_FAILED, READ_FAILED, UNKNOWN_COMMAND = 0x81, 0x41, 0x21
ADDRESS_BYTES = 70
SECONDS = {RESET: 0.3, STATUS: 0.005, SAM: 0.01, FIND: 0.03, SELECT: 0.05, READ: 0.4, READ_ALL: 0.6, READ_ADDRESS: 0.15}

FAULTS = {
    "self_test_failed": "the SAM's self-test failed: every command is answered 60",
    "not_authorised": "the SAM has no authorisation: every command is answered 66",
    "moving": "the card is not held still: every third select or read fails (81, 41)",
    "refused": "the card refuses the SAM: select is answered 31",
    "no_address_question": "the reader does not know 30 03 (21)",
}


class SdtReader:
    """`pace`: how long its work takes, 1 like a real one, 0 no time. `latches`: a card that was read is not found again
    until it leaves. `reads_once`: a selection serves one reading only."""

    kind = "card_reader"

    def __init__(
        self,
        cards: Mapping[str, Plastic] = CARDS,
        *,
        pace: float = 1.0,
        latches: bool = True,
        reads_once: bool = False,
    ) -> None:
        self.faults: Mapping[str, str] = FAULTS
        self.acts: Mapping[str, Mapping[str, str]] = {
            "put_card": {"card": "one of " + ", ".join(cards)},
            "take_card": {},
        }
        self._cards = cards
        self._pace = pace
        self._latches = latches
        self._reads_once = reads_once
        self._ear = Ear()
        self._switched: set[str] = set()
        self._lying: str | None = None
        self._selected = False
        self._latched = False
        self._steps = 0  # selects and reads, for "moving"
        self._read = 0

    def power_up(self, now: float) -> Conversation:
        self._ear.forget()
        self._selected = self._latched = False
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        return [
            Said(self._answer(asked), SECONDS.get(asked.command, 0.0) * self._pace) for asked in self._ear.hear(data)
        ]

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        if name == "put_card":
            card = values.get("card")
            if card not in self._cards:
                raise WrongAct(f"there is no card {card!r}; there are {', '.join(self._cards)}")
            self._lying = str(card)
        elif name == "take_card":
            self._lying = None
        else:
            raise WrongAct(f"nobody can {name!r} a card reader; there are {', '.join(self.acts)}")
        self._selected = self._latched = False
        return ()

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in self.faults:
            raise KeyError(name)
        (self._switched.add if on else self._switched.discard)(name)
        return ()

    def state(self, now: float) -> dict[str, Any]:
        return {"card": self._lying, "selected": self._selected, "latched": self._latched, "reads": self._read}

    # --- its answers ---

    def _answer(self, asked: Asked) -> bytes:
        if asked.fault is not None:
            return reply(asked.fault)
        for fault, status in (("self_test_failed", 0x60), ("not_authorised", 0x66)):
            if fault in self._switched:
                return reply(status)
        match asked.command:
            case command if command == RESET:
                self._selected = self._latched = False
                return reply(OK)
            case b"\x11\xff":
                return reply(OK)
            case b"\x12\xff":
                return reply(OK, SAM_NUMBER)
            case b"\x20\x01":
                return self._find()
            case b"\x20\x02":
                return self._select()
            case b"\x30\x01" | b"\x30\x10":
                return self._read_card(with_prints=asked.command == READ_ALL)
            case b"\x30\x03" if "no_address_question" not in self._switched:
                return self._read_address()
        known_baud = asked.command[:1] == bytes((BAUD,)) and asked.command[1:] in (b"\0", b"\1", b"\2", b"\3", b"\4")
        return reply(OK if known_baud else UNKNOWN_COMMAND)

    def _find(self) -> bytes:
        if self._lying is None or self._latched:
            return reply(NO_CARD)
        return reply(FOUND, bytes(4))

    def _select(self) -> bytes:
        if self._lying is None or self._latched or self._moved():
            self._selected = False
            return reply(SELECT_FAILED)
        if "refused" in self._switched:
            return reply(0x31, sw=b"\x69\x82")
        self._selected = True
        return reply(OK, bytes(8))

    def _read_card(self, *, with_prints: bool) -> bytes:
        if self._lying is None or not self._selected or self._moved():
            self._selected = False
            return reply(READ_FAILED)
        card = self._cards[self._lying]
        self._read += 1
        self._latched = self._latches
        self._selected = not self._reads_once
        parts = [card.text, card.photo, *([bytes(card.fingerprint_bytes)] if with_prints else [])]
        return reply(OK, b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts))

    def _read_address(self) -> bytes:
        if self._lying is None or not self._selected:
            return reply(READ_FAILED)
        address = self._cards[self._lying].appended_address
        if address is None:
            return reply(NO_ITEM)
        return reply(OK, address.ljust(ADDRESS_BYTES // 2).encode("utf-16-le"))

    def _moved(self) -> bool:
        self._steps += 1
        return "moving" in self._switched and self._steps % 3 == 1
