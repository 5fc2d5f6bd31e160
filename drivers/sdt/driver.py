"""The driver "sdt" for the registry: the reader, and what a technician may have it do."""

from __future__ import annotations

from random import SystemRandom

from drivers.actions import Action, Driver, Line, Report, Request
from drivers.clock import SystemClock
from drivers.link.recording import Mask, Way
from drivers.protocol.sdt_mask import SdtMask
from drivers.roles import Outcome
from drivers.sdt.reader import SdtReader
from drivers.sdt.settings import SdtSettings


def make(name: str, settings: SdtSettings, table: str, line: Line) -> SdtReader:
    return SdtReader(name, line(settings), settings, clock=SystemClock(), random=SystemRandom())


async def read(reader: SdtReader, request: Request) -> Report:
    result = await reader.read(request.deadline_seconds)
    if result.card is None:
        return Report(result.outcome, result.error, {"card": None, **result.evidence})
    return Report(result.outcome, None, {"card": result.card.to_fields(reveal=request.reveal), **result.evidence})


async def sam(reader: SdtReader, request: Request) -> Report:
    return Report(Outcome.DONE, fields={"sam": await reader.sam_number(request.deadline_seconds)})


def mask(settings: SdtSettings, way: Way) -> Mask:
    return SdtMask()


def _no_card(request: Request) -> dict[str, None]:
    return {"card": None}


def _no_sam(request: Request) -> dict[str, None]:
    return {"sam": None}


DRIVER = Driver(
    settings=SdtSettings,
    make=make,
    actions=(
        Action("read", "wait for a card and read it; masked without --reveal", read, unrun=_no_card),
        Action("sam", "the number of the SAM inside the reader", sam, unrun=_no_sam),
    ),
    masks=mask,
)
