"""Reads electronic invoices: a PDF that carries its XML, or the XML alone."""

from collections.abc import Callable
from contextlib import closing

from app.domain.errors import DocumentRejected
from app.domain.reading import Reading, build_reading
from app.engine import versions
from app.engine.einvoice import attachment, cii, form, ubl
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node, parse

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_ENVELOPE = "StandardBusinessDocument"
_OTHER_KINDS = {
    "SCRDMCCBDACIOMessageStructure": "an order (Order-X)",
    "Order": "an order",
    "OrderResponse": "an answer to an order",
    "DespatchAdvice": "a despatch advice",
    "ApplicationResponse": "an answer to a message",
    "Reminder": "a reminder",
}


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """The values of the XML, digit for digit.

    `DocumentRejected`: `unreadable-by` when there is no XML of an invoice, `nothing-to-read` when it is empty, and
    `damaged`, `unsafe-xml`, `too-complex`, `too-large`, `password-protected` for XML or a PDF that cannot be used.
    """
    progress("einvoice")
    if media_type == "application/xml":
        root, xml, name = _invoice(parse(data)), data, ""
    else:
        root, xml, name = _from_pdf(data, media_type)
    found = Findings()
    if _is_cii(root):
        cii.read(root, found)
    else:
        ubl.read(root, found)
    reading = build_reading(reader="einvoice", version=versions.EINVOICE, pages=pages, found=found.found)
    if not reading.evidence:
        raise DocumentRejected("nothing-to-read", "The XML of the invoice holds no values.")
    in_pdf = form.faults_of_pdf(data, root, file_name=name) if name else iter(())
    return reading.model_copy(update={"checks": form.checks(root, xml, in_pdf)})


def _from_pdf(data: bytes, media_type: str) -> tuple[Node, bytes, str]:
    """Root, bytes and name of the first attached XML that is an invoice; else what was wrong with the first."""
    if media_type != "application/pdf":
        raise DocumentRejected("unreadable-by", "Only a PDF or an XML file can hold an electronic invoice.")
    problems = []
    with closing(attachment.xml_files(data)) as files:
        for name, xml in files:
            try:
                return _invoice(parse(xml)), xml, name
            except DocumentRejected as error:
                problems.append(error)
    raise problems[0] if problems else DocumentRejected("unreadable-by", "The PDF has no XML of an invoice inside.")


def _invoice(root: Node) -> Node:
    """The element that is the invoice: the root, or what a transport envelope holds."""
    candidates = root.children if root.name == _ENVELOPE else [root]
    for node in candidates:
        if _is_cii(node) or _is_ubl(node):
            return node
    kind = _OTHER_KINDS.get(root.name, f"of a kind that is not known here ({root.name[:60]})")
    raise DocumentRejected("unreadable-by", f"The XML is {kind}, not an invoice in CII or UBL.")


def _is_cii(node: Node) -> bool:
    """By its head, for the root has had three names; orders have the same head under another root."""
    named = node.name in ("CrossIndustryInvoice", "CrossIndustryDocument")
    return named or (node.name == "Invoice" and any(node.all(name) for name in cii.DOCUMENT))


def _is_ubl(node: Node) -> bool:
    """Other standards name their root `Invoice` too: the namespace tells, or parts that only UBL calls so."""
    if node.name not in ("Invoice", "CreditNote"):
        return False
    parts = ("AccountingSupplierParty", "LegalMonetaryTotal", f"{node.name}Line")
    return any(_UBL in uri for uri in node.attributes.values()) or any(node.all(part) for part in parts)
