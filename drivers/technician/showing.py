"""What the technician's commands show to people: Rich tables and lines. Machines get JSON (`ending.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # a list of ports needs no drivers
    from drivers.actions import Report

_COLOURS = {"done": "green", "failed": "red", "unknown": "yellow"}

FILE_WIDTH = 160  # characters, where nobody says how wide it is
_USUAL: tuple[Any, ...] = (None, {}, "in_service")


def show_report(title: str, report: Report) -> None:
    """How an action ended: one line, then its fields."""
    console = Console()
    line = Text.assemble((report.outcome.value, f"bold {_COLOURS[report.outcome.value]}"), f"  {title}")
    whole = report.to_json()
    if report.error is not None:
        line.append(f"  {report.error} (mends: {whole['mends']})")
    console.print(line)
    fields = {key: value for key, value in whole.items() if key not in ("outcome", "error", "mends")}
    if fields:
        console.print(_pairs(fields))


def show_step(step: Mapping[str, Any]) -> None:
    """What comes before the end."""
    show_line(f"{step.get('fact', '')}  {_brief(step)}".strip())


def show_table(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """The first column is never broken: it is there to be copied. `empty`: the sentence for no rows."""
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, FILE_WIDTH)
    if not rows:
        console.print(empty, markup=False, highlight=False)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, no_wrap=place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def show_line(line: str) -> None:
    Console().print(line, markup=False, highlight=False, soft_wrap=True)


def show_news(news: Mapping[str, Any]) -> None:
    """A fact, a step or some bytes, with the seconds since the start."""
    at = f"{news['at_seconds']:9.3f} s"
    if "hex" in news:
        show_line(f"{at}  {news['port']} {'<-' if news['way'] == 'in' else '->'} {news['hex']}")
        return
    show_line(f"{at}  {news.get('fact', '')}  {_brief(news)}")


def _pairs(fields: Mapping[str, Any]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for key, value in fields.items():
        table.add_row(key, _pairs(value) if isinstance(value, Mapping) and value else Text(_words(value)))
    return table


def _brief(news: Mapping[str, Any]) -> str:
    """What is worth a look: not that nothing is wrong."""
    shown = {key: value for key, value in news.items() if key not in ("at_seconds", "fact") and value not in _USUAL}
    return "  ".join(f"{key}: {_words(value)}" for key, value in shown.items())


def _words(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
