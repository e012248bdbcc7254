"""What the tests of the page hand over: a good invoice, one with a wrong sum, one that attacks the page."""

from decimal import Decimal
from itertools import count

from tests.documents.einvoices import cii_xml, ubl_file, with_embedded, with_files
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, sample_invoice


def good(seed: int) -> Made:
    return invoice_pdf(seed=seed, file_name=f"good-{seed}.pdf")


def wrong_sum(seed: int) -> Made:
    """Total and amount due are printed with 100 more than net and tax give. It has one tax rate: with several, more
    sums would be wrong."""
    invoice = next(one for one in map(sample_invoice, count(seed)) if len(one.taxes) == 1)
    gross = (invoice.amounts.gross or Decimal(0)) + 100
    amounts = invoice.amounts.model_copy(update={"gross": gross, "due": gross})
    return invoice_pdf(invoice.model_copy(update={"amounts": amounts}), file_name=f"wrong-{seed}.pdf")


def hostile(seed: int) -> Made:
    """Markup where a name is expected, a formula where an item is."""
    invoice = sample_invoice(seed)
    name = "<img src=x onerror=alert(1)> GmbH"
    seller = invoice.seller.model_copy(update={"name": name})
    accounts = tuple(account.model_copy(update={"holder": name}) for account in invoice.payment.accounts)
    payment = invoice.payment.model_copy(update={"accounts": accounts})
    first, *others = invoice.lines
    lines = (first.model_copy(update={"description": "=HYPERLINK(1)<script>alert(2)</script>"}), *others)
    return invoice_pdf(
        invoice.model_copy(update={"seller": seller, "payment": payment, "lines": lines}),
        file_name="<b>hostile</b>.pdf",
    )


def with_timesheet(seed: int) -> Made:
    """An e-invoice with a PDF embedded in its XML."""
    xml = with_embedded(ubl_file(seed=seed).data, "hours.pdf", invoice_pdf(seed=seed + 1).data)
    return Made(xml, "application/xml", f"hours-{seed}.xml")


def unusable_xml(seed: int) -> Made:
    """A hybrid whose XML no program may read: the page is all there is."""
    paper = invoice_pdf(seed=seed)
    xml = b"<!DOCTYPE a>" + cii_xml(paper.invoice)
    return Made(with_files(paper.data, {"factur-x.xml": xml}), "application/pdf", f"unusable-{seed}.pdf", paper.invoice)


def long(seed: int) -> Made:
    """Two pages."""
    return invoice_pdf(seed=seed, lines=30, file_name=f"long-{seed}.pdf")
