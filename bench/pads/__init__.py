"""The device side of callers and rating pads. docs/devices/ff68.md, docs/devices/template-pad.md."""
