"""The settings of parcels and cabinets at the centre, each with its unit; a part of central/settings.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSettings:
    sms: str = ""  # the file that says through which gateway messages go; empty: they wait
    keys: str = ""  # the file with the keys; empty: beside SQLite's file, else var/central/hall.keys
    kept_days: int = 7  # a parcel that names no expiry may lie so long
    codes_together: int = 32  # codes made in one round, by codes_threads
    codes_threads: int = 2  # each hash takes a core for some 30 ms
    codes_every_seconds: float = 1.0  # how often it is looked whether a parcel has no code yet
    wrong_codes_a_day: int = 100  # of all cabinets together; from here on QR and ID card only until midnight
    open_order_seconds: int = 45  # an order to open is not carried out later than this, 60 at most
    cell_order_seconds: int = 24 * 60 * 60  # the same for taking a cell out of use
    bulk_approve_seconds: int = 120  # the second one of the staff approves within this
    bulk_cells: int = 60  # opened by one bulk order at most
    once_code_minutes: int = 10
    badge_days: int = 365
    qr_hours: int = 24  # a pickup QR made now opens so long
    code_on_phone_page: bool = False  # whether the page shows the code, beside the QR
    reminder_hours: int = 24  # before the expiry
    messages_from: str = "08:00"  # reminders wait for these hours; codes go at once
    messages_until: str = "21:00"
    message_tries: int = 6  # then it has failed
    message_first_pause_ms: int = 5_000  # doubles with each try
    message_longest_pause_ms: int = 30 * 60_000
    message_drop_hours: int = 48  # one that could not be sent for so long is not sent any more
    messages_every_seconds: float = 1.0  # how often it is looked for messages that are due
    messages_together: int = 8  # sent at a time
    ended_rows_days: int = 30  # rows of the feed about parcels that are over stay so long
    door_history_days: int = 400  # which door was opened and moved, wrong codes, who was there: kept so long
    swept_every_seconds: float = 60.0
    personal_days: int = 30  # so long after a parcel is out it is known whose it was
    sender_bytes: int = 4 * 1024 * 1024  # of one list that is sent over HTTP
    parcels_at_once: int = 2_000  # of one list or file
