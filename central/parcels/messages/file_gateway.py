"""Messages into a file instead of to phones, for a demonstration: a JSON object a line, with id, phone and text."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path

from central.parcels.messages.gateway import Answer, Became, Outgoing


@dataclass(frozen=True, slots=True)
class FileGateway:
    """A line is whole and on the disk before it counts as sent; one that stands there already is not written again."""

    path: Path
    knows_ids: bool = True
    deadline_seconds: float = 5.0

    async def send(self, message: Outgoing) -> Answer:
        try:
            await asyncio.to_thread(self._append, message)
        except OSError as error:
            return Answer(Became.AGAIN, f"{self.path}: {error.strerror}")
        return Answer(Became.SENT)

    async def close(self) -> None:
        return

    def _append(self, message: Outgoing) -> None:
        line = json.dumps({"id": message.id, "phone": message.phone, "text": message.text}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(file, "r+", encoding="utf-8") as lines:
            if any(message.id in each for each in lines):
                return
            lines.write(line + "\n")
            lines.flush()
            os.fsync(lines.fileno())
