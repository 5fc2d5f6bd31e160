"""Pickup codes rest as slow hashes: one computation an entry finds its parcel among all of the cabinet. Pure.

scrypt (RFC 7914) with r 8, p 1 and the cabinet's own salt. At the usual cost (n = 2^13) one takes 40 ms and more on a
kiosk's processor: all 10^8 codes of eight digits take months of it (docs/decisions/0022).
"""

from __future__ import annotations

import hashlib

BLOCK_SIZE = 8
HASH_BYTES = 16
MEMORY_FACTOR = 256  # bytes that scrypt needs for each unit of cost at this block size, with room


def code_hash(salt: str, cost: int, code: str) -> str:
    """32 hex digits of what was typed. `salt` in hex; `cost`: scrypt's n. Slow by intent: never on the event loop.

    Raises ValueError for anything but digits: what is hashed is what the keypad can type.
    """
    if not (code.isascii() and code.isdigit()):
        raise ValueError("a pickup code is made of digits only")
    memory = cost * BLOCK_SIZE * MEMORY_FACTOR
    made = hashlib.scrypt(
        code.encode(), salt=bytes.fromhex(salt), n=cost, r=BLOCK_SIZE, p=1, maxmem=memory, dklen=HASH_BYTES
    )
    return made.hex()
