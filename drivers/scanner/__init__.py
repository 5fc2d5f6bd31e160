"""Scanners that send text: serial and USB-CDC lines, and keyboards. What a camera reads shares `text.py`."""
