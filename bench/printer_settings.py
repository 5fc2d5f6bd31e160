"""What model the simulated ticket printer is: its paper, speed, knife, buffer, and the seed of its faults."""

from __future__ import annotations

from dataclasses import dataclass

from bench.escpos.ticket_exit import Presenter


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    width_dots: int = 576  # 384 for 58 mm paper
    dots_per_mm: int = 8
    speed_mm_per_second: float = 150.0  # 0: as fast as possible
    cut_seconds: float = 0.2
    knife_mm: float = 11.0  # from the head to the knife
    buffer_bytes: int = 65536  # beyond it the port stops reading
    half_job_bytes: int = 160  # of the job at which half_job strikes, when no job has been before it
    babble_seconds: float = 0.3  # between bursts of garbage
    slips_kept: int = 50
    chinese_at_start: bool = True
    presenter: Presenter = Presenter.NONE
    seed: int = 1
