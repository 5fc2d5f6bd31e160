"""The keys that no table has: a copy of the database tells no phone number and opens no door.

One file, made at first need beside SQLite's file or where the settings say, readable by its owner only: `seal`, for
what rests encrypted (AES-256-GCM), and `sign`, for QRs and badges (Ed25519). The database knows their fingerprint, so
that a server with another file refuses to go on. Why a file: docs/decisions/0025-keys-beside-the-database.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select, text

from central.database import parse
from central.refusals import Refused
from central.settings import Settings
from central.tables import secrets as kept
from kiosk.lockers.pass_code import BadgePass, PickupPass, public_key_of, write_pass

KEY_BYTES = 32
NONCE_BYTES = 12
_FINGERPRINT, _PUBLIC = "parcel keys", "pass key"
_PUT = text("INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING")


class KeysMissing(Refused):
    """The sentence says which file, and who can mend it."""

    status = 503


@dataclass(frozen=True, slots=True)
class Keys:
    """Both of 32 bytes, in memory only."""

    seal_key: bytes = field(repr=False)
    sign_key: bytes = field(repr=False)

    def seal(self, plain: str, about: str) -> bytes:
        """12 bytes of nonce, then text and tag. `about`: what it belongs to; it can be opened for that only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.seal_key).encrypt(nonce, plain.encode(), about.encode())

    def unseal(self, sealed: bytes, about: str) -> str:
        """Raises KeysMissing for what these keys have not sealed, or for something else."""
        try:
            plain = AESGCM(self.seal_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
        except (InvalidTag, ValueError) as error:
            raise KeysMissing(f"{about}: it was sealed with other keys, or is damaged") from error
        return plain.decode()

    def write_pass(self, words: PickupPass | BadgePass) -> str:
        return write_pass(self.sign_key, words)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(b"parcel keys:" + self.seal_key + self.sign_key).hexdigest()


def keys_path(settings: Settings) -> Path:
    if settings.parcels.keys:
        return Path(settings.parcels.keys)
    url = parse(settings.database)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).with_suffix(".keys")
    return Path("var/central/hall.keys")


def open_keys(db: Connection, path: Path) -> Keys:
    """Those of this hall; inside a writing transaction, since the first call makes them. Raises KeysMissing."""
    known = db.execute(select(kept.c.value).where(kept.c.name == _FINGERPRINT)).scalar()
    if known is None:
        keys = _read(path) if path.exists() else _make(path)
        db.execute(_PUT, {"name": _FINGERPRINT, "value": keys.fingerprint})
        db.execute(_PUT, {"name": _PUBLIC, "value": public_key_of(keys.sign_key)})
        known = db.execute(select(kept.c.value).where(kept.c.name == _FINGERPRINT)).scalar()
    else:
        keys = _read(path)
    if keys.fingerprint != known:
        raise KeysMissing(f"{path} holds the keys of another hall's database; put this hall's own file there")
    return keys


@dataclass(frozen=True, slots=True)
class Vault:
    """Where the keys are looked for; given to whoever needs them now and then."""

    path: Path

    def keys(self, db: Connection) -> Keys:
        """As `open_keys`."""
        return open_keys(db, self.path)


def known_public_key(db: Connection) -> str:
    """Of the passes, in hex; empty before the keys were made."""
    return str(db.execute(select(kept.c.value).where(kept.c.name == _PUBLIC)).scalar() or "")


def _read(path: Path) -> Keys:
    try:
        told = json.loads(path.read_text(encoding="ascii"))
        keys = Keys(bytes.fromhex(told["seal"]), bytes.fromhex(told["sign"]))
    except OSError as error:
        raise KeysMissing(
            f"{path}, with the keys of parcels, cannot be read ({error.strerror}); put its kept copy back"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise KeysMissing(f"{path} is no file of keys; put back the copy that was kept of it") from error
    if len(keys.seal_key) != KEY_BYTES or len(keys.sign_key) != KEY_BYTES:
        raise KeysMissing(f"{path}: each key has {KEY_BYTES} bytes; put back the copy that was kept of it")
    return keys


def _make(path: Path) -> Keys:
    """Whole or not at all, and never over another process's."""
    keys = Keys(secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES))
    written = json.dumps({"seal": keys.seal_key.hex(), "sign": keys.sign_key.hex()})
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(file, written.encode())
            os.fsync(file)
        finally:
            os.close(file)
        try:
            os.link(beside, path)
        except FileExistsError:
            return _read(path)
        finally:
            beside.unlink()
    except OSError as error:
        raise KeysMissing(f"{path}, for the keys of parcels, cannot be written: {error.strerror}") from error
    return keys
