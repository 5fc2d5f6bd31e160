"""Bodies of the feed that a cabinet's terminal needs, and of the commands that it takes. Shared with the centre.

The terminal alone says what lies in which cell and which door moved (kiosk/lockers/events.py); the centre says whose
a parcel is, which code opens for it, and who works here. All of it is kept by the terminal: it works for days alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kiosk.wire import Code, Hash, Key, Wire

CABINET = "cabinet"  # kinds of feed rows, for the terminal of that cabinet only
PARCEL = "parcel"
OPEN_COMMAND = "command.open"
CELL_COMMAND = "command.cell"

Salt = Annotated[str, Field(pattern=r"^[0-9a-f]{32,64}$")]
CodeHash = Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")]  # kiosk/lockers/secret.py; empty: there is none
CellNumber = Annotated[int, Field(ge=1, le=999)]  # as painted on the door


class CellSize(StrEnum):
    """From small to large; a parcel fits into its own size and into larger ones."""

    SMALL = "s"
    MEDIUM = "m"
    LARGE = "l"


class ParcelFor(StrEnum):
    PICKUP = "pickup"  # a finished document for its receiver
    SUPPLEMENT = "supplement"  # papers that a citizen left for a counter (容缺补件)
    POST = "post"  # handed to a courier instead of being picked up (寄递)


class Standing(StrEnum):
    """What the centre says of a parcel. Where it lies is the terminal's word."""

    OPEN = "open"  # may be put in; may be collected by whoever has its code, QR or card
    CANCELLED = "cancelled"  # nobody collects it any more; staff takes it out
    ENDED = "ended"  # it is out and done with; the terminal may forget it once nothing of it lies in a cell


class ParcelBody(Wire):
    """kind "parcel", key: the parcel's id."""

    id: Key
    for_: Annotated[ParcelFor, Field(alias="for")] = ParcelFor.PICKUP
    standing: Standing = Standing.OPEN
    label: Annotated[str, Field(max_length=64)] = ""  # what the barcode on it says
    title: str = ""  # 营业执照（正、副本）
    title_en: str = ""
    receiver: str = ""  # masked, as a screen may show it
    person: Hash = ""  # kiosk/person.py
    size: CellSize = CellSize.MEDIUM
    low: bool = False  # a cell within reach of a wheelchair first
    code: CodeHash = ""  # of the code that was issued last
    issue: Annotated[int, Field(ge=0)] = 0  # counts codes; a QR of an older one opens nothing
    expires_at: str = ""  # ISO 8601 with offset; later it is overdue, and its code still opens


class Staff(Wire):
    """Somebody who may work at this cabinet. `badge`: the serial of the badge that counts; 0: none."""

    account: Code
    name: str
    badge: Annotated[int, Field(ge=0)] = 0


class OncePass(Wire):
    """A code that signs a member of staff in at this cabinet once."""

    code: CodeHash
    account: Code
    name: str
    until: str  # ISO 8601 with offset


class CabinetBody(Wire):
    """kind "cabinet", key: the terminal's code. Keys and rules of this cabinet."""

    name: str = ""  # "1 号柜"
    name_en: str = ""
    place: str = ""
    salt: Salt  # of this cabinet's code hashes
    cost: Annotated[int, Field(ge=2**12, le=2**20)] = 2**13  # scrypt's n
    public_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # Ed25519, of the passes (kiosk/lockers/pass_code.py)
    digits: Annotated[int, Field(ge=6, le=12)] = 8  # that a citizen types
    phone_tail: bool = False  # the last four of them are the last four of the phone's number
    codes_stopped_until: str = ""  # ISO 8601: too many wrong codes in the whole hall; QR and card only until then
    wrong_a_visit: Annotated[int, Field(ge=1, le=20)] = 5
    wrong_a_day: Annotated[int, Field(ge=1, le=1000)] = 30
    keep_days: Annotated[int, Field(ge=1, le=365)] = 7  # how long supplementary papers may lie
    staff: list[Staff] = Field(default_factory=list)
    once: list[OncePass] = Field(default_factory=list)
    phone: str = ""  # who answers at night


class OpenOrder(Wire):
    """Body of "command.open": open this cell now, for somebody of the staff who stands there.

    Carried out at most once and never after its expiry. `parcel`: what the centre believes to lie there, empty for
    nothing; another parcel there means that the order is refused. `second`: bulk opening needs two of the staff.
    """

    cell: CellNumber
    parcel: Annotated[str, Field(max_length=64)] = ""
    by: str
    second: str = ""
    why: str = ""


class CellOrder(Wire):
    """Body of "command.cell": take a cell out of use, or back into it."""

    cell: CellNumber
    disabled: bool
    reason: Annotated[str, Field(max_length=200)] = ""
    by: str
