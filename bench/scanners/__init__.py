"""The device side of code scanners, each model with its own commands and answers. docs/devices/serial-scanner.md."""
