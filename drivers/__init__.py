"""Devices: what they can do (`roles`), what they tell (`facts`), what goes wrong (`errors`), and how they speak."""
