"""The forms of electronic invoices that are read, each by its own module, and the names of those that are not."""

from collections.abc import Callable
from dataclasses import dataclass

from app.engine.einvoice import cii, ebinterface, fatturapa, ubl, vietnam
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


@dataclass(frozen=True)
class Format:
    """`documents`: the invoices in one root. `standard`: a syntax of EN 16931, whose form is checked."""

    name: str
    is_it: Callable[[Node], bool]
    read: Callable[[Node, Findings], None]
    documents: Callable[[Node], list[Node]] = lambda root: [root]
    standard: bool = False


def is_cii(node: Node) -> bool:
    """By its head, for the root has had three names; orders have the same head under another root."""
    named = node.name in ("CrossIndustryInvoice", "CrossIndustryDocument")
    return named or (node.name == "Invoice" and any(node.all(name) for name in cii.DOCUMENT))


def is_ubl(node: Node) -> bool:
    """Other standards name their root `Invoice` too: the namespace tells, or parts that only UBL calls so."""
    if node.name not in ("Invoice", "CreditNote"):
        return False
    parts = ("AccountingSupplierParty", "LegalMonetaryTotal", f"{node.name}Line")
    return any(_UBL in uri for uri in node.attributes.values()) or any(node.all(part) for part in parts)


CII = Format("CII", is_cii, cii.read, standard=True)
UBL = Format("UBL", is_ubl, ubl.read, standard=True)
FORMATS = (
    CII,
    UBL,
    Format("ebInterface", ebinterface.is_ebinterface, ebinterface.read),
    Format("FatturaPA", lambda root: root.name in fatturapa.ROOTS, fatturapa.read, fatturapa.documents),
    Format("HDon", lambda root: root.name in vietnam.ROOTS, vietnam.read, vietnam.documents),
)
READ = ", ".join(each.name for each in FORMATS)
"""For people: which forms are read."""

ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote"})
ROOTS |= fatturapa.ROOTS | vietnam.ROOTS
"""Names of roots that may be invoices; coarse on purpose."""

OTHER_KINDS = {
    "SCRDMCCBDACIOMessageStructure": "an order (Order-X)",
    "Order": "an order",
    "OrderResponse": "an answer to an order",
    "OrderChange": "a change of an order",
    "Quotation": "a quote",
    "DespatchAdvice": "a despatch advice",
    "ReceiptAdvice": "a receipt advice",
    "ApplicationResponse": "an answer to a message",
    "Reminder": "a reminder",
    "Statement": "a statement",
}
"""Documents that are no invoice, by their root."""

UNREAD = {
    "Finvoice": "Finvoice",
    "Faktura": "KSeF FA",
    "Facturae": "Facturae",
    "InvoiceData": "NAV Online Számla",
    "InvoiceDataRequest": "NAV Online Számla",
    "Comprobante": "CFDI",
    "nfeProc": "NF-e",
    "NFe": "NF-e",
    "DTE": "DTE",
    "EInvoice": "TEAPPSXML",
    "E_Invoice": "e-arve",
    "Invoices": "isdoc or another list of invoices",
    "DebitNote": "UBL debit note",
}
"""Invoices of a form that is known by name and not read, by their root."""


def format_of(node: Node) -> Format | None:
    """The form of the invoice whose root this is; None for any other element."""
    return next((each for each in FORMATS if each.is_it(node)), None)


def named(root: Node) -> str | None:
    """What an XML is that cannot be read as an invoice, for people: `an order`, `an invoice in the form Finvoice`."""
    form = UNREAD.get(root.name)
    return f"an invoice in the form {form}" if form else OTHER_KINDS.get(root.name)
