"""How far a call for staff has come, as screens show it. Standard library only; part of the views' contract."""

from __future__ import annotations

from enum import StrEnum


class Staff(StrEnum):
    """Calling staff. `TOLD` only once the centre has acknowledged it; never promised before."""

    NOT_ASKED = "not_asked"
    ASKING = "asking"
    TOLD = "told"
    UNREACHABLE = "unreachable"
