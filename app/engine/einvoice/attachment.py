"""The XML inside a PDF."""

from collections.abc import Generator
from ctypes import c_ulong
from typing import Any

from app.domain.errors import DocumentRejected
from app.engine.einvoice.xml import MAX_BYTES

KNOWN_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")  # best first, compared without case
_MOST = 100


def xml_files(pdf: bytes) -> Generator[bytes]:
    """The attached XML files of at most `MAX_BYTES`, those with the name of an e-invoice first.

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


def _contents(document: Any) -> Generator[bytes]:
    from pypdfium2 import PdfiumError

    found = []
    for place in range(min(document.count_attachments(), _MOST)):
        try:
            attachment = document.get_attachment(place)
            name = attachment.get_name().strip().lower()
            if name.endswith(".xml"):
                found.append((_rank(name), place, attachment))
        except PdfiumError:
            continue  # an entry without a name or file is no invoice
    for _, _, attachment in sorted(found, key=lambda entry: entry[:2]):
        if _size(attachment):
            yield bytes(attachment.get_data())


def _size(attachment: Any) -> int:
    from pypdfium2.raw import FPDFAttachment_GetFile

    size = c_ulong()
    FPDFAttachment_GetFile(attachment, None, 0, size)
    if size.value > MAX_BYTES:
        raise DocumentRejected("too-large", f"The XML in the PDF is larger than {MAX_BYTES // 1024 // 1024} MB.")
    return size.value


def _rank(name: str) -> int:
    return KNOWN_NAMES.index(name) if name in KNOWN_NAMES else len(KNOWN_NAMES)
