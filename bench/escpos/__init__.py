"""The printer's side of ESC/POS: bytes -> commands -> paper, and states -> answers.

Written from the printers' manuals (docs/devices/bench.md), never from our own driver.
"""
