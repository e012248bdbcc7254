"""What an invoice or a receipt has to show, and what was not found on it: absence is said, never passed over."""

from collections.abc import Iterator

from app.domain.checks import Check, Outcome
from app.domain.counting import counts_by_kind
from app.domain.invoice import DocumentType, Invoice

CHECK = "missing"
_NUMBERED = frozenset({DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.DEBIT_NOTE})


def check_missing(invoice: Invoice) -> Iterator[Check]:
    """One failed Check that names all of total, number, seller and lines that are not there. None for what is no
    invoice, nor for a draft that has neither total nor number nor lines yet; receipts need no number."""
    kind = invoice.document_type
    if kind is not None and not counts_by_kind(kind, ()):
        return
    has_total = invoice.amounts.gross is not None or invoice.amounts.due is not None
    if not (has_total or invoice.lines or invoice.invoice_number):
        return
    there = {
        "amounts.gross": ("total", has_total),
        "invoice_number": ("number", bool(invoice.invoice_number) or kind not in _NUMBERED),
        "seller.name": ("name of the seller", bool(invoice.seller.name)),
        "lines": ("lines", bool(invoice.lines)),
    }
    absent = {path: what for path, (what, found) in there.items() if not found}
    if absent:
        detail = f"not found: {', '.join(absent.values())}"
        yield Check(id=CHECK, outcome=Outcome.FAILED, detail=detail, fields=tuple(absent))
