"""Simulated call displays."""

from bench.displays.onbon_bx import OnbonBx

__all__ = ["OnbonBx"]
