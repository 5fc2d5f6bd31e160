"""The device side of identity-card readers, and the made-up cards that are put on them. docs/devices/sdt.md."""
