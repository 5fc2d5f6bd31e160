"""A technician's tools for devices: find, identify, try, watch, record, replay. The command line is `cli.py`."""
