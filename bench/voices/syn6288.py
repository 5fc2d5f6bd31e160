"""A speech chip: takes frames, speaks for as long as the text needs, and says so in single bytes.

Facts: docs/devices/syn6288.md. A frame that stops in the middle is forgotten after a short silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from operator import xor
from typing import Any

from bench.machine import Conversation, Said, WrongAct

STARTED, RECEIVED, ERROR, SPEAKING, IDLE = b"\x4a", b"\x41", b"\x45", b"\x4e", b"\x4f"
SPEAK, STOP, STATUS = 0x01, 0x02, 0x21
CODECS = {0: "gb2312", 1: "gbk", 3: "utf-16-be"}
MANNER = re.compile(r"\[[a-z]\d+\]")
SILENCE_SECONDS = 0.02  # in the middle of a frame, after which it is forgotten
LENGTH_LIMIT = 4096
TEXTS_TOLD = 20  # the last ones, for a page


class Syn6288:
    """`checksum` False: an XFS chip. `second_a_character` is how long it speaks."""

    kind = "voice"
    faults: Mapping[str, str] = {
        "mute": "speaks and never answers",
        "no_status": "does not know the question for its state",
        "endless": "never says that it has finished",
    }
    acts: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, *, checksum: bool = True, seconds_a_character: float = 0.2, answer_seconds: float = 0.003):
        self.spoken: list[str] = []  # every text that was begun, in order
        self.manner = ""  # the marks of the last one: volume, speed
        self.broken_frames = 0
        self._checksum = checksum
        self._seconds_a_character = seconds_a_character
        self._answer_seconds = answer_seconds
        self._faulty: set[str] = set()
        self._held = b""
        self._heard_at = 0.0
        self._until = 0.0

    def power_up(self, now: float) -> Conversation:
        self._held = b""
        self._until = 0.0
        return self._say(STARTED)

    def receive(self, data: bytes, now: float) -> Conversation:
        if now - self._heard_at > SILENCE_SECONDS:
            self._held = b""
        self._heard_at = now
        self._held += data
        replies: list[Said] = []
        while (frame := self._frame()) is not None:
            replies += self._obey(frame, now)
        return replies

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        raise WrongAct(f"nobody can {name!r} a voice")

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in self.faults:
            raise KeyError(name)
        (self._faulty.add if on else self._faulty.discard)(name)
        return ()

    def state(self, now: float) -> dict[str, Any]:
        return {
            "speaking": now < self._until,
            "text": self.spoken[-1] if self.spoken else "",
            "manner": self.manner,
            "texts_spoken": len(self.spoken),
            "spoken": self.spoken[-TEXTS_TOLD:],
            "broken_frames": self.broken_frames,
        }

    # --- frames ---

    def _frame(self) -> bytes | None:
        """What follows the length of the next frame, taken off what is held; None: it is not whole yet."""
        start = self._held.find(b"\xfd")
        self._held = self._held[start:] if start >= 0 else b""
        if len(self._held) < 3:
            return None
        length = int.from_bytes(self._held[1:3])
        if not 1 <= length <= LENGTH_LIMIT:
            self._held = self._held[1:]
            return b""
        if len(self._held) < 3 + length:
            return None
        frame, self._held = self._held[: 3 + length], self._held[3 + length :]
        if self._checksum:
            return frame[3:-1] if reduce(xor, frame) == 0 else b""
        return frame[3:]

    def _obey(self, frame: bytes, now: float) -> list[Said]:
        command, body = frame[:1], frame[1:]
        if command == bytes((SPEAK,)) and body[:1] and body[0] & 7 in CODECS:
            return self._speak(body[1:].decode(CODECS[body[0] & 7], "replace"), now)
        if command == bytes((STATUS,)):
            if "no_status" in self._faulty:
                return []
            return self._say(SPEAKING if now < self._until else IDLE)
        if command == bytes((STOP,)):
            self._until = now
            return self._say(RECEIVED)
        self.broken_frames += 1
        return self._say(ERROR)

    def _speak(self, text: str, now: float) -> list[Said]:
        self.manner = "".join(MANNER.findall(text))
        plain = MANNER.sub("", text)
        self.spoken.append(plain)
        seconds = len(plain) * self._seconds_a_character
        self._until = now + seconds
        end = [] if "endless" in self._faulty else self._say(IDLE, seconds)
        return self._say(RECEIVED) + end

    def _say(self, answer: bytes, later_seconds: float = 0.0) -> list[Said]:
        if "mute" in self._faulty:
            return []
        return [Said(answer, self._answer_seconds + later_seconds, aside=later_seconds > 0)]
