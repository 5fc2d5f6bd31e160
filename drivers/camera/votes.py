"""Which sightings may be handed out as codes. Pure; between the cascade and whoever asked.

A square or stacked code with error correction to spare is believed at once. What has weak checks or none, what needed
all its error correction, and what zbar alone read is believed when it was seen twice, in two treatments of a picture or
in two frames of a video, and nothing else of its kind as often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from drivers.camera.codes import LINES, Code, Format
from drivers.camera.decoders import Decoder, Sighting

LEAST_SPARE = 0.1  # of PDF417, wrong texts were seen at 0.0 only; right ones are at 0.12 and above in 95 of 100
LEAST_BYTES = 3  # shorter ones are in small symbols, whose checks are short too
NEEDED = 2


class Votes:
    """What was seen of one picture, or lately by one camera."""

    def __init__(self) -> None:
        self._views: defaultdict[Code, set[Hashable]] = defaultdict(set)
        self._sure: dict[Code, None] = {}

    def add(self, view: Hashable, sightings: Iterable[Sighting]) -> None:
        """`view`: a treatment of the picture, or a frame; the same one counts once."""
        for sighting in sightings:
            self._views[sighting.code].add(view)
            if speaks_for_itself(sighting):
                self._sure[sighting.code] = None

    @property
    def believed(self) -> tuple[Code, ...]:
        return (*self._sure, *(code for code in self._views if code not in self._sure and self._is_agreed(code)))

    @property
    def doubted(self) -> bool:
        """Whether something was seen that is not believed yet."""
        return len(self.believed) < len(self._views)

    def _is_agreed(self, code: Code) -> bool:
        count = len(self._views[code])
        rivals = [len(views) for other, views in self._views.items() if other.format is code.format and other != code]
        return count >= NEEDED and count > max(rivals, default=0)


def speaks_for_itself(sighting: Sighting) -> bool:
    code = sighting.code
    if sighting.by is not Decoder.ZXING or code.format in LINES or len(code.data) < LEAST_BYTES:
        return False
    if code.format is Format.MICRO_QR:  # its smallest sizes detect errors and correct none
        return False
    return sighting.spare is None or sighting.spare >= LEAST_SPARE
