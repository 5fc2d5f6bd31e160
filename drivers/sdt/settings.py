"""The settings of an identity-card reader. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from drivers.settings import Baud, PortSettings


class ReadTwice(StrEnum):
    """When a card's text is believed only after it came twice alike."""

    ALWAYS = "always"
    WHEN_NOISY = "when_noisy"  # only if anything on the line was wrong lately


class Removal(StrEnum):
    """How it is seen that a card has left."""

    ADDRESS = "address"  # the question for its appended address fails, and then no card is found
    FIND = "find"  # no card is found


def _serial_or_socket(port: str) -> str:
    if port.startswith("usb://"):
        raise ValueError("the reader's USB form (bulk pipes) is not supported; use its serial port or a socket")
    return port


Milliseconds = Annotated[int, Field(strict=True, ge=1, le=60_000)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=600)]
Count = Annotated[int, Field(strict=True, ge=1, le=20)]
Switch = Annotated[bool, Field(strict=True)]


class SdtSettings(PortSettings):
    """[devices.card_reader] with driver = "sdt"."""

    driver: Literal["sdt"]
    """The name of this driver."""

    port: Annotated[str, AfterValidator(_serial_or_socket), *PortSettings.model_fields["port"].metadata]
    """Where the reader is: /dev/... or socket://host:port."""

    baud: Baud = 115200
    """Bits a second; a reader can be set to 115200, 57600, 38400, 19200 or 9600."""

    poll_seconds: Annotated[float, Field(strict=True, ge=0.05, le=60)] = 0.5
    """Seconds between two looks at the reader: for a card that left, with `live` also for one that came."""

    live: Switch = False
    """Whether every card that is put on is read and told; false: only when a service asks for one."""

    read_twice: ReadTwice = ReadTwice.ALWAYS
    """When a card's text must come twice alike: always, or when_noisy. A frame's XOR misses 1 in 8 double flips."""

    numbers_must_check: Switch = True
    """Whether a card whose number contradicts its check character or the birth date is refused."""

    appended_address: Switch = True
    """Whether the address that was appended to a card later is asked for too."""

    removal: Removal = Removal.ADDRESS
    """How a card's leaving is seen: address (30 03 fails, then find), or find; makers' own programs differ."""

    removed_after: Count = 2
    """Looks in a row without the card after which it counts as gone."""

    reset_when_latched: Switch = True
    """Whether the SAM is reset once, where a card cannot be found again after a read that broke off (from memory)."""

    refusals_until_unreadable: Count = 3
    """Times in a row that a card may refuse (31, 32, 33, 40) before it is told unreadable."""

    find_pause_ms: Milliseconds = 150
    """Pause between two looks for a card while one is waited for."""

    status_deadline_ms: Milliseconds = 300
    """How long the answer to a status question or to the SAM's number may take to begin."""

    find_deadline_ms: Milliseconds = 1000
    """How long the answer to find may take to begin."""

    select_deadline_ms: Milliseconds = 1000
    """How long the answer to select may take to begin."""

    read_deadline_ms: Milliseconds = 2500
    """How long the answer to text and photo may take to begin."""

    address_deadline_ms: Milliseconds = 1500
    """How long the answer to the appended address may take to begin."""

    reset_deadline_ms: Milliseconds = 1500
    """How long the SAM may take to start anew."""

    gap_ms: Milliseconds = 200
    """Silence inside a frame after which its rest counts as lost."""

    late_answer_seconds: Seconds = 3.0
    """How long a card's text that never came may still come: so long nobody else's is asked for."""

    noise_memory_seconds: Seconds = 60.0
    """How long after the last broken frame the line counts as noisy."""

    open_tries: Count = 3
    """Status questions before a reader that says nothing counts as silent."""

    sam_digits: Literal[9, 10] = 10
    """Digits of the last two parts of the SAM's number as it is shown; makers' libraries differ."""
