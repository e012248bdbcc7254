"""A copy of an invoice's document that lies at its scan, put into the invoice's own place."""

from app.domain.principal import Owner
from app.ports import DocumentStore, InvoiceRepository, Key, Kind


def put_in_place(
    documents: DocumentStore, invoices: InvoiceRepository, owner: Owner, staged: Key, invoice_id: str
) -> None:
    """Safe to repeat. Of an invoice that was deleted meanwhile nothing stays: its delete may have looked before the
    copy was there. `NotFound` and `Conflict` as of `DocumentStore.copy`."""
    place = Key(Kind.INVOICE, invoice_id)
    documents.copy(owner, staged, place)
    if not invoices.is_known(owner.key, invoice_id):
        documents.delete(owner, place)
