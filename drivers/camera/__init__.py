"""A camera that reads codes. From a picture's grey values to texts: `cascade.py`; from a live camera to the role
`Scanner`: `scanner.py`; from a file to a line of JSON: `files.py`. Facts and figures: docs/devices/camera.md.
"""
