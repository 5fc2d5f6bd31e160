"""Which gateway the messages' file names: `config/sms.toml` shows it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from central.parcels.messages.file_gateway import FileGateway
from central.parcels.messages.gateway import Gateway
from central.parcels.messages.http_gateway import HttpGateway, HttpSettings


class FileSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str


class MessageSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    gateway: Literal["http", "file"]
    http: HttpSettings | None = None
    file: FileSettings | None = None

    @model_validator(mode="after")
    def _has_its_table(self) -> MessageSettings:
        if (self.http if self.gateway == "http" else self.file) is None:
            raise ValueError(f"gateway is {self.gateway!r}, and there is no table [{self.gateway}]")
        return self


def choose_gateway(path: str) -> Gateway | None:
    """None without a file: messages wait, and staff sees them waiting. Raises ValueError with file, key and why."""
    if not path:
        return None
    try:
        settings = MessageSettings.model_validate(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise ValueError(f"--sms {path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise ValueError(f"--sms {path}: {key + ': ' if key else ''}{first['msg']}") from error
    except ValueError as error:  # no TOML, no UTF-8
        raise ValueError(f"--sms {path}: {error}") from error
    if settings.http is not None and settings.gateway == "http":
        return HttpGateway(settings.http)
    assert settings.file is not None  # noqa: S101 (checked by the model)
    return FileGateway(Path(settings.file.path))
