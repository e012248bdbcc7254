"""The invoices in an XML: its root, or what envelopes of transport hold, in elements or as text inside them."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.errors import DocumentRejected
from app.engine.einvoice.formats import READ, UNREAD, format_of, named
from app.engine.einvoice.xml import Node, Parsed, parse_with_rest

ENVELOPES = frozenset({"StandardBusinessDocument", "AttachedDocument", "Envelope"})
"""Roots that hold other documents: SBDH, UBL (also what DIAN sends), SOAP."""

_MAX_DEPTH = 3  # envelopes in one another
_MAX_INNER = 20  # documents as text inside one
_XML = re.compile(r"[\ufeff\s]*<[A-Za-z_?!]")
_BASE64_OF_XML = re.compile(r"\s*(PD9|PEF|PEN|PEl|PGN|PG5|PHJ|77u/PD)")  # of <? <A <C <I <c <n <r and the UTF-8 mark


@dataclass(frozen=True)
class Source:
    """An invoice as XML, and where it was: `name` of the attached file, empty for the document itself. `left_out`:
    what stood around it and does not belong to it, in words."""

    root: Node
    xml: bytes
    name: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.name or "the XML"


def invoices_in(xml: bytes, *, name: str = "") -> list[Source]:
    """Every invoice in the XML, at least one. `DocumentRejected`: as `parse`; `not-an-invoice` for a document of
    another kind, `unreadable-by` for XML that is not known here."""
    parsed = parse_with_rest(xml)
    found = [
        Source(root, inner, name, left_out=_left_out(parsed)) for root, inner in _invoices(parsed.root, xml, depth=0)
    ]
    if not found:
        raise _refusal(parsed.root)
    return [*found, *_behind(parsed, name)]


def _refusal(root: Node) -> DocumentRejected:
    kind = named(root)
    if kind:
        code = "unreadable-by" if root.name in UNREAD else "not-an-invoice"
        return DocumentRejected(code, f"The XML is {kind}, which is not read. Forms that are: {READ}.")
    if root.name in ENVELOPES:
        return DocumentRejected("not-an-invoice", f"The XML is an envelope without an invoice. Forms read: {READ}.")
    unknown = f"of a kind that is not known here ({root.name[:60]})"
    return DocumentRejected("unreadable-by", f"The XML is {unknown}, not an invoice. Forms read: {READ}.")


def _left_out(parsed: Parsed) -> tuple[str, ...]:
    places = (("before", parsed.before), ("behind", parsed.behind))
    return tuple(f"What stands {place} the XML in its file was left out." for place, text in places if text)


def _behind(parsed: Parsed, name: str) -> list[Source]:
    """An XML behind the XML may be another invoice."""
    try:
        return invoices_in(parsed.behind.encode(), name=name) if _XML.match(parsed.behind) else []
    except DocumentRejected:
        return []  # it is told as what was left out


def _invoices(root: Node, xml: bytes, *, depth: int) -> list[tuple[Node, bytes]]:
    form = format_of(root)
    if form:
        return [(document, xml) for document in form.documents(root)]
    if named(root) or depth > _MAX_DEPTH:
        return []
    found: list[tuple[Node, bytes]] = []
    left = _MAX_INNER
    for node in _inside(root):
        if form := format_of(node):
            found += [(document, xml) for document in form.documents(node)]
        elif left and (inner := _document_in(node.text)):
            left -= 1
            found += _unwrapped(inner, depth=depth + 1)
    return found


def _unwrapped(xml: bytes, *, depth: int) -> list[tuple[Node, bytes]]:
    try:
        return _invoices(parse_with_rest(xml).root, xml, depth=depth)
    except DocumentRejected as error:
        if error.code == "damaged":
            return []  # a text that only looks like XML
        raise


def _inside(root: Node) -> Iterator[Node]:
    """Every element below, but none inside an invoice, in the order of the document."""
    waiting = [*reversed(root.children)]
    while waiting:
        node = waiting.pop()
        yield node
        if not format_of(node):
            waiting.extend(reversed(node.children))


def _document_in(text: str) -> bytes | None:
    """The text, when it is XML, plain or in base64."""
    if _XML.match(text):
        return text.encode()
    if not _BASE64_OF_XML.match(text):
        return None
    try:
        data = binascii.a2b_base64(text)
    except binascii.Error:
        return None
    return data if _XML.match(data[:100].decode("utf-8", "replace")) else None
