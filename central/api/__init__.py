"""The terminals' side of the server: HTTP as kiosk/wire.py says it."""
