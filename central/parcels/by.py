"""Who does something to a parcel or a cabinet, and when."""

from __future__ import annotations

from dataclasses import dataclass

COMMAND_LINE = "command line"
API = "api"
TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class By:
    """`name`: the account's name, or one of the words above; it stands in tables and travels with orders. `account`:
    its number, None for nobody of the staff. `address`: where from, for the audit.
    """

    now_ms: int
    name: str
    account: int | None = None
    address: str = ""
