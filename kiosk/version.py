"""The software's name and version, as events, logs and requests carry it."""

VERSION = "0.1.0"
SOFTWARE = f"hallkiosk {VERSION}"
