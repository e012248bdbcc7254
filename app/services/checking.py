"""Run the rules over an invoice with what the owner's other invoices say about it."""

from datetime import UTC, datetime

from app.domain.check_context import CheckContext
from app.domain.checks import Check
from app.domain.document import DocumentInfo
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.readers import EINVOICE
from app.domain.record import Record
from app.ports import Clock, InvoiceRepository

LAST_TIME = datetime.max.replace(tzinfo=UTC)


class CheckService:
    """Looks up what the pure rules need to know, then runs them."""

    def __init__(self, *, invoices: InvoiceRepository, clock: Clock) -> None:
        self._invoices = invoices
        self._clock = clock

    def __call__(
        self,
        owner: Owner,
        invoice: Invoice,
        document: DocumentInfo,
        *,
        reader: str,
        invoice_id: str | None,
        kept_at: datetime | None = None,
    ) -> tuple[Check, ...]:
        """`reader`: who gave the values first. `invoice_id`: the invoice being checked, when it is kept already, so
        that it is not its own duplicate; `kept_at`: since when, so that no later invoice vouches for its account. What
        is not kept yet has no later one, whatever the clock says."""
        alike = self._of_same_number(owner, invoice, invoice_id)
        context = CheckContext(
            today=self._clock().date(),
            electronic=reader == EINVOICE.name,
            same_file=self._invoices.same_file(owner, document.sha256, other_than=invoice_id),
            known_accounts=self._earlier_accounts(owner, invoice, kept_at or LAST_TIME),
            same_business=tuple(record.id for record in alike if _same_claim(record.invoice, invoice)),
        )
        from app.domain.rules import run_checks  # late: a list or a health check needs no rules

        return run_checks(invoice, context)

    def _earlier_accounts(self, owner: Owner, invoice: Invoice, before: datetime) -> tuple[str, ...] | None:
        """Where this seller was paid before; None when nothing is to be compared."""
        if not (invoice.seller.name and invoice.payment.accounts):
            return None
        return self._invoices.accounts_of(owner, seller=invoice.seller.name, before=before)

    def _of_same_number(self, owner: Owner, invoice: Invoice, invoice_id: str | None) -> tuple[Record, ...]:
        if not (invoice.seller.name and invoice.invoice_number):
            return ()
        return self._invoices.same_business(
            owner, seller=invoice.seller.name, number=invoice.invoice_number, other_than=invoice_id
        )


def _same_claim(one: Invoice, other: Invoice) -> bool:
    """Same date and same total: with the same seller and number it is the same bill a second time."""
    return one.issue_date == other.issue_date and one.amounts.gross == other.amounts.gross
