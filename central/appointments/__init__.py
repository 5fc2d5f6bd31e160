"""Appointments: from a file, over HTTP or by hand into the table, told to terminals, checked in by a ticket.

    wish.py (one appointment as it is asked for) -> taking.py (checked together, written together) -> the table
         -> word.py (today's, as hashes, for terminals) -> arrival.py (the check-in) -> roll.py (the staff's page)

Of who comes only a keyed hash and a masked name are kept, and the hash only until the day is over.
"""
