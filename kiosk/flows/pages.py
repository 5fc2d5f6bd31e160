"""Pages of departments and services: how many, and which entries stand on one. Never scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from kiosk.hall import Hall

T = TypeVar("T")

TILES_A_PAGE = 9
ROWS_A_PAGE = 6


def departments_pages(hall: Hall) -> int:
    return _pages(len(hall.departments()), TILES_A_PAGE)


def services_pages(hall: Hall, department: str) -> int:
    return _pages(len(hall.services(department)), ROWS_A_PAGE)


def on_page(entries: Sequence[T], page: int, size: int) -> Sequence[T]:
    """`page` from 1."""
    return entries[(page - 1) * size : page * size]


def _pages(entries: int, size: int) -> int:
    return max(1, -(-entries // size))
