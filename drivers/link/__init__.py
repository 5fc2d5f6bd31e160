"""Bytes in, bytes out: the only place that knows pyserial, pyusb and sockets. `contract.py` is what drivers see."""
