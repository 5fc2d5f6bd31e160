"""A code scanner as people use it: a code is held before it, it is triggered or senses it, and it says the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.machine import Conversation, Said, WrongAct
from bench.scanners.dialect import Command, Dialect, Wish
from bench.scanners.ssi import Ssi
from bench.scanners.texts import De2120, Gm65, Honeywell, Newland, Plain

MODELS: Mapping[str, type[Dialect]] = {
    "newland": Newland,
    "honeywell": Honeywell,
    "zebra-ssi": Ssi,
    "gm65": Gm65,
    "de2120": De2120,
    "plain": Plain,
}
READ_SECONDS = 0.03  # from the trigger to the text of a code that is there
GIVES_UP_SECONDS = 5.0  # as a GM65 does
NO_READ = b"%%NoRead"
STALE = b"LEFT-FROM-BEFORE"

_FAULTS = {
    "no_ack": "It answers no command.",
    "refuses": "It refuses every command.",
    "no_line_end": "Its texts have no line end.",
    "half_code": "It breaks off in the middle of a text.",
    "stale_code": "An old text comes out before the answer to the trigger.",
    "no_read": "It says %%NoRead when there is nothing to read.",
    "senses": "It reads by itself whatever is held before it.",
    "bad_checksum": "The first packet of each code is damaged (SSI).",
}


@dataclass(frozen=True, slots=True)
class Shown:
    data: bytes
    format: str
    text: str | None = None


class SerialScanner:
    """A `Machine`. `read_seconds` 0: at once."""

    kind = "scanner"
    faults: Mapping[str, str] = _FAULTS
    acts: Mapping[str, Mapping[str, str]] = {
        "show": {"text": "what the code says", "encoding": "utf-8 or gb18030", "format": "qr, code128, ..."},
        "show_bytes": {"hex": "the code's bytes", "format": "qr, code128, ..."},
        "take_away": {},
    }

    def __init__(self, model: str, *, read_seconds: float = READ_SECONDS) -> None:
        self.model = model
        self._dialect = MODELS[model]()
        self._read_seconds = read_seconds
        self._shown: Shown | None = None
        self._read_until: float | None = None  # a trigger is on so long
        self._sending: Sequence[bytes] = ()  # parts of a code that the host has not acknowledged
        self._on: set[str] = set()
        self.reads = 0

    def power_up(self, now: float) -> Conversation:
        self._dialect.forget()
        self._read_until = None
        self._sending = ()
        return ()

    def receive(self, data: bytes, now: float) -> Conversation:
        return [said for command in self._dialect.hear(data) for said in self._obey(command, now)]

    def act(self, name: str, values: Mapping[str, Any], now: float) -> Conversation:
        match name:
            case "show":
                return self._show(_code(values), now)
            case "show_bytes":
                return self._show(Shown(_bytes(values.get("hex")), _word(values, "format", "qr")), now)
            case "take_away":
                self._shown = None
                return ()
        raise WrongAct(f"a scanner knows {', '.join(self.acts)}, not {name!r}")

    def set_fault(self, name: str, now: float, *, on: bool) -> Conversation:
        if name not in _FAULTS:
            raise KeyError(name)
        (self._on.add if on else self._on.discard)(name)
        return ()

    def state(self, now: float) -> dict[str, Any]:
        return {
            "model": self.model,
            "reading": self._is_reading(now),
            "shown": None if self._shown is None else self._shown.text,
            "shown_hex": None if self._shown is None else self._shown.data.hex(),
            "format": None if self._shown is None else self._shown.format,
            "reads": self.reads,
        }

    # --- what it does ---

    def _obey(self, command: Command, now: float) -> list[Said]:
        refused = "refuses" in self._on
        answer = command.refusal if refused else command.answer
        said = [Said(answer)] if answer and "no_ack" not in self._on else []
        if refused:
            return said
        match command.wish:
            case Wish.READ:
                said = [*self._left_over(), *said, *self._trigger(now)]
            case Wish.STOP:
                self._read_until = None
            case Wish.NEXT_PART:
                self._sending = self._sending[1:]
                said += self._part()
            case Wish.PART_AGAIN:
                said += self._part()
        return said

    def _trigger(self, now: float) -> list[Said]:
        self._read_until = now + GIVES_UP_SECONDS
        if self._shown is not None:
            return self._read(self._shown)
        if "no_read" in self._on:
            self._read_until = None
            return [Said(part, self._read_seconds) for part in self._parts(Shown(NO_READ, ""))]
        return []

    def _show(self, shown: Shown, now: float) -> Conversation:
        self._shown = shown
        return self._read(shown) if self._is_reading(now) else ()

    def _is_reading(self, now: float) -> bool:
        if self.model == "plain" or "senses" in self._on:
            return True
        return self._read_until is not None and now < self._read_until

    def _read(self, shown: Shown) -> list[Said]:
        """A session ends with what it read."""
        self._read_until = None
        self.reads += 1
        self._sending = self._parts(shown)
        said = self._part(self._read_seconds)
        if "bad_checksum" in self._on and self.model == "zebra-ssi":
            said = [Said(each.data[:-1] + bytes((each.data[-1] ^ 1,)), each.after_seconds) for each in said]
        return said

    def _left_over(self) -> list[Said]:
        return [Said(part) for part in self._parts(Shown(STALE, ""))[:1]] if "stale_code" in self._on else []

    def _parts(self, shown: Shown) -> Sequence[bytes]:
        parts = self._dialect.parts(shown.data, shown.format)
        if self.model != "zebra-ssi" and "no_line_end" in self._on:
            parts = [part.rstrip(b"\r\n") for part in parts]
        if "half_code" in self._on:
            parts = [part[: max(len(part) // 2, 1)] for part in parts[:1]]
        return parts

    def _part(self, after_seconds: float = 0.0) -> list[Said]:
        return [Said(part, after_seconds) for part in self._sending[:1]]


def _code(values: Mapping[str, Any]) -> Shown:
    text, encoding = _word(values, "text", None), _word(values, "encoding", "utf-8")
    try:
        return Shown(text.encode(encoding), _word(values, "format", "qr"), text)
    except (LookupError, UnicodeEncodeError) as error:
        raise WrongAct(f"{encoding!r} cannot encode that text") from error


def _word(values: Mapping[str, Any], name: str, default: str | None) -> str:
    value = values.get(name, default)
    if not isinstance(value, str) or not value:
        raise WrongAct(f"{name} is a text, not {value!r}")
    return value


def _bytes(value: Any) -> bytes:
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError) as error:
        raise WrongAct(f"hex is pairs of hexadecimal digits, not {value!r}") from error
    if not data:
        raise WrongAct("hex has no byte")
    return data
