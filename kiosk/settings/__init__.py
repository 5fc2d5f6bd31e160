"""A terminal's settings: what may be set (`tables`), and how the file is read and refused (`file`).

They are read once at the start and given to each part; nothing else reads them.
"""

from kiosk.settings.file import SettingsError, load
from kiosk.settings.tables import Settings

__all__ = ["Settings", "SettingsError", "load"]
