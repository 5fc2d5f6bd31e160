"""Modbus relay boards (Waveshare and clones) that drive locks. Facts: docs/devices/locker-modbus-relay.md.

RS-485, 9600 8N1. A lock gets the board's own timed pulse (register 0200 + channel), never "on" and later "off": a
terminal that dies in between would leave the lock under power. The only other write is "all off".
"""

from __future__ import annotations

from drivers.protocol.modbus import COIL_OFF, WriteCoil

PULSE_FIRST, ALL = 0x0200, 0x00FF
CHANNELS = range(1, 33)
STEP_MS = 100
PULSE_STEPS = range(1, 51)  # five seconds; the board could do 7FFF, and no lock bears that


def pulse(slave: int, channel: int, steps: int) -> WriteCoil:
    """Relay `channel`, from 1, on for `steps` x 100 ms, then off by itself. Raises ValueError outside of the ranges."""
    if channel not in CHANNELS:
        raise ValueError(f"channel {channel} is not 1 to {CHANNELS.stop - 1}")
    if steps not in PULSE_STEPS:
        raise ValueError(f"a pulse of {steps} x {STEP_MS} ms is not {STEP_MS} to {PULSE_STEPS[-1] * STEP_MS} ms")
    return WriteCoil(slave, PULSE_FIRST + channel - 1, steps)


def all_off(slave: int) -> WriteCoil:
    return WriteCoil(slave, ALL, COIL_OFF)
