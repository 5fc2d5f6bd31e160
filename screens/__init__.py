"""The face: what a citizen sees and touches. It owns pixels and touches, no device, no file, no rule.

It is told what to show by the engine over the local socket (kiosk/local.py) and answers with touches. It may be killed
at any moment; the engine starts it again.
"""
