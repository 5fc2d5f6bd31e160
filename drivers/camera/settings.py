"""The settings of a camera that reads codes. The technician's form and the refusals are made from this declaration."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from drivers.camera.codes import USUAL, UnknownFormat, formats_named
from drivers.life import LifeSettings

PORT_SPELLINGS = "/dev/v4l/by-id/..., or file:///PATH of a picture, a folder of pictures or a video"


def _port(port: str) -> str:
    if not (port.startswith(("/", "file:///")) and "\0" not in port):
        raise ValueError(f"a camera's port is spelled {PORT_SPELLINGS}")
    return port


def _formats(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        formats_named(names)
    except UnknownFormat as error:
        raise ValueError(str(error)) from error
    return names


Seconds = Annotated[float, Field(strict=True, gt=0, le=60)]


class CameraSettings(LifeSettings):
    """[devices.NAME] with driver = "camera"."""

    driver: Literal["camera"]
    """The name of this driver."""

    port: Annotated[str, AfterValidator(_port)]
    """Which camera: /dev/v4l/by-id/..., or file:///PATH of pictures that stand for one."""

    width_px: Annotated[int, Field(strict=True, ge=160, le=7680)] = 1280
    """How wide a picture the camera is asked for."""

    height_px: Annotated[int, Field(strict=True, ge=120, le=4320)] = 720
    """How high a picture the camera is asked for."""

    frames_per_second: Annotated[float, Field(strict=True, gt=0, le=240)] = 15.0
    """How many pictures a second the camera is asked for."""

    formats: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_formats)] = tuple(sorted(USUAL))
    """What is read when a screen does not say: qr, datamatrix, pdf417, code128, ... (docs/devices/camera.md)."""

    budget_ms: Annotated[int, Field(strict=True, ge=1, le=2000)] = 45
    """How long one frame may be looked at; what does not fit is tried with the next frames."""

    agreement_seconds: Seconds = 2.0
    """How far apart two frames may be that agree on a code of which one frame is not enough."""

    same_code_seconds: Annotated[float, Field(strict=True, ge=0, le=60)] = 1.5
    """How long after a code was told the same one is not told again: it may still lie there."""

    open_deadline_seconds: Seconds = 10.0
    """How long opening the camera may take."""

    first_frame_seconds: Seconds = 5.0
    """How long the first picture may take after the camera is open."""

    frozen_seconds: Seconds = 5.0
    """How long the very same picture may come before the camera counts as frozen; not with file:// ports."""
