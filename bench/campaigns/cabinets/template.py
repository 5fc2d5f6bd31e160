"""The database of a hall with a cabinet and two managers, made once a run: a schedule on the real centre begins with a
copy of it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bench.campaigns.cabinets.hall_office import CABINET_CODE, CLERKS
from bench.campaigns.cabinets.parcels import COST, DIGITS
from central.admin import add_terminal, load_catalogue
from central.database import Database
from central.parcels.by import COMMAND_LINE, By
from central.parcels.cabinets import CabinetWish, add_cabinet, allow
from central.parcels.keys import keys_path, open_keys
from central.settings import Settings
from central.staff import accounts
from central.staff.roles import Role

CATALOGUE = Path(__file__).with_name("hall.toml")
NO_PASSWORD = "nobody signs in at a page"  # noqa: S105 - no hash, so it fits no password
_DATABASE, _KEYS = "hall.db", "hall.keys"


@dataclass(frozen=True, slots=True)
class Template:
    """`token`: of the cabinet's terminal."""

    folder: Path
    token: str

    def copy(self, folder: Path) -> Settings:
        """The settings of a server over a copy in that folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (_DATABASE, _KEYS):
            shutil.copyfile(self.folder / name, folder / name)
        return settings_in(folder)


def settings_in(folder: Path) -> Settings:
    return Settings(database=f"sqlite:///{folder / _DATABASE}")


def make_template(folder: Path, at: float) -> Template:
    """`at`: seconds since 1970, before every schedule's beginning."""
    settings = settings_in(folder)
    load_catalogue(settings.database, CATALOGUE, always_open=True)
    token = add_terminal(settings.database, CABINET_CODE, "1 号柜", "Cabinet 1", "C1")
    by = By(int(at * 1000), COMMAND_LINE)
    wish = CabinetWish(name="1 号柜", code_digits=DIGITS, cost=COST)

    def furnish(db: Connection) -> None:
        open_keys(db, keys_path(settings))
        add_cabinet(db, CABINET_CODE, wish, by)
        for name in CLERKS:
            account = accounts.add(db, name, name, Role.MANAGER, NO_PASSWORD, by.now_ms)
            allow(db, CABINET_CODE, account.id, by)

    database = Database(settings)
    try:
        database.write_now(furnish)
    finally:
        database.close()
    return Template(folder, token)
