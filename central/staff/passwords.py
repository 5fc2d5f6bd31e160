"""Passwords as argon2id hashes. Looking at one takes a tenth of a second and much memory: never on the event loop."""

from __future__ import annotations

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from central.staff.settings import StaffSettings

NO_PASSWORD = ""  # stored for an account that signs in by links only: fits no password
_RANDOM_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
_RANDOM_GROUPS, _GROUP_SIGNS = 4, 4  # 79 bits


class Passwords:
    def __init__(self, settings: StaffSettings) -> None:
        self._hasher = PasswordHasher(settings.argon2_passes, settings.argon2_memory_kib, settings.argon2_lanes)
        self._nobodys = _nobodys_hash(settings)

    def hashed(self, password: str) -> str:
        return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether `password` is the one of `stored`. With None, a name that nobody has, it takes as long and fits
        never.
        """
        try:
            return self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)


def random_password() -> str:
    """To be read from a screen and typed once: 4 groups of letters and digits."""
    groups = ("".join(secrets.choice(_RANDOM_SIGNS) for _ in range(_GROUP_SIGNS)) for _ in range(_RANDOM_GROUPS))
    return "-".join(groups)


def _nobodys_hash(settings: StaffSettings) -> str:
    """A hash in form only, of no password: comparing with it costs what comparing with a real one costs."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    costs = f"m={settings.argon2_memory_kib},t={settings.argon2_passes},p={settings.argon2_lanes}"
    return f"$argon2id$v=19${costs}${salt}${digest}"
