"""Reads pictures and PDFs by looking at them: pages are drawn and recognized, a text layer is never used."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.domain.reading import Found, Point, Polygon, Reading, Source, build_reading
from app.engine import versions
from app.engine.document_reader import find_values
from app.engine.words import DocumentText, PageText

DPI = 200


def look(data: bytes, media_type: str, number: int) -> PageText:
    """The words of one page. `DocumentRejected`: `unreadable-by` for XML, `damaged`."""
    from app.engine.raster import page_picture
    from app.engine.recognize import MAX_SIDE, recognize

    return recognize(page_picture(data, media_type, number, dpi=DPI, max_side=MAX_SIDE), number)


def read_pages(pages: tuple[PageText, ...]) -> Reading:
    """What the words of a document's pages say. `DocumentRejected`: `nothing-to-read` without any."""
    found = find_values(DocumentText(Source.ENGINE, pages))
    return build_reading(
        reader="engine",
        version=versions.ENGINE,
        pages=len(pages),
        found=as_they_lie(found, {page.number: page.turn for page in pages}),
    )


def read(data: bytes, media_type: str, pages: int, progress: Callable[[str], None]) -> Reading:
    """All `pages` of the document, one after the other. `DocumentRejected` as above."""
    looked = []
    for number in range(1, pages + 1):
        progress(f"engine {number}/{pages}")
        looked.append(look(data, media_type, number))
    return read_pages(tuple(looked))


def as_they_lie(found: Iterable[Found], turns: dict[int, int]) -> Iterator[Found]:
    """Places on pages that were turned for reading, told in the page as it is shown: not turned."""
    for item in found:
        evidence = item.evidence
        candidates = tuple(
            each.model_copy(
                update={"polygon": each.polygon and turned_back(each.polygon, turns.get(each.page or 0, 0))}
            )
            for each in evidence.candidates
        )
        polygon = evidence.polygon and turned_back(evidence.polygon, turns.get(evidence.page or 0, 0))
        yield replace(item, evidence=evidence.model_copy(update={"polygon": polygon, "candidates": candidates}))


def turned_back(polygon: Polygon, turn: int) -> Polygon:
    """A box before the page was turned `turn` quarters against the clock; clockwise from its top left again."""
    if turn == 0:
        return polygon
    points: list[Point] = [(x, y) for x, y in polygon]
    for _ in range(turn):
        points = [(round(1 - y, 4), x) for x, y in points]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
