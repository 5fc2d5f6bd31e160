"""Simulated voices."""

from bench.voices.syn6288 import Syn6288

__all__ = ["Syn6288"]
