"""What an account may do. Each role may do what the one before it may, and more."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    CLERK = "clerk"  # calls at the counter that it sits at
    MANAGER = "manager"  # sees all counters and terminals
    ADMINISTRATOR = "administrator"  # manages accounts

    def covers(self, wanted: Role) -> bool:
        order = tuple(Role)
        return order.index(self) >= order.index(wanted)
