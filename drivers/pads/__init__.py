"""Pads on counters and desks: rating keys for citizens, callers for clerks."""
