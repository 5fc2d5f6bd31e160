"""Long runs over the whole: the demo, the benchmark, the killing of a busy terminal.

They may import `kiosk` and `drivers`, and reach the centre over HTTP only.
"""
