"""Scanners that send bare texts: Newland, Honeywell, GM65, DE2120, and one without any command."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from binascii import crc_hqx
from collections.abc import Sequence
from typing import ClassVar

from bench.scanners.dialect import Command, Wish

MOST_BYTES = 256  # no command is longer


class BareTexts:
    """What they all do: a text as it is, with a line end behind it."""

    line_end = b"\r\n"

    def __init__(self) -> None:
        self._held = b""

    def forget(self) -> None:
        self._held = b""

    def parts(self, text: bytes, format_: str) -> Sequence[bytes]:
        return [text + self.line_end]


class Patterned(BareTexts, ABC):
    """Commands that a pattern finds."""

    pattern: re.Pattern[bytes]

    def hear(self, data: bytes) -> list[Command]:
        self._held += data
        commands = []
        done = 0
        for found in self.pattern.finditer(self._held):
            commands.append(self.meaning(found))
            done = found.end()
        self._held = self._held[done:][-MOST_BYTES:]
        return commands

    @abstractmethod
    def meaning(self, found: re.Match[bytes]) -> Command: ...


class Newland(Patterned):
    """Settings of one tag with commas between them; each comes back with 06, one that nobody knows with 05."""

    pattern = re.compile(rb"\x7e\x010000([#@])([A-Z0-9,*&^]{3,200});\x03|\x01([TP])\x04", re.DOTALL)
    known = re.compile(rb"(SCNTRG|SCNMOD|ORTSET|RRDDUR|GRBENA|FACDEF|REBOOT|C11|ENA|MIN|MAX).*")
    wishes: ClassVar = {b"SCNTRG1": Wish.READ, b"SCNTRG0": Wish.STOP}

    def meaning(self, found: re.Match[bytes]) -> Command:
        storage, settings, short = found.groups()
        if short is not None:
            return Command(Wish.READ if short == b"T" else Wish.STOP)
        said = settings.replace(b"*", b"ENA1").split(b",")
        answer = b",".join(each + (b"\x06" if self.known.fullmatch(each) else b"\x05") for each in said)
        refusal = b",".join(each + b"\x15" for each in said)
        head = b"\x02\x010000" + storage
        return Command(self.wishes.get(settings, Wish.OTHER), head + answer + b";\x03", head + refusal + b";\x03")


class Honeywell(Patterned):
    """The trigger is not answered; a menu command comes back in capitals."""

    pattern = re.compile(rb"\x16([TU\x07])\r|\x16M\r([A-Za-z0-9?^*]{3,200})([!.])")
    line_end = b"\r"
    wishes: ClassVar = {b"T": Wish.READ, b"U": Wish.STOP, b"\x07": Wish.OTHER}

    def meaning(self, found: re.Match[bytes]) -> Command:
        control, menu, last = found.groups()
        if control is not None:
            return Command(self.wishes[control])
        said = re.sub(rb"[?^*]", b"1", menu.upper())
        return Command(Wish.OTHER, said + b"\x06" + last, said + b"\x15" + last)


class Gm65(BareTexts):
    """Zones that are read and written. Zone 0002 bit 0 starts and stops; a wrong CRC gets no answer."""

    pattern = re.compile(rb"\x7e\x00([\x07-\x09])([\x01-\x10])(..)", re.DOTALL)
    line_end = b"\r\n"

    def hear(self, data: bytes) -> list[Command]:
        self._held += data
        commands: list[Command] = []
        while found := self.pattern.search(self._held):
            end = found.end() + found[2][0] + 2
            if len(self._held) < end:
                self._held = self._held[found.start() :]
                return commands
            body, crc = self._held[found.start() + 2 : end - 2], self._held[end - 2 : end]
            if crc not in (b"\xab\xcd", crc_hqx(body, 0).to_bytes(2, "big")):
                self._held = self._held[found.start() + 2 :]
                continue
            commands.append(self._meaning(body))
            self._held = self._held[end:]
        self._held = self._held[-MOST_BYTES:]
        return commands

    @staticmethod
    def _meaning(body: bytes) -> Command:
        kind, zone, values = body[0], body[2:4], body[4:]
        value = bytes(values[0]) if kind == 0x07 else b"\0"
        if kind == 0x07 and zone == b"\x00\x2a":
            value = bytes.fromhex("3901")  # 9600
        answer, refusal = (b"\0" + bytes((len(value),)) + value), b"\x01\x01\x00"
        wish = Wish.OTHER
        if kind == 0x08 and zone == b"\x00\x02":
            wish = Wish.READ if values[0] & 1 else Wish.STOP
        return Command(wish, *(b"\x02\x00" + each + crc_hqx(each, 0).to_bytes(2, "big") for each in (answer, refusal)))


class De2120(Patterned):
    pattern = re.compile(rb"\^_\^([A-Z0-9]{4,16})\.")
    line_end = b"\r"
    wishes: ClassVar = {b"SCAN": Wish.READ, b"SLEEP": Wish.STOP}
    known = re.compile(
        rb"SCAN|SLEEP|DEFALT|DSPYFW|LAMENA[01]|AIMENA[01]|BEPSUC\d*|SCM(MAN|CNT|MDH)|CNTALW[0-3]|232(BAD[2-9]|UTF[0-3])"
        rb"|POR(KBD|HID|VIC|232)|CIDENA\d?"
    )

    def meaning(self, found: re.Match[bytes]) -> Command:
        word = found[1]
        answer = b"\x06" if self.known.fullmatch(word) else b"\x15"
        return Command(self.wishes.get(word, Wish.OTHER), answer, b"\x15")


class Plain(BareTexts):
    """Hears nothing."""

    def hear(self, data: bytes) -> list[Command]:
        return []
