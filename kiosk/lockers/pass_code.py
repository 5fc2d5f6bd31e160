"""What a pickup QR and a staff badge say: a few words signed by the centre, which any cabinet can check alone. Pure.

`HKP1.` and base64url (RFC 4648 section 5, no padding) of an Ed25519 signature (64 bytes, RFC 8032) and the words that
it signs, JSON in its canonical form. A cabinet knows the public key only: a stolen one signs nothing.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, TypeAdapter, ValidationError

from kiosk.wire import Code, Key, Wire, canonical

MARK = "HKP1."
SIGNATURE_BYTES = 64
TEXT_LIMIT = 600  # characters; a longer text is none of ours


class PickupPass(Wire):
    """Opens for one parcel at one cabinet. `issue` as ParcelBody.issue has it; `until`: seconds since 1970."""

    kind: Literal["pickup"] = "pickup"
    parcel: Key
    cabinet: Code
    issue: int
    until: int


class BadgePass(Wire):
    """Signs a member of staff in, while the cabinet's row names this serial as the badge that counts."""

    kind: Literal["badge"] = "badge"
    account: Code
    serial: int
    until: int


Pass = Annotated[PickupPass | BadgePass, Field(discriminator="kind")]
_PASS: TypeAdapter[PickupPass | BadgePass] = TypeAdapter(Pass)


def write_pass(key: bytes, words: PickupPass | BadgePass) -> str:
    """The text of the QR. `key`: 32 bytes, the centre's private one."""
    said = canonical(words.model_dump())
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(said)
    return MARK + base64.urlsafe_b64encode(signature + said).rstrip(b"=").decode()


def read_pass(public_key: str, text: str) -> PickupPass | BadgePass | None:
    """None for whatever this centre has not signed. `public_key` in hex. Whether it still counts is not asked here."""
    text = text.strip()
    if not text.startswith(MARK) or len(text) > TEXT_LIMIT:
        return None
    coded = text[len(MARK) :]
    try:
        raw = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        )
        return _PASS.validate_python(orjson.loads(raw[SIGNATURE_BYTES:]))
    except (ValueError, binascii.Error, InvalidSignature, ValidationError):
        return None


def public_key_of(key: bytes) -> str:
    """In hex, as CabinetBody.public_key has it."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()
