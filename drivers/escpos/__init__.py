"""The ticket printer driver "escpos": settings, the model's profile, the dialogue on the line, one job, the printer."""

from drivers.escpos.printer import EscposPrinter
from drivers.escpos.settings import EscposSettings

__all__ = ["EscposPrinter", "EscposSettings"]
