"""The hall's voice: each call is spoken once, in order, never two at once, and shown on LED displays.

feed row "calls" -> `announcer` -> `waiting` (pure) -> `words` -> speaker, outcome in the journal; `led` -> displays.
"""
