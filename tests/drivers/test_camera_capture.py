"""Pictures out of files that stand for a camera: newest ones, an end, no camera there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import cv2
import numpy as np
import pytest

from drivers.camera.capture import CameraLink, Shot
from drivers.camera.decoders import Picture
from drivers.errors import LinkError

QUICK = Shot(frames_per_second=200, open_deadline_seconds=2.0)


def save(path: Path, grey: int) -> None:
    cv2.imwrite(str(path), np.full((48, 64), grey, np.uint8))


class Seen:
    def __init__(self) -> None:
        self.greys: list[int] = []
        self.more = asyncio.Event()

    def __call__(self, picture: Picture) -> None:
        self.greys.append(int(picture[0, 0]))
        self.more.set()

    async def count(self, wanted: int) -> None:
        async with asyncio.timeout(5):
            while len(self.greys) < wanted:
                self.more.clear()
                await self.more.wait()


async def test_a_folder_is_shown_picture_by_picture_again_and_again(tmp_path: Path) -> None:
    for n, grey in enumerate((10, 120, 240)):
        save(tmp_path / f"{n}.png", grey)
    seen = Seen()
    link = CameraLink(f"file://{tmp_path}", QUICK, seen)
    link.reading = True
    await link.open(lambda data: None, lambda error: None)
    await seen.count(7)
    await link.close()
    assert set(seen.greys) == {10, 120, 240}


async def test_while_nobody_reads_few_pictures_are_looked_at(tmp_path: Path) -> None:
    save(tmp_path / "one.png", 99)
    seen = Seen()
    link = CameraLink(f"file://{tmp_path}/one.png", QUICK, seen)
    await link.open(lambda data: None, lambda error: None)
    await seen.count(1)
    await asyncio.sleep(0.2)
    assert len(seen.greys) == 1
    link.reading = True
    await seen.count(5)
    await link.close()


async def test_a_camera_whose_frames_end_is_lost(tmp_path: Path) -> None:
    save(tmp_path / "one.png", 99)
    lost: asyncio.Future[LinkError] = asyncio.get_running_loop().create_future()
    link = CameraLink(f"file://{tmp_path}", QUICK, Seen())
    await link.open(lambda data: None, lost.set_result)
    (tmp_path / "one.png").unlink()
    async with asyncio.timeout(5):
        error = await lost
    assert error.code == "link.absent"
    assert "gives no more frames" in str(error)
    await link.close()


@pytest.mark.parametrize(
    ("port", "code", "words"),
    [
        ("/dev/v4l/by-id/no-such-camera", "link.absent", "No such file"),
        ("/dev/null", "link.absent", "no camera"),
        ("file:///no/such/folder", "link.absent", "no such file or folder"),
    ],
)
async def test_what_is_no_camera_is_refused_with_a_sentence(port: str, code: str, words: str) -> None:
    link = CameraLink(port, QUICK, Seen())
    with pytest.raises(LinkError, match=words) as refused:
        await link.open(lambda data: None, lambda error: None)
    assert refused.value.code == code
    await link.close()


async def test_a_camera_takes_no_bytes(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="nothing can be sent"):
        await CameraLink(f"file://{tmp_path}", QUICK, Seen()).write(b"x", 1.0)
