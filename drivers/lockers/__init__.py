"""Lock boards as the role `LockerBank`: one board a device, several on one RS-485 line. One protocol a file.

`board.py` is what they share; `pulsing.py` the way of one opening; `doors.py` what is told of doors, and why.
"""
