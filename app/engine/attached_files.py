"""The files inside a document: attached to a PDF, or embedded in the XML of an e-invoice (BT-125)."""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.domain.attached import AttachedFile
from app.domain.errors import DocumentRejected
from app.engine.einvoice import hybrid, signed
from app.engine.einvoice.attachment import attachments
from app.engine.einvoice.envelope import Source, invoices_in
from app.engine.einvoice.xml import Node
from app.engine.sniff import sniff

MOST = 200  # files of one document that are listed
MAX_BYTES = 50 * 1024 * 1024  # of one
_MAX_BYTES_LOOKED_AT = 200 * 1024 * 1024  # of all together
_EMBEDDED = frozenset({"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"})
_NAMED = ("DocumentDescription", "Name", "ID", "IssuerAssignedID")
UNKNOWN = "application/octet-stream"


class _Opened(Protocol):
    def __call__(self) -> bytes: ...


@dataclass(frozen=True)
class _File:
    name: str
    description: str
    inside: str
    content: _Opened


def list_files(data: bytes, media_type: str) -> list[AttachedFile]:
    """Up to `MOST` files, in an order that stays. Those that cannot be unpacked are listed with no bytes.
    `DocumentRejected` when the document itself cannot be opened."""
    found: list[AttachedFile] = []
    left = _MAX_BYTES_LOOKED_AT
    for number, file in enumerate(_files(data, media_type), start=1):
        if number > MOST or left <= 0:
            break
        content = _content(file)
        left -= len(content)
        found.append(
            AttachedFile(
                number=number,
                name=file.name or None,
                description=file.description or None,
                media_type=_kind(content),
                size=len(content),
                inside=file.inside,
            )
        )
    return found


def open_file(data: bytes, media_type: str, number: int) -> bytes:
    """The bytes of a listed file. `DocumentRejected`: `no-such-file`, `damaged`, `too-large`."""
    for place, file in enumerate(_files(data, media_type), start=1):
        if place == number <= MOST:
            content = file.content()
            if len(content) > MAX_BYTES:
                raise DocumentRejected("too-large", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
            return content
    raise DocumentRejected("no-such-file", "The document holds no such file.")


def _files(data: bytes, media_type: str) -> Iterator[_File]:
    match media_type:
        case "application/pdf":
            for each in attachments(data):
                yield _File(each.name, each.description, "pdf", partial(each.content, most=MAX_BYTES + 1))
            sources, _ = hybrid.invoices_of(data)
        case "application/xml" | signed.MEDIA_TYPE:
            sources = invoices_in(signed.xml_of(data, media_type))
        case _:
            return
    yield from _embedded(sources)


def _embedded(sources: list[Source]) -> Iterator[_File]:
    for source in sources:
        waiting = [(source.root, source.root)]
        while waiting:
            node, reference = waiting.pop()
            if node.name in _EMBEDDED and node.text:
                yield _embedded_file(node, reference)
            # UBL has one more element between the reference and the file than CII.
            inner = reference if node.name == "Attachment" else node
            waiting.extend((child, inner) for child in reversed(node.children))


def _embedded_file(file: Node, reference: Node) -> _File:
    told = reference.first(*_NAMED)
    name = file.attributes.get("filename", "").strip()
    return _File(name[:200], told.text[:200] if told else "", "xml", partial(_decoded, file.text))


def _decoded(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text)
    except binascii.Error as error:
        raise DocumentRejected("damaged", "The file is not well encoded.") from error


def _content(file: _File) -> bytes:
    try:
        return file.content()
    except DocumentRejected:
        return b""


def _kind(content: bytes) -> str:
    try:
        return sniff(content).media_type
    except DocumentRejected:
        return UNKNOWN
