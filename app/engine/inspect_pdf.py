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
        _judge_sizes(document)
        check_streams(document)
        _try_pages(document)
    return pages


def _judge_sizes(document: pdfium.PdfDocument) -> None:
    for index in range(len(document)):
        try:
            size = document.get_page_size(index)
        except pdfium.PdfiumError as error:
            raise DocumentRejected("damaged", f"Page {index + 1} of the PDF file is damaged.") from error
        if max(size) > MAX_POINTS:
            raise DocumentRejected("too-large", f"A page may be {MAX_POINTS:,} points wide and high.")


def _try_pages(document: pdfium.PdfDocument) -> None:
    until = time.process_time() + _TRIAL_SECONDS
    for index in range(len(document)):
        try:
            document[index].close()
        except pdfium.PdfiumError as error:
            raise DocumentRejected("damaged", f"Page {index + 1} of the PDF file is damaged.") from error
        if time.process_time() > until:
            return
