"""Decides whether a PDF file is taken. Nothing is drawn; the file is not believed about its own size."""

import time

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from app.domain.errors import DocumentRejected
from app.engine.pdf_file import open_pdf
from app.engine.pdf_streams import check_streams

MAX_PAGES = 3_000
MAX_POINTS = 9_000
# Going through the content of a page is where an overloaded page shows itself: as many pages as fit into this time are
# tried. One that takes longer than the whole inspection may is stopped from outside.
_TRIAL_SECONDS = 0.3


def inspect_pdf(data: bytes) -> int:
    """The number of pages. `DocumentRejected`: `password-protected`, `damaged`, `too-many-pages`, `too-large`,
    `too-many-pixels`, `too-complex`, `unsupported-form`."""
    with open_pdf(data) as document:
        pages = len(document)
        if pages == 0:
            raise DocumentRejected("damaged", "The PDF file has no page.")
        if pages > MAX_PAGES:
            raise DocumentRejected("too-many-pages", f"A PDF file may have {MAX_PAGES:,} pages.")
        if document.get_formtype() == pdfium_raw.FORMTYPE_XFA_FULL:
            raise DocumentRejected(
                "unsupported-form", "The PDF file is an XFA form: its pages exist in Adobe's programs only."
            )
        whole = _whole_pages(document)
        check_streams(document)
        _try_pages(document, whole)
    return pages


def _whole_pages(document: pdfium.PdfDocument) -> list[int]:
    """Indices of the pages that the file really holds and that have a size. The others are named when the document is
    read: what is on the good ones is not given up for them."""
    found = []
    for index in range(len(document)):
        try:
            size = document.get_page_size(index)
        except pdfium.PdfiumError:
            continue
        if max(size) > MAX_POINTS:
            raise DocumentRejected("too-large", f"A page may be {MAX_POINTS:,} points wide and high.")
        if min(size) > 0:
            found.append(index)
    return found


def _try_pages(document: pdfium.PdfDocument, numbers: list[int]) -> None:
    """`damaged` when none of them can be opened."""
    until = time.process_time() + _TRIAL_SECONDS
    opened = False
    for index in numbers:
        try:
            document[index].close()
        except pdfium.PdfiumError:
            continue
        opened = True
        if time.process_time() > until:
            return
    if not opened:
        raise DocumentRejected("damaged", "No page of the PDF file can be opened: the file is damaged.")
