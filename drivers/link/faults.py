"""The operating system's errors as errors of a link, in one place."""

from __future__ import annotations

import errno

from drivers.errors import LinkError
from drivers.link.holders import holders_of
from drivers.link.rights import rule_for

_CODES = {
    errno.EACCES: "link.permission",
    errno.EPERM: "link.permission",
    errno.EBUSY: "link.busy",
    errno.ENOTTY: "link.wrong_device",
    errno.EAGAIN: "link.busy",  # what flock says when another process has the lock
}


def _hint(port: str, code: str) -> str:
    if code == "link.permission":
        return f"this user may not open it; a technician adds the udev rule {rule_for(port)}"
    if code == "link.wrong_device":
        return "it is no serial port; a technician corrects the port in the settings"
    if code == "link.busy":
        holders = holders_of(port)
        if not holders:
            return "another user's process has it open; a technician finds it with `sudo lsof` and ends it"
        verb = "has" if len(holders) == 1 else "have"
        return f"{' and '.join(map(str, holders))} {verb} it open; {holders[0].mending}"
    return "nothing is there; a technician checks cable, power and the port in the settings"


def opening_failed(port: str, number: int | None, reason: str) -> LinkError:
    """`number`: errno, None when the system did not say. `reason`: its words. Reads /proc when the port is busy."""
    code = _CODES.get(number or 0, "link.absent")
    name = errno.errorcode.get(number or 0, "no errno")
    return LinkError(code, f"{port} cannot be opened ({name}: {reason}); {_hint(port, code)}")


def broke(port: str, reason: str, *, bytes_sent: int = 0) -> LinkError:
    """An open port failed: unplugged, switched off, closed by the other end."""
    return LinkError("link.absent", f"{port} broke off ({reason}), bytes sent {bytes_sent}", bytes_sent=bytes_sent)


def stalled(port: str, deadline_seconds: float, bytes_sent: int, length: int) -> LinkError:
    """An open port takes no more bytes."""
    return LinkError(
        "link.stalled",
        f"{port} took {bytes_sent} of {length} bytes in {deadline_seconds:.1f} s; the device is busy, offline or off",
        bytes_sent=bytes_sent,
    )
