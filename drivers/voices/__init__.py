"""Voices: one driver a file, with its settings and what it says beside it."""
