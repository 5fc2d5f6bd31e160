"""Simulated lock boards, written from the facts of docs/devices/locker-*.md. One protocol a file."""

from bench.lockers.cu48 import Cu48Board
from bench.lockers.eight_a import EightABoard
from bench.lockers.kerong import KerongBoard
from bench.lockers.modbus_relay import ModbusRelayBoard
from bench.lockers.winnsen import WinnsenBoard
from bench.lockers.wkly import WklyBoard

__all__ = ["Cu48Board", "EightABoard", "KerongBoard", "ModbusRelayBoard", "WinnsenBoard", "WklyBoard"]
