"""Reads pictures and PDFs by looking at them: pages are drawn and recognized, a text layer is never used."""

from collections.abc import Callable

from app.domain.errors import DocumentRejected
from app.domain.readers import ENGINE
from app.domain.reading import Reading, Source
from app.engine.document_reader import read_document
from app.engine.words import DocumentText, PageText, damaged_page

DPI = 200


def look(data: bytes, media_type: str, number: int) -> PageText:
    """The words of one page, a damaged one too. `DocumentRejected`: `unreadable-by` for XML."""
    from app.engine.raster import page_picture
    from app.engine.recognize import MAX_SIDE, recognize

    try:
        picture = page_picture(data, media_type, number, dpi=DPI, max_side=MAX_SIDE)
    except DocumentRejected as error:
        if error.code != "damaged":
            raise
        return damaged_page(number)
    return recognize(picture, number)


def read_pages(pages: tuple[PageText, ...]) -> Reading:
    """What the words of a document's pages say. `DocumentRejected`: `nothing-to-read` without any, `damaged`."""
    return read_document(DocumentText(Source.ENGINE, pages), reader=ENGINE.name, version=ENGINE.version)


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """All `pages` of the document, one after the other. `DocumentRejected` as above."""
    looked = []
    for number in range(1, pages + 1):
        progress(f"engine {number}/{pages}")
        looked.append(look(data, media_type, number))
    return read_pages(tuple(looked))
