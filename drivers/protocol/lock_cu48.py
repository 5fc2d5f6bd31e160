"""CU48 lock boards with Modbus. Facts: docs/devices/locker-cu48.md.

RS-485, 115200 8N1, addresses from 1. Coils 0 to 47 are the locks; read, a 1 is a closed one. Documents disagree on the
value that opens: FF00 or 0000.
"""

from __future__ import annotations

from drivers.protocol.modbus import COIL_OFF, COIL_ON, ReadBits, Table, WriteCoil

LOCKS = range(1, 49)
OPEN_VALUES = {"FF00": COIL_ON, "0000": COIL_OFF}


def open_lock(slave: int, lock: int, value: str) -> WriteCoil:
    """`lock` from 1; `value` one of OPEN_VALUES. Raises ValueError, KeyError."""
    if lock not in LOCKS:
        raise ValueError(f"lock {lock} is not 1 to 48")
    return WriteCoil(slave, lock - 1, OPEN_VALUES[value])


def read_locks(slave: int) -> ReadBits:
    return ReadBits(slave, Table.COILS, 0, len(LOCKS))
