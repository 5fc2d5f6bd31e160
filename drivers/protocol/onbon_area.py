"""The data of a BX controller's command "dynamic areas": one area with one text. Facts: docs/devices/onbon-bx.md."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Self

from drivers.protocol.onbon_bx import Code

IN_PIXELS = 0x8000  # with this bit X and width count pixels, else eight of them
PIXELS_LIMIT = 0x7FFF

_HEAD = Struct("<BBH")  # areas to delete, areas to show, length of the area
_AREA = Struct("<BHHHHBBBHBBBBBBBBBI")


class Motion(IntEnum):
    """How the text comes (medium)."""

    STATIC = 1
    AT_ONCE = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where and how a text is shown. The defaults are those of the maker's example."""

    x_px: int = 0
    y_px: int = 0
    width_px: int = 128
    height_px: int = 32
    number: int = 0
    line_gap_px: int = 0
    run_mode: int = 0  # 0: for ever
    timeout_seconds: int = 10  # for those run modes that have one
    alignment: int = 0  # bits 0-1 left, right, centre; bits 2-3 top, bottom, middle
    several_lines: bool = True
    wraps: bool = False
    motion: Motion = Motion.STATIC
    speed: int = 2  # 0 the quickest, 24 the slowest
    stay_half_seconds: int = 10


@dataclass(frozen=True, slots=True)
class ShowText:
    """Show `text`, bytes of GB2312, in `area` until the next one. `respond`: the controller is to answer."""

    area: Area
    text: bytes
    respond: bool = True

    def to_bytes(self) -> bytes:
        """The data of a frame."""
        area = self.area
        body = _AREA.pack(
            0,  # the kind of area
            area.x_px | IN_PIXELS,
            area.y_px,
            area.width_px | IN_PIXELS,
            area.height_px,
            area.number,
            area.line_gap_px,
            area.run_mode,
            area.timeout_seconds,
            0,  # no voice
            0,  # no more parameters
            area.alignment,
            2 if area.several_lines else 1,
            2 if area.wraps else 1,
            area.motion,
            0,  # leaves as it came
            area.speed,
            area.stay_half_seconds,
            len(self.text),
        )
        body += self.text
        head = Code.DYNAMIC_AREAS.value + (b"\x01" if self.respond else b"\x02") + bytes(2)
        return head + _HEAD.pack(0, 1, len(body)) + body

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Raises ValueError for what `to_bytes` cannot have made."""
        start = 5 + _HEAD.size
        if len(data) < start + _AREA.size:
            raise ValueError(f"no text in one dynamic area: {data[:start].hex()}")
        (
            _,
            x,
            y,
            width,
            height,
            number,
            gap,
            run,
            timeout,
            _,
            _,
            alignment,
            lines,
            wraps,
            motion,
            _,
            speed,
            stay,
            _,
        ) = _AREA.unpack_from(data, start)
        shown = cls(
            Area(
                x_px=x & PIXELS_LIMIT,
                y_px=y,
                width_px=width & PIXELS_LIMIT,
                height_px=height,
                number=number,
                line_gap_px=gap,
                run_mode=run,
                timeout_seconds=timeout,
                alignment=alignment,
                several_lines=lines == 2,
                wraps=wraps == 2,
                motion=Motion(motion),
                speed=speed,
                stay_half_seconds=stay,
            ),
            data[start + _AREA.size :],
            respond=data[2] == 1,
        )
        if shown.to_bytes() != data:
            raise ValueError(f"no text in one dynamic area: {data[:start].hex()}")
        return shown
