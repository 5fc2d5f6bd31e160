"""`python main.py simulate lockers`: cabinets, boards, people and power cuts on a simulated clock, judged in the end.

The terminal is the real one: its services, journal file, feed, uplink and drivers. Around it stand the bench's lock
boards with doors and things behind them, people who stand before the screen, and a centre. The judge (judge.py) knows
what lies where and who may have it, and never asks the terminal for either.
"""
