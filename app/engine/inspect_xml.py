"""Decides whether an XML file is taken: safe to parse, and an e-invoice by the name of its root."""

from app.domain.errors import DocumentRejected
from app.engine.einvoice.envelope import ENVELOPES
from app.engine.einvoice.formats import READ, ROOTS, named
from app.engine.einvoice.xml import parse

# Coarse on purpose: whether the content is that of an invoice is for the reader to say.
_ROOTS = ROOTS | ENVELOPES


def inspect_xml(data: bytes) -> None:
    """`DocumentRejected`: `too-large`, `unsafe-xml`, `too-complex`, `damaged` (not well-formed), `unsupported-type`
    (XML of another kind)."""
    root = parse(data)
    if root.name not in _ROOTS:
        kind = named(root) or "not an e-invoice"
        raise DocumentRejected("unsupported-type", f"The XML file is {kind}. Forms that are read: {READ}.")
