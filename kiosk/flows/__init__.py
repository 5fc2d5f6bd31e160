"""Visits as data: frozen states, happenings and effects, and pure functions between them. No clock, no device, no
task."""
