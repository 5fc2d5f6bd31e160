"""Documents that are picked up at cabinets, or sent by post: whose they are, which code opens for them, how they are
told to whom they belong. What lies in which cell is the cabinet's own word (kiosk/lockers/events.py).
"""
