"""The printed words of one page, or of a part of it, for a person who points at them."""

from collections.abc import Iterable, Iterator

from app.domain.reading import PageWord, Polygon, Region
from app.engine.shown_words import page_word, words_of_page
from app.engine.turned import turned_back
from app.engine.words import polygon

REGION_DPI = 300  # a part of a page is looked at more closely than the whole
MARGIN = 0.01  # of the page, around a region: letters at its edge are seen whole


def words_of_text_layer(data: bytes, page: int, region: Region | None) -> list[PageWord]:
    """`DocumentRejected` `unreadable-by` when the PDF has no text layer worth the name."""
    from app.engine.text_layer import read_text_layer

    pages = read_text_layer(data).pages
    return list(_inside((word for one in pages if one.number == page for word in words_of_page(one)), region))


def words_of_region(data: bytes, media_type: str, page: int, region: Region) -> list[PageWord]:
    """By looking at this part of the page alone, more closely than at the whole."""
    from app.engine.raster import page_picture
    from app.engine.recognize import recognize

    picture = page_picture(data, media_type, page, dpi=REGION_DPI)
    part = _with_margin(region)
    left, right = part.left * picture.width, part.right * picture.width
    top, bottom = part.top * picture.height, part.bottom * picture.height
    picture = picture.crop((int(left), int(top), max(int(right), int(left) + 1), max(int(bottom), int(top) + 1)))
    read = recognize(picture, page)
    found = (page_word(word, _placed(turned_back(polygon((word,)), read.rotation), part)) for word in read.words)
    return list(_inside(found, region))


def _placed(place: Polygon, part: Region) -> Polygon:
    """A place on a part of the page, told on the whole page."""
    width, height = part.right - part.left, part.bottom - part.top
    return tuple((round(part.left + x * width, 4), round(part.top + y * height, 4)) for x, y in place)


def _with_margin(region: Region) -> Region:
    return Region(
        max(0.0, region.left - MARGIN),
        max(0.0, region.top - MARGIN),
        min(1.0, region.right + MARGIN),
        min(1.0, region.bottom + MARGIN),
    )


def _inside(words: Iterable[PageWord], region: Region | None) -> Iterator[PageWord]:
    for word in words:
        x = sum(x for x, _ in word.polygon) / len(word.polygon)
        y = sum(y for _, y in word.polygon) / len(word.polygon)
        if region is None or (region.left <= x <= region.right and region.top <= y <= region.bottom):
            yield word
