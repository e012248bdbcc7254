"""Whether the document asks for, or confirms, a payment at all."""

from collections.abc import Iterator

from app.domain.checks import Check
from app.domain.counting import counts_by_kind
from app.domain.invoice import DocumentType, Invoice
from app.domain.rules.verdict import verdict

_CALLED = {
    DocumentType.PROFORMA: "a pro-forma invoice",
    DocumentType.STATEMENT: "a statement of account",
    DocumentType.REMINDER: "a reminder",
    DocumentType.QUOTE: "a quote",
    DocumentType.ORDER: "an order",
    DocumentType.DELIVERY_NOTE: "a delivery note",
    DocumentType.PAYSLIP: "a payslip",
}
_NONE_OF_IT = "no invoice, receipt, credit note or debit note"


def check_kind(invoice: Invoice) -> Iterator[Check]:
    """Failed for quotes, orders, statements and other kinds that add to no sum, and where nothing was found that makes
    an invoice."""
    named = invoice.document_type
    kind = _CALLED.get(named, _NONE_OF_IT) if named and not counts_by_kind(named, ()) else None
    signs = _signs(invoice)
    wrong = f"the document is {kind}" if kind else None
    if wrong is None and (len(signs) < 2 or not {"total", "number"} & signs.keys()):
        wrong = f"nothing that makes an invoice: found {', '.join(signs) or 'neither total, number nor seller'}"
    fields = ("document_type",) if kind else tuple(signs.values())
    yield verdict("not_an_invoice", wrong=wrong, right=f"an invoice by its {', '.join(signs)}", fields=fields)


def _signs(invoice: Invoice) -> dict[str, str]:
    """What speaks for an invoice, with the path of the value."""
    amounts, seller = invoice.amounts, invoice.seller
    signs: dict[str, str | None] = {
        "total": next(
            (f"amounts.{name}" for name in ("gross", "due", "net") if getattr(amounts, name) is not None), None
        ),
        "number": "invoice_number" if invoice.invoice_number else None,
        "seller": "seller.name" if seller.name else "seller.vat_id" if seller.vat_id else None,
        "date": "issue_date" if invoice.issue_date else None,
        "lines": next((f"lines.{n}.amount" for n, line in enumerate(invoice.lines) if line.amount is not None), None),
    }
    return {name: path for name, path in signs.items() if path is not None}
