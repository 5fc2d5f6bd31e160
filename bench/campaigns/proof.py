"""The proof of one visit: the number on the paper, in the journal and at the centre, each from its own source.

Paper: decoded from the bytes that arrived at the printer. Journal: read from the engine's database, beside it. Centre:
asked over HTTP. `judge` is pure.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from pyzbar import pyzbar

from bench.campaigns.http import get_bytes, get_json
from bench.campaigns.journal_file import read_events
from kiosk.events import PrintEnded, PrintOutcome, TicketGiven

PRINTER = "api/devices/ticket-printer"
NUMBER = re.compile(r"^[A-Z]{1,2}(\d{3,}|\d+-\d{3,})$")  # alone on its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    number_paper: str | None
    number_journal: str | None
    number_centre: str | None
    printed: str | None  # the journal's outcome: done, failed, unknown
    qr_paper: str | None
    slips: int
    grade: str | None = None  # how strong the printer's proof was
    lines: list[str] = field(default_factory=list)


def judge(evidence: Evidence, seconds: float, limit_seconds: float) -> list[str]:
    """What is wrong, one sentence each; empty: everything agrees."""
    wrong = []
    numbers = {
        "paper": evidence.number_paper,
        "journal": evidence.number_journal,
        "centre": evidence.number_centre,
    }
    if None in numbers.values() or len(set(numbers.values())) != 1:
        wrong.append("The numbers differ: " + ", ".join(f"{place} {number}" for place, number in numbers.items()) + ".")
    if evidence.printed != PrintOutcome.DONE.value:
        wrong.append(f"The journal calls the print {evidence.printed}, not done.")
    if evidence.slips != 1:
        wrong.append(f"{evidence.slips} slips came out, not one.")
    if seconds > limit_seconds:
        wrong.append(f"It took {seconds:.1f} s, more than {limit_seconds:g} s.")
    return wrong


def paper(bench_url: str, out: Path) -> tuple[dict[str, Any] | None, int, str | None]:
    """The last slip that was cut, how many there are, and its QR code; paper.png and printer.raw go to `out`."""
    (out / "printer.raw").write_bytes(get_bytes(f"{bench_url}{PRINTER}/raw"))
    slips = [slip for slip in get_json(bench_url + PRINTER)["slips"] if slip["complete"]]
    if not slips:
        return None, 0, None
    picture = get_bytes(f"{bench_url}{PRINTER}/slips/{slips[-1]['n']}.png")
    (out / "paper.png").write_bytes(picture)
    codes = pyzbar.decode(Image.open(io.BytesIO(picture)).convert("L"), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return slips[-1], len(slips), codes[0].data.decode() if codes else None


def cut_slips(bench_url: str) -> int:
    return sum(slip["complete"] for slip in get_json(bench_url + PRINTER)["slips"])


def number_on(slip: dict[str, Any] | None) -> str | None:
    lines = [line.strip() for line in slip["lines"]] if slip else []
    return next((line for line in lines if NUMBER.match(line)), None)


def journal_events(journal: Path, kind: str) -> list[dict[str, Any]]:
    """The bodies of the journal's events of a kind, oldest first. The engine may be running."""
    return [event["body"] for event in read_events(journal) if event["kind"] == kind]


def print_ended(journal: Path) -> dict[str, Any] | None:
    ended = journal_events(journal, PrintEnded.kind)
    return ended[-1] if ended else None


def number_in_journal(journal: Path) -> str | None:
    given = journal_events(journal, TicketGiven.kind)
    return str(given[-1]["number"]) if given else None


def number_at_centre(centre_url: str, terminal: str) -> str | None:
    """The newest number of this terminal that waits at the centre."""
    waiting = get_json(centre_url + "api/v1/hall/waiting")
    ours = [row for row in waiting if row["terminal"] == terminal and row["state"] == "waiting"]
    return max(ours, key=lambda row: row["issued_at"])["number"] if ours else None


def gather(bench_url: str, centre_url: str, journal: Path, terminal: str, out: Path) -> Evidence:
    slip, count, qr = paper(bench_url, out)
    ended = print_ended(journal)
    return Evidence(
        number_paper=number_on(slip),
        number_journal=number_in_journal(journal),
        number_centre=number_at_centre(centre_url, terminal),
        printed=ended["outcome"] if ended else None,
        qr_paper=qr,
        slips=count,
        grade=(ended or {}).get("evidence", {}).get("grade"),
        lines=list(slip["lines"]) if slip else [],
    )


def write_result(
    out: Path, evidence: Evidence | None, wrong: list[str], seconds: float, steps: list[dict[str, Any]]
) -> None:
    told: dict[str, Any] = {"ok": not wrong, **(asdict(evidence) if evidence else {})}
    told |= {"seconds": round(seconds, 2), "steps": steps, "wrong": wrong}
    (out / "result.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
