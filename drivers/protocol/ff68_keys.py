"""What the keys of an FF 68 caller mean: the data of a key frame -> the keys' names. Facts: docs/devices/ff68.md."""

from __future__ import annotations

OK = 0x0F
_NAMES = {
    0x0B: "evaluate",
    0x0C: "next",
    0x0D: "again",
    0x0E: "cancel",
    OK: "ok",
    0x11: "one_metre",
    0x12: "pause",
    0x13: "transfer",
}
_BEFORE_OK = {0x06: "give_up", 0x00: "hold", 0x03: "call_back"}
MOST_DATA_BYTES = 3


def keys_of(data: bytes) -> tuple[str, ...]:
    """The keys in the order in which they were pressed; the last byte is the key, before it stand digits.

    A digit before OK is a function of its own. A code that no document knows is told as it is: `0x14`.
    """
    if not 1 <= len(data) <= MOST_DATA_BYTES:
        return ()
    if len(data) > 1 and data[-1] == OK and data[-2] in _BEFORE_OK:
        return (*(_name(code) for code in data[:-2]), _BEFORE_OK[data[-2]])
    return tuple(_name(code) for code in data)


def _name(code: int) -> str:
    return str(code) if code <= 9 else _NAMES.get(code, f"0x{code:02x}")
