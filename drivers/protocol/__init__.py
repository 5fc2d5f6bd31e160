"""Bytes to meaning and back, as pure functions and frozen values: no port, no clock, no event loop."""
