"""Opens PDF files with PDFium, which must be used by one thread alone: in the worker process that is always so."""

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from app.domain.errors import DocumentRejected


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """The document, opened without a password (or with an empty one: then it is only locked for its owner).

    `DocumentRejected`: `password-protected`, or `damaged` beyond what PDFium repairs. Close it after use.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # PDFium keeps the number of an earlier error when it has none for this one.
        locked = error.err_code in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY) and b"/Encrypt" in data
        if locked:
            raise DocumentRejected("password-protected", "The PDF file needs a password.") from error
        raise DocumentRejected("damaged", "The PDF file is damaged: it does not open.") from error
