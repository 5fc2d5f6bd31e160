"""The window terminal is out of service: the clerk at the counter goes on, so it says no more than that."""

from __future__ import annotations

from kiosk.views import Outage
from screens.parts.desk import Desk as Desk
from screens.parts.icon import Icon as Icon
from screens.parts.lines import Column as Column
from screens.parts.lines import Gap as Gap
from screens.parts.mark import Mark as Mark
from screens.parts.text import Text as Text
from screens.screen import KioskScreen


class WindowClosedScreen(KioskScreen):
    def title(self, outage: Outage) -> str:
        tr = self.ambient.tr
        if outage is Outage.MAINTENANCE:
            return tr("This tablet is being serviced")
        return tr("This tablet is getting ready") if outage is Outage.NO_CATALOGUE else tr("This tablet is not working")
