"""The 24-hour pickup lockers: what a cabinet's terminal does.

Shared with the centre: `wire`, `events`, `secret` and `pass_code`.
"""
