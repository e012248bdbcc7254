"""From the bytes of a hybrid PDF to the comparison of its pages with its XML."""

import time
from collections.abc import Iterator
from typing import Any

from app.domain.checks import Check
from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.reading import Source
from app.engine.crosscheck.compare import compare
from app.engine.pdf_file import open_pdf
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText, PageText

_FIRST, _LAST = 6, 4
"""Pages of a long document that are looked at: numbers and parties stand on the first, totals on the last."""
_SECONDS = 5.0
_DEPTH = 3  # of drawings inside drawings


def compare_pages(data: bytes, invoice: Invoice, pages: int) -> tuple[Check, ...]:
    """What the pages show against the values of the XML. `DocumentRejected` `unreadable-by`: they have no text layer,
    and have to be recognized."""
    numbers = sorted({*range(1, min(_FIRST, pages) + 1), *range(max(1, pages - _LAST + 1), pages + 1)})
    printed = tuple(_printed(data, numbers))
    if not printed:
        raise DocumentRejected("unreadable-by", "The pages are pictures without a text layer.")
    return compare(invoice, DocumentText(Source.TEXT, printed))


def compare_recognized(invoice: Invoice, pages: tuple[PageText, ...]) -> tuple[Check, ...]:
    """The same of pages that were recognized: the first and the last are enough."""
    found = compare(invoice, DocumentText(Source.ENGINE, pages))
    return _placed(found, {page.number: page.turn for page in pages})


def _printed(data: bytes, numbers: list[int]) -> Iterator[PageText]:
    """The pages that have a text layer and show it, as long as there is time."""
    end = time.monotonic() + _SECONDS
    for number in _visible(data, numbers):
        if time.monotonic() > end:
            return
        try:
            yield from read_text_layer(data, only=number).pages
        except DocumentRejected:
            continue


def _visible(data: bytes, numbers: list[int]) -> list[int]:
    """Without pages whose text is not drawn: such words lie under a picture, and need not be those that it shows."""
    with open_pdf(data) as document:
        return [number for number in numbers if _draws_its_text(document, number)]


def _draws_its_text(document: Any, number: int) -> bool:
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_raw

    drawn = hidden = 0
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return False  # damaged
    for text in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEPTH):
        invisible = pdfium_raw.FPDFTextObj_GetTextRenderMode(text.raw) == pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
        hidden, drawn = hidden + invisible, drawn + (not invisible)
    return drawn >= hidden


def _placed(checks: tuple[Check, ...], turns: dict[int, int]) -> tuple[Check, ...]:
    """Without places on pages that were turned to be read: shown as it lies, they would point elsewhere."""
    return tuple(
        check.model_copy(update={"polygon": None}) if turns.get(check.page or 0) else check for check in checks
    )
