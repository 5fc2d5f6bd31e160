"""Readers of Chinese identity cards with a SAM inside, which all speak the SDT protocol. Docs: docs/devices/sdt.md."""
