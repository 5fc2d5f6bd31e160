"""The tables of cabinets and parcels; made by migration 0005, beside central/tables.py.

Times are milliseconds since 1970 (`_ms`). `*_by`: the name of an account, or "command line", "api", "terminal".
LargeBinary columns are sealed with a key that stands in no table (central/parcels/keys.py).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, text

from central.tables import metadata

_Row = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself in INTEGER only
_LIVE_CODE = text("standing = 'open' AND code_hash <> ''")
_WANTS_CODE = text("standing = 'open' AND code_hash = '' AND kind = 'pickup'")
_OPEN_ALARM = text("until_ms IS NULL")


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


# --- cabinets --------------------------------------------------------------------------------------

cabinets = Table(
    "cabinets",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("name", Text, nullable=False),
    _text("name_en"),
    _text("place"),
    _text("place_en"),
    _text("phone"),  # who answers at night
    Column("salt", Text, nullable=False),  # of its codes' hashes, hex
    Column("cost", Integer, nullable=False),  # scrypt's n
    Column("digits", Integer, nullable=False),  # that a citizen types
    Column("phone_tail", Boolean, nullable=False),  # the last four of them are the phone's
    Column("wrong_a_visit", Integer, nullable=False),
    Column("wrong_a_day", Integer, nullable=False),
    Column("keep_days", Integer, nullable=False),  # supplementary papers may lie so long
    Column("added_ms", BigInteger, nullable=False),
    Column("heard_n", BigInteger, nullable=False, server_default="0"),  # of the feed, as far as its terminal asked
)
cabinet_fitted = Table(  # as its terminal's settings wire it, told also before anybody added the cabinet
    "cabinet_fitted",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("body", Text, nullable=False),  # events.CabinetFitted as JSON
    Column("told_ms", BigInteger, nullable=False),
)
cabinet_cells = Table(
    "cabinet_cells",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("size"),  # kiosk.lockers.wire.CellSize; empty: not fitted any more
    _text("parcel"),  # what the terminal says to lie there
    _text("door", "unknown"),  # "open", "closed", "unknown"
    _text("door_cause"),  # events.Moved of its last movement
    Column("door_ms", BigInteger),
    Column("disabled", Boolean, nullable=False, server_default=text("FALSE")),
    _text("reason"),
    _text("set_by"),
    Column("set_ms", BigInteger),
)
cabinet_staff = Table(  # who may work at it; terminal "": at every cabinet
    "cabinet_staff",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("staff", BigInteger, primary_key=True, autoincrement=False),
)
cabinet_alarms = Table(
    "cabinet_alarms",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("alarm", Text, nullable=False),  # kiosk.lockers.events.Alarm
    Column("cell", Integer, nullable=False),  # 0: the whole cabinet
    _text("detail"),
    Column("since_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Column("seen_ms", BigInteger),
    _text("seen_by"),
    Index("ix_cabinet_alarms_open", "terminal", sqlite_where=_OPEN_ALARM, postgresql_where=_OPEN_ALARM),
)
door_intents = Table(
    "door_intents",
    metadata,
    Column("terminal", Text, primary_key=True),
    Column("intent", Text, primary_key=True),
    Column("cell", Integer, nullable=False),
    Column("for_what", Text, nullable=False),  # kiosk.lockers.events.OpenFor
    Column("way", Text, nullable=False),
    _text("parcel"),
    _text("by"),
    _text("second"),
    _text("visit"),
    Column("pulse", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    _text("outcome"),  # empty: not told yet
    _text("error"),
    Index("ix_door_intents_terminal_cell", "terminal", "cell", "at_ms"),
    Index("ix_door_intents_parcel", "parcel"),
)
door_movements = Table(
    "door_movements",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("cause", Text, nullable=False),  # kiosk.lockers.events.Moved
    _text("intent"),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_door_movements_terminal_cell", "terminal", "cell", "at_ms"),
)
code_refusals = Table(
    "code_refusals",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("day", Text, nullable=False),  # of the hall
    Column("way", Text, nullable=False),
    Column("why", Text, nullable=False),
    _text("visit"),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_code_refusals_day", "day"),
)
staff_visits = Table(  # who signed in at a cabinet, and out
    "staff_visits",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("way", Text, nullable=False),  # "badge" or "once"
    Column("there", Boolean, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_staff_visits_terminal", "terminal", "at_ms"),
)
once_passes = Table(
    "once_passes",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("staff", BigInteger, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Index("ix_once_passes_terminal", "terminal", "until_ms"),
)
badges = Table(
    "badges",
    metadata,
    Column("staff", BigInteger, primary_key=True, autoincrement=False),
    Column("serial", Integer, nullable=False),  # rises with every badge; only the newest counts
    Column("until_ms", BigInteger, nullable=False),
    Column("given_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
)
cabinet_orders = Table(  # commands to a cabinet, and what became of them
    "cabinet_orders",
    metadata,
    Column("key", Text, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("command", Text, nullable=False),  # the feed row's kind
    Column("cell", Integer, nullable=False),
    _text("parcel"),
    Column("by", Text, nullable=False),
    _text("second"),
    _text("why"),
    Column("bulk", BigInteger),
    Column("asked_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    _text("outcome"),  # of events.CommandEnded; empty: not told yet
    _text("detail"),
    Index("ix_cabinet_orders_terminal", "terminal", "asked_ms"),
)
bulk_openings = Table(  # asked by one manager, approved by another
    "bulk_openings",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("cells", Text, nullable=False),  # JSON array of numbers
    Column("why", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_ms", BigInteger, nullable=False),
    _text("approved_by"),
    Column("approved_ms", BigInteger),
)

# --- parcels ---------------------------------------------------------------------------------------

parcels = Table(
    "parcels",
    metadata,
    Column("id", Text, primary_key=True),
    Column("reference", Text, nullable=False, unique=True),  # of who registered it; the same again is the same parcel
    Column("kind", Text, nullable=False),  # kiosk.lockers.wire.ParcelFor
    Column("cabinet", Text, nullable=False),  # a terminal; empty for the courier's
    _text("case_number"),
    _text("title"),
    _text("title_en"),
    _text("receiver"),  # masked
    _text("person"),  # kiosk/person.py
    Column("phone", LargeBinary),
    _text("phone_shown"),  # masked: 138****5678
    Column("size", Text, nullable=False),
    Column("low", Boolean, nullable=False),
    Column("label", Text, nullable=False, unique=True),
    Column("code", LargeBinary),
    _text("code_hash"),
    Column("issue", Integer, nullable=False, server_default="1"),
    Column("token", LargeBinary),  # of the phone page
    Column("token_sha256", Text, unique=True),
    Column("standing", Text, nullable=False),  # kiosk.lockers.wire.Standing
    Column("state", Text, nullable=False),  # central.parcels.states.ParcelState
    Column("cell", Integer),  # where it lies, or lay last
    Column("registered_ms", BigInteger, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("deposited_ms", BigInteger),
    _text("deposited_by"),
    Column("out_ms", BigInteger),
    _text("out_by"),
    _text("way"),  # kiosk.lockers.events.Way
    Column("expires_ms", BigInteger, nullable=False),  # later it is overdue; its code still opens
    _text("department"),  # of supplementary papers
    _text("receipt"),
    _text("waybill"),
    _text("post_state"),  # central.parcels.states.PostState
    Column("forgotten_ms", BigInteger),  # whose it was is not known any more
    Index(
        "uq_parcels_live_code",
        "cabinet",
        "code_hash",
        unique=True,
        sqlite_where=_LIVE_CODE,
        postgresql_where=_LIVE_CODE,
    ),
    Index("ix_parcels_wants_code", "id", sqlite_where=_WANTS_CODE, postgresql_where=_WANTS_CODE),
    Index("ix_parcels_cabinet_state", "cabinet", "state"),
    Index("ix_parcels_state", "state", "expires_ms"),
    Index("ix_parcels_case_number", "case_number"),
)
parcel_steps = Table(  # all that happened to a parcel
    "parcel_steps",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("parcel", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),  # as the terminal says; for display
    Column("step", Text, nullable=False),  # central.parcels.states.Step
    _text("by"),
    _text("detail"),
    Index("ix_parcel_steps_parcel", "parcel"),
)
parcel_disputes = Table(  # a citizen's word at the open door
    "parcel_disputes",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("parcel", Text, nullable=False),
    Column("terminal", Text, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("problem", Text, nullable=False),  # kiosk.lockers.events.Problem
    Column("history", Text, nullable=False),  # JSON array: the door's last movements
    Column("at_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger),
    _text("seen_by"),
)
parcel_conflicts = Table(  # what a cabinet told and what was known here do not fit; nothing of it is lost
    "parcel_conflicts",
    metadata,
    Column("id", _Row, primary_key=True),
    Column("terminal", Text, nullable=False),
    Column("parcel", Text, nullable=False),
    Column("cell", Integer, nullable=False),
    Column("event", Text, nullable=False),  # its kind
    Column("body", Text, nullable=False),  # JSON
    Column("why", Text, nullable=False),  # central.parcels.journal_told.Clash
    Column("at_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger),
    _text("seen_by"),
)
messages = Table(
    "messages",
    metadata,
    Column("id", Text, primary_key=True),  # the gateway gets it: the same message twice is one
    Column("parcel", Text, nullable=False),
    Column("kind", Text, nullable=False),  # central.parcels.states.MessageKind
    Column("issue", Integer, nullable=False),  # the code's; of an older one it is dropped
    Column("state", Text, nullable=False),  # central.parcels.states.MessageState
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("made_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),  # not before
    Column("changed_ms", BigInteger, nullable=False),
    _text("error"),
    Index("ix_messages_state", "state", "due_ms"),
    Index("uq_messages_parcel_kind_issue", "parcel", "kind", "issue", unique=True),
)
