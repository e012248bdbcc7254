"""The same document, or the same bill on another document, is already kept."""

from collections.abc import Iterator

from app.domain.check_context import CheckContext
from app.domain.checks import Check
from app.domain.invoice import Invoice
from app.domain.rules.verdict import verdict


def check_duplicates(invoice: Invoice, context: CheckContext) -> Iterator[Check]:
    """Failed when the context names others; their ids are in `found`."""
    if context.same_file is not None:
        yield _check("duplicate_file", context.same_file, "the same file", ())
    if context.same_business is not None and invoice.invoice_number is not None:
        fields = ("invoice_number", "seller.name", "issue_date", "amounts.gross")
        yield _check("duplicate_business", context.same_business, "the same seller, number, date and total", fields)


def _check(check_id: str, others: tuple[str, ...], what: str, fields: tuple[str, ...]) -> Check:
    count = "an invoice" if len(others) == 1 else f"{len(others)} invoices"
    return verdict(
        check_id,
        wrong=f"{count} with {what} already kept: {', '.join(others)}" if others else None,
        right=f"no other invoice with {what}",
        fields=fields,
        found=", ".join(others) or None,
    )
