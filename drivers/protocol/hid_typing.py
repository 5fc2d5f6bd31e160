"""What a scanner that is a keyboard types, on a US layout, as a text. Between `hid_keys.py` and drivers/scanner/."""

from __future__ import annotations

from drivers.protocol.hid_keys import KEYPAD_DIGITS, Dropped, Key, Keys, Motion
from drivers.protocol.scan import Heard, Pending
from drivers.protocol.scan_plain import Lines

LEFT_SHIFT, RIGHT_SHIFT, CAPS_LOCK = 42, 54, 58
NO_CHARACTER = b"\0"  # stands for a key that types none: no text holds it, so the text counts as none

_SILENT = frozenset((LEFT_SHIFT, RIGHT_SHIFT, CAPS_LOCK, 69))  # the last: Num Lock
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
)
_PLAIN = {first + n: letter for first, letters, _ in _ROWS for n, letter in enumerate(letters)}
_SHIFTED = {first + n: letter for first, _, letters in _ROWS for n, letter in enumerate(letters)}
_ALIKE = {15: "\t", 57: " ", 55: "*", 74: "-", 78: "+", 83: ".", 98: "/", 28: "\r", 96: "\r", **KEYPAD_DIGITS}
CHARACTER_KEYS = frozenset((*_PLAIN, *(code for code, typed in _ALIKE.items() if typed != "\r")))


class Typing:
    """A `Reader`. A key that is held does not repeat: that is the kernel's doing, not the scanner's."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._keys = Keys()
        self._shifts: set[int] = set()
        self._caps = False

    @property
    def pending(self) -> Pending:
        return self._lines.pending

    def feed(self, data: bytes) -> list[Heard]:
        return self._lines.feed(b"".join(self._typed(key) for key in self._keys.feed(data)))

    def silence(self) -> list[Heard]:
        return self._lines.silence()

    def forget(self) -> None:
        self._keys.forget()
        self._shifts.clear()
        self._lines.forget()

    def _typed(self, key: Key | Dropped) -> bytes:
        if isinstance(key, Dropped):
            self._shifts.clear()
            return NO_CHARACTER
        if key.code in (LEFT_SHIFT, RIGHT_SHIFT):
            (self._shifts.discard if key.motion is Motion.UP else self._shifts.add)(key.code)
        if key.motion is not Motion.DOWN:
            return b""
        if key.code == CAPS_LOCK:
            self._caps = not self._caps
        return b"" if key.code in _SILENT else self._character(key.code)

    def _character(self, code: int) -> bytes:
        if code in _ALIKE:
            return _ALIKE[code].encode()
        plain = _PLAIN.get(code)
        if plain is None:
            return NO_CHARACTER
        shifted = bool(self._shifts) != (self._caps and plain.isalpha())
        return (_SHIFTED[code] if shifted else plain).encode()
