"""Decides whether an XML file is taken: safe to parse, and an e-invoice by the name of its root."""

from app.domain.errors import DocumentRejected
from app.engine.einvoice.envelope import ENVELOPES
from app.engine.einvoice.xml import parse

# Coarse on purpose: whether the content is that of an invoice is for the reader to say.
_ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument", "Invoice", "CreditNote"}) | ENVELOPES


def inspect_xml(data: bytes) -> None:
    """`DocumentRejected`: `too-large`, `unsafe-xml`, `too-complex`, `damaged` (not well-formed), `unsupported-type`
    (XML of another kind)."""
    if parse(data).name not in _ROOTS:
        raise DocumentRejected("unsupported-type", "The XML file is not an e-invoice (CII or UBL).")
