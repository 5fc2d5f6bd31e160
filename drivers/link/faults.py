"""The operating system's errors as errors of a link, in one place."""

from __future__ import annotations

import errno

from drivers.errors import LinkError

_CODES = {
    errno.EACCES: "link.permission",
    errno.EPERM: "link.permission",
    errno.EBUSY: "link.busy",
    errno.EAGAIN: "link.busy",  # what flock says when another process has the lock
}
_HINTS = {
    "link.permission": "the engine's user may not open it; a technician gives it the group of the port (udev rule)",
    "link.busy": "another process has it open; a technician ends that process",
    "link.absent": "nothing is there; a technician checks cable, power and the port in the settings",
}


def opening_failed(port: str, number: int | None, reason: str) -> LinkError:
    """`number`: errno, None when the system did not say. `reason`: its words."""
    code = _CODES.get(number or 0, "link.absent")
    name = errno.errorcode.get(number or 0, "no errno")
    return LinkError(code, f"{port} cannot be opened ({name}: {reason}); {_HINTS[code]}")


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
