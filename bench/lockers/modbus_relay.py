"""A Modbus relay board with locks at its relays and doors at its inputs. Facts: docs/devices/locker-modbus-relay.md."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from bench.lockers.modbus import READ_COILS, READ_INPUTS, ModbusBoard

ON, OFF, TOGGLE = 0xFF00, 0x0000, 0x5500
PULSES, ALL = 0x0200, 0x00FF
STEP_SECONDS = 0.1


class ModbusRelayBoard(ModbusBoard):
    """`input_open_is`: the input bit of an open door. `has_inputs` False: a board with relays only."""

    def __init__(
        self,
        board: int = 1,
        locks: int = 8,
        *,
        input_open_is: str = "1",
        has_inputs: bool = True,
        spring_seconds: float = 0.03,
    ) -> None:
        super().__init__(board, locks, spring_seconds=spring_seconds)
        self._bit_of_open = input_open_is == "1"
        self._has_inputs = has_inputs
        self._on_until = dict.fromkeys(self.cabinet.doors, 0.0)

    def forget(self) -> None:
        self._on_until = dict.fromkeys(self.cabinet.doors, 0.0)

    def write(self, address: int, value: int, now: float) -> bool:
        if address == ALL:
            return all(self._switch(relay, value, now) for relay in self._on_until)
        if PULSES < address + 1 <= PULSES + len(self._on_until) and 0 < value <= 0x7FFF:
            return self._power(address - PULSES + 1, now + value * STEP_SECONDS, now)
        return address < len(self._on_until) and self._switch(address + 1, value, now)

    def bits(self, function: int, now: float) -> Sequence[bool] | None:
        if function == READ_COILS:
            bits = [until > now for until in self._on_until.values()]
        elif function == READ_INPUTS and self._has_inputs:
            bits = [is_open is self._bit_of_open for is_open in self.senses(now)]
        else:
            return None
        return bits + [False] * (-len(bits) % 8)

    def state(self, now: float) -> dict[str, Any]:
        relays = {str(relay): "on" if until > now else "off" for relay, until in self._on_until.items()}
        return {**super().state(now), "relays": relays}

    def _switch(self, relay: int, value: int, now: float) -> bool:
        if value == OFF or (value == TOGGLE and self._on_until[relay] > now):
            self._on_until[relay] = 0.0
            return True
        return value in (ON, TOGGLE) and self._power(relay, inf, now)

    def _power(self, relay: int, until: float, now: float) -> bool:
        self._on_until[relay] = until
        self.pulse([relay], now)
        return True
