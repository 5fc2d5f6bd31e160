"""Whether a camera sees anything: black, blinded, out of focus, frozen, told apart. Pure; docs/devices/camera.md.

The thresholds were measured on made pictures (tests/drivers/test_camera_health.py): a printed page in good light, the
same blurred, dark and over-exposed step by step.
"""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from drivers.camera.decoders import Picture

BLACK_BRIGHTEST = 40  # the 99th percentile of the grey values of a covered lens or an unlit reader
BLINDED_SHARE = 0.6  # of the pixels at the end of the scale
SATURATED = 250
STRUCTURE = 12.0  # standard deviation of grey values from which on there is something that can be sharp
SHARP = 0.03  # a page in focus has 0.23; blurred by 1.5 px at 640 px across 0.04, by 2 px 0.02, by more 0.01
LOOKED_AT_PX = 640  # wide: sharpness is judged at the size that codes are read at


class Sight(StrEnum):
    UNKNOWN = "unknown"  # no frame yet
    CLEAR = "clear"
    BLACK = "black"  # covered lens, no light
    BLINDED = "blinded"  # a lamp or the sun shines into it
    BLURRED = "blurred"  # out of focus, a smeared window
    FROZEN = "frozen"  # the same picture again and again: the camera or its driver hangs


def sight_of(picture: Picture) -> Sight:
    """What one grey picture, height x width, tells; never FROZEN. A picture with nothing on it is CLEAR."""
    wide = picture.shape[1]
    if wide > LOOKED_AT_PX:
        factor = LOOKED_AT_PX / wide
        picture = np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    if np.percentile(picture, 99) < BLACK_BRIGHTEST:
        return Sight.BLACK
    if np.mean(picture >= SATURATED) > BLINDED_SHARE:
        return Sight.BLINDED
    spread = float(np.std(picture))
    if spread >= STRUCTURE and sharpness(picture, spread) < SHARP:
        return Sight.BLURRED
    return Sight.CLEAR


def sharpness(picture: Picture, spread: float) -> float:
    """The variance of the second derivative against that of the picture: 0 without an edge, free of unit.

    Softened by a pixel first, because the noise of a dark picture looks like sharpness.
    """
    second = cv2.Laplacian(cv2.GaussianBlur(picture, (3, 3), 0), cv2.CV_64F)
    return float(np.var(second)) / spread**2


class Stillness:
    """Notices that a camera repeats itself: a living one never gives the same picture twice, for its noise."""

    def __init__(self, frozen_seconds: float) -> None:
        self._frozen_seconds = frozen_seconds
        self._last: int | None = None
        self._since = 0.0

    def frozen(self, picture: Picture, now: float) -> bool:
        """Whether the picture has been the very same for `frozen_seconds`."""
        print_ = hash(picture.tobytes())
        if print_ != self._last:
            self._last, self._since = print_, now
        return now - self._since >= self._frozen_seconds
