"""The settings of accounts and sign-in, each with its unit; a part of central/settings.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSettings:
    """The parameters of argon2id are RFC 9106's second choice; a password is hashed anew at the first sign-in after
    they changed.
    """

    argon2_passes: int = 3
    argon2_memory_kib: int = 64 * 1024
    argon2_lanes: int = 4
    password_shortest: int = 10  # characters
    password_longest: int = 200  # characters
    session_idle_seconds: int = 2 * 60 * 60  # without a page opened or a button pressed
    session_seconds: int = 12 * 60 * 60  # however busy: a long day in the hall
    session_seen_every_ms: int = 60_000  # how often "last seen" is written at most
    sweep_seconds: float = 30.0  # sessions that are over are written down as such within this
    sign_ins_in_work: int = 2  # passwords looked at together; each takes argon2_memory_kib
    sign_in_wait_seconds: float = 10.0  # the longest wait for one's turn
    account_failures_free: int = 5  # wrong passwords for one name before the pauses begin
    address_failures_free: int = 20  # the same for one address: a hall may have one for all its counters
    first_pause_ms: int = 2_000  # doubles with each failure
    longest_pause_ms: int = 5 * 60_000
    forget_failures_ms: int = 60 * 60_000  # after this without a failure all are forgotten
    audit_days: int = 400  # rows of the audit are kept this long
