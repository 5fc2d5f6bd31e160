"""The page that a technician prints to see whether printer and settings fit: Chinese, code page, ruler, QR code."""

from __future__ import annotations

from drivers.paper import Align, Cut, Document, QrCode, Rule, Text
from drivers.protocol.escpos_page import Page
from drivers.roles import Grade

CODE = "hallkiosk 测试页"
_PROOFS = {
    Grade.MARKER: "A 标记返回 marker",
    Grade.QUEUED_STATUS: "B 排队状态 queued status",
    Grade.STATUS_AROUND: "C 前后状态 status around",
}


def trial_page(page: Page, proof: Grade) -> Document:
    """`page`: as the settings say it is. What they say wrongly shows: a ruler that wraps, a line that is no Chinese."""
    return Document(
        (
            Text("打印机测试页", Align.CENTRE, size=2, bold=True),
            Rule(),
            Text("政务服务大厅 请取号 ABC 0123456789"),
            Text(f"代码页 ESC t {page.code_page}: !#$%&()*+,-./:;<=>?@[]^_{{|}}~"),
            Text("图形字 \u4dae \U00020bb7 é ü ß"),  # drawn on every printer but one with a full GB18030 font
            Text(f"打印证明 {_PROOFS.get(proof, '-')}"),
            Rule(dashed=True),
            Text(f"{page.width_dots} 点 dots, {page.columns} 列 columns"),
            Text(ruler(page.columns)),
            QrCode(CODE),
            Text(CODE, Align.CENTRE),
            Cut(),
        )
    )


def ruler(columns: int) -> str:
    """`columns` characters: every tenth a `|`, every fifth a `+`. It fills exactly one line."""
    return "".join("|" if n % 10 == 0 else "+" if n % 5 == 0 else "." for n in range(1, columns + 1))
