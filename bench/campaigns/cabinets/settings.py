"""The settings of a schedule's terminal, as its file would hold them: the cabinet's cells and boards, quick timers."""

from __future__ import annotations

from pathlib import Path

from bench.campaigns.cabinets.plan import CabinetPlan
from kiosk.settings import Settings


def settings_for(plan: CabinetPlan, code: str, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "terminal": {"code": code, "state_dir": folder, "token_file": folder / "token"},
            "centre": {"url": "http://told", "backoff_limit_seconds": 5, "feed_wait_seconds": 20},
            "disk": {"free_bytes_needed": 0, "check_seconds": 60, "keep_days": 3650},
            "lockers": {
                "cells": [cell.table() for cell in plan.cells],
                "screen_column": 0,
                "screen_floor_mm": 900,
                "screen_height_mm": 800,
                "remind_seconds": 30,
                "idle_s": 40,
                "staff_idle_s": 60,
                "done_screen_s": 5,
            },
            "devices": {board.name: board.table() for board in plan.boards},
        }
    )
