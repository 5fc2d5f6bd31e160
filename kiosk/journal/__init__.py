"""The journal: one SQLite file that holds the terminal's events and the state that they changed.

A change of state and its event are one transaction (`transaction`), asked for from the event loop (`journal`) and
carried out there or on a thread, so that concurrent changes share one fsync (`writer`). `file` begins, checks and sets
aside the file; the other modules each own one table. On the data's way: visit and numbers -> journal -> device or
screen, and journal -> sync -> centre.
"""

from kiosk.journal.errors import JournalBroken, JournalError, JournalFull
from kiosk.journal.journal import Journal
from kiosk.journal.transaction import Transaction

__all__ = ["Journal", "JournalBroken", "JournalError", "JournalFull", "Transaction"]
