"""From the bytes of a hybrid PDF to the comparison of its pages with its XML."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.checks import Check
from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.reading import Source
from app.engine.crosscheck.compare import compare, compare_and_place
from app.engine.crosscheck.compared import Compared
from app.engine.look_closely import shows_anything
from app.engine.pdf_file import open_pdf
from app.engine.sights import Place
from app.engine.text_layer import read_text_layer
from app.engine.turned import turned_back
from app.engine.vital import SAMPLE, SAMPLES
from app.engine.words import DocumentText, PageText, polygon

_FIRST, _LAST = 6, 4
"""Pages of a long document that are looked at: numbers and parties stand on the first, totals on the last."""
_SECONDS = 5.0
_DEPTH = 3  # of drawings inside drawings


def compare_pages(data: bytes, invoice: Invoice, pages: int) -> Compared:
    """What the text of the pages says against the values of the XML. `DocumentRejected` `unreadable-by`: they have no
    text layer, and have to be recognized."""
    numbers = sorted({*range(1, min(_FIRST, pages) + 1), *range(max(1, pages - _LAST + 1), pages + 1)})
    printed = tuple(_printed(data, numbers))
    if not printed:
        raise DocumentRejected("unreadable-by", "The pages are pictures without a text layer.")
    checks, places = compare_and_place(invoice, DocumentText(Source.TEXT, printed))
    placed = tuple(_as_they_lie((*places, *_samples(printed, {place.page for place in places})), printed))
    silent = {page.number for page in printed if not page.words} | {*numbers} - {page.number for page in printed}
    pictures = tuple(number for number in sorted(silent) if shows_anything(data, number))
    left_out = tuple(number for number in range(1, pages + 1) if number not in numbers)
    return Compared(checks, placed, pictures, left_out)


def _samples(pages: Iterable[PageText], confirmed: set[int]) -> Iterator[Place]:
    """Some long words of each page that confirms nothing by itself: whether it shows its text at all."""
    for page in pages:
        if page.number not in confirmed:
            for word in sorted(page.words, key=lambda word: len(word.text), reverse=True)[:SAMPLES]:
                yield Place(SAMPLE, word.text, page.number, polygon((word,)))


def _as_they_lie(places: Iterable[Place], pages: Iterable[PageText]) -> Iterator[Place]:
    turns = {page.number: page.rotation for page in pages}
    for place in places:
        yield replace(place, polygon=turned_back(place.polygon, turns[place.page]))


def compare_recognized(invoice: Invoice, pages: tuple[PageText, ...]) -> tuple[Check, ...]:
    """The same of pages that were recognized: the first and the last are enough."""
    found = compare(invoice, DocumentText(Source.ENGINE, pages))
    return _placed(found, {page.number: page.rotation for page in pages})


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
