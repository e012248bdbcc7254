"""What kind of document it calls itself."""

import re
from functools import cache

from app.domain.invoice import DocumentType
from app.engine.fields.choice import Choice, choice
from app.engine.fields.sheet import Sheet
from app.engine.languages.patterns import fold, words_of

_ORDER = (
    *(DocumentType.CREDIT_NOTE, DocumentType.QUOTE, DocumentType.DEBIT_NOTE, DocumentType.PROFORMA),
    *(DocumentType.REMINDER, DocumentType.DELIVERY_NOTE, DocumentType.PAYSLIP, DocumentType.ORDER),
    *(DocumentType.STATEMENT, DocumentType.INVOICE, DocumentType.RECEIPT),
)
"""Kinds as they are looked for: "credit note for invoice 17" is a credit note."""
_FILLED = re.compile(r"[^\W\d_]{3,}")
_SECOND = frozenset(
    {
        *(DocumentType.QUOTE, DocumentType.ORDER, DocumentType.STATEMENT, DocumentType.RECEIPT, DocumentType.REMINDER),
        *(DocumentType.DELIVERY_NOTE, DocumentType.PAYSLIP, DocumentType.DEBIT_NOTE),
    }
)
"""Kinds whose names also stand on documents of another kind."""


@cache
def _titles() -> tuple[tuple[DocumentType, re.Pattern[str]], ...]:
    return tuple((kind, words_of("titles", kind)) for kind in _ORDER)


def document_title(text: str) -> DocumentType | None:
    """The kind that a short text names, when it holds little else."""
    plain = fold(text)
    for kind, title in _titles():
        match = title.search(plain)
        if match and len(_FILLED.findall(plain[: match.start()] + " " + plain[match.end() :])) <= 1:
            return kind
    return None


def document_type(sheet: Sheet) -> list[Choice]:
    """Kinds that the document names itself, the likeliest first: early, in large letters, with little beside it."""
    usual = sorted(line.height for line in sheet.lines)[len(sheet.lines) // 2] if sheet.lines else 0.0
    choices = []
    for row, line in enumerate(sheet.lines):
        for piece in sheet.pieces(row):
            text = fold(piece.text)
            for kind, title in _titles():
                match = title.search(text)
                if not match:
                    continue
                beside = len(_FILLED.findall(text[: match.start()])) + 0.4 * len(_FILLED.findall(text[match.end() :]))
                score = 0.95 - 0.25 * min(2.0, beside) - 0.3 * min(1.0, row / 60)
                score += 0.04 * (line.height > 1.3 * usual) - 0.15 * (kind in _SECOND)
                choices.append(choice(kind.value, piece.part(*match.span()), max(0.05, min(0.97, score))))
                break
    return sorted(choices, key=lambda item: -item.score)
