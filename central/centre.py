"""What one server process is made of; given to the routes, so that nothing is global."""

from __future__ import annotations

from dataclasses import dataclass, field

from central.clock import Clock
from central.database import Database
from central.gate import Gate
from central.live import Live
from central.parcels.keys import Vault, keys_path
from central.phones.phones import Phones
from central.settings import Settings
from central.watch import Watch


@dataclass(slots=True)
class Centre:
    settings: Settings
    database: Database
    clock: Clock
    watch: Watch = field(init=False)
    batches: Gate = field(init=False)
    live: Live = field(init=False)
    phones: Phones = field(init=False)
    vault: Vault = field(init=False)

    def __post_init__(self) -> None:
        limits = self.settings
        self.watch = Watch(self.database, limits)
        self.batches = Gate(limits.batches_in_work, "batches in work", limits.retry_after_seconds)
        self.live = Live(self.watch.changes, limits)
        self.phones = Phones(self.watch.changes, self.database, limits, self.clock)
        self.vault = Vault(keys_path(limits))
