"""The XML inside a PDF."""

from collections.abc import Generator
from ctypes import c_ulong, create_string_buffer
from typing import Any

from app.domain.errors import DocumentRejected
from app.engine.einvoice.xml import MAX_BYTES

KNOWN_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")  # best first, compared without case
_MOST = 100


def xml_files(pdf: bytes) -> Generator[tuple[str, bytes]]:
    """Names and contents of the attached XML files of at most `MAX_BYTES`, those with the name of an e-invoice first.

    Only names that end in `.xml` are unpacked. `DocumentRejected`: `damaged`, `password-protected`, `too-large`.
    """
    import pypdfium2  # late: heavy, and a bare XML file needs none of it

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentRejected("password-protected", "The PDF opens only with a password.") from error
        raise DocumentRejected("damaged", "The PDF cannot be opened.") from error
    try:
        yield from _contents(document)
    finally:
        document.close()


def _contents(document: Any) -> Generator[tuple[str, bytes]]:
    named = [_named(document, place) for place in range(min(document.count_attachments(), _MOST))]
    for name, attachment in sorted(
        (entry for entry in named if entry[0].endswith(".xml")), key=lambda entry: _rank(entry[0])
    ):
        content = _content(attachment)
        if content:
            yield name, content


def _named(document: Any, place: int) -> tuple[str, Any]:
    """An attachment with its name in lower case; the name is empty when the entry is broken."""
    from pypdfium2 import PdfiumError

    try:
        attachment = document.get_attachment(place)
        return attachment.get_name().strip().lower(), attachment
    except (PdfiumError, UnicodeDecodeError):
        return "", None


def _rank(name: str) -> int:
    return KNOWN_NAMES.index(name) if name in KNOWN_NAMES else len(KNOWN_NAMES)


def _content(attachment: Any) -> bytes:
    """Empty when the PDF names a file that it does not hold."""
    from pypdfium2.raw import FPDFAttachment_GetFile

    size = c_ulong()
    FPDFAttachment_GetFile(attachment, None, 0, size)
    if size.value > MAX_BYTES:
        raise DocumentRejected("too-large", f"The XML in the PDF is larger than {MAX_BYTES // 1024 // 1024} MB.")
    buffer = create_string_buffer(size.value)
    return buffer.raw if FPDFAttachment_GetFile(attachment, buffer, size.value, size) else b""
