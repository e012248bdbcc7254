"""Kinds of documents that do not call themselves by a name, by phrases that hardly another kind prints."""

import re
from functools import cache

from app.domain.invoice import DocumentType
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Piece, Sheet
from app.engine.languages.patterns import fold, words_of

_NEEDED = {DocumentType.QUOTE: 1, DocumentType.STATEMENT: 2, DocumentType.PAYSLIP: 3}
"""How many different phrases: `validity of the offer` says it alone, a balance stands on invoices, too."""
_LEAST, _MOST = 0.62, 0.85
_MORE, _UNPAID = 0.08, 0.1  # for each further phrase; for a page without number or total
_OF_BILLS = (Label.INVOICE_NUMBER, Label.GROSS, Label.TOTAL, Label.DUE, Label.DUE_DATE)


def typical_kinds(sheet: Sheet) -> list[Choice]:
    """Kinds whose phrases the document has. A name in a title counts more than they do."""
    choices = []
    for kind, pattern in _patterns().items():
        found, needed = _phrases(sheet, pattern), _NEEDED[kind]
        if len(found) >= needed:
            score = _LEAST + _MORE * (len(found) - needed) + _UNPAID * (not sheet.of(*_OF_BILLS))
            choices.append(choice(kind.value, next(iter(found.values())), min(_MOST, score)))
    return choices


@cache
def _patterns() -> dict[DocumentType, re.Pattern[str]]:
    return {kind: words_of("typical", kind) for kind in _NEEDED}


def _phrases(sheet: Sheet, pattern: re.Pattern[str]) -> dict[str, Piece]:
    """Each phrase with where it stands first."""
    found: dict[str, Piece] = {}
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            match = pattern.search(fold(piece.text))
            if match:
                found.setdefault(match.group(), piece.part(*match.span()))
    return found
