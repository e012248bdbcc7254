"""The words that a PDF itself carries, with their places. No picture is looked at."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.domain.errors import DocumentRejected
from app.domain.reading import Source
from app.engine.words import DocumentText, PageText, Word, damaged_page

LEAST_CHARACTERS = 20
"""A document with less text beside pictures or drawings has no text layer worth the name: a stamp, a page number."""
LEAST_ON_A_SCAN = 100
"""A page that is covered by a picture and has less text than this is a scan: its words are in the picture."""
MOST_UNREADABLE = 0.1
_GRID = 1_000_000  # the library gives places on the page as whole numbers; this many to a side
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st"}


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    rotation: int  # quarter turns of the writing, with the clock
    readable: bool


def read_text_layer(data: bytes, *, only: int | None = None) -> DocumentText:
    """The words of all pages, or of `only` one (from 1). `DocumentRejected`: `damaged` when neither the PDF nor any of
    these pages can be opened, `unreadable-by` when it has no text layer, a garbled one, or pages that are pictures."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise DocumentRejected("damaged", "The PDF cannot be opened.") from error
    try:
        numbers = range(len(document)) if only is None else range(only - 1, only)
        pages = tuple(_page_or_damage(document, index + 1) for index in numbers)
        whole = [page.number - 1 for page in pages if not page.damaged]
        if not whole:
            raise DocumentRejected("damaged", "No page of the PDF can be opened.")
        count = sum(len(word.text) for page in pages for word in page.words)
        stamp = count < LEAST_CHARACTERS and any(_shows_more_than_text(document[i]) for i in whole)
    except pdfium.PdfiumError as error:
        raise DocumentRejected("damaged", "The PDF cannot be read.") from error
    finally:
        document.close()
    if not count or stamp:
        raise DocumentRejected("unreadable-by", "The PDF has no text layer.")
    return DocumentText(Source.TEXT, pages)


def _page_or_damage(document: Any, number: int) -> PageText:
    import pypdfium2 as pdfium

    try:
        page = document[number - 1]
        return _page(page, number) if min(page.get_size()) > 0 else damaged_page(number)
    except (pdfium.PdfiumError, IndexError):
        return damaged_page(number)


def _page(page: Any, number: int) -> PageText:
    characters = list(_characters(page))
    printed = [character for character in characters if not character.text.isspace()]
    if len(printed) < LEAST_ON_A_SCAN and _is_covered_by_picture(page):
        raise DocumentRejected("unreadable-by", f"Page {number} is a picture without a text layer.")
    if sum(not character.readable for character in printed) > MOST_UNREADABLE * len(printed):
        raise DocumentRejected("unreadable-by", f"The text layer of page {number} is garbled.")
    quarter = int(page.get_rotation()) // 90
    upright = -quarter % 4  # writing that is turned against the page's own rotation stands upright on it
    turns = Counter(character.rotation for character in printed)
    usual = turns.most_common(1)[0][0] if turns else upright
    kept = [character for character in characters if character.text.isspace() or character.rotation == usual]
    words = tuple(_word(page, run, number) for run in _runs(kept, -usual % 4))
    width, height = page.get_size()
    rotation = (usual - upright) % 4
    for _ in range(rotation):
        words, width, height = tuple(map(_turned, words)), height, width
    return PageText(number, width, height, words, rotation)


def _turned(word: Word) -> Word:
    """The word after its page was turned a quarter against the clock."""
    return replace(word, x0=word.y0, y0=1 - word.x1, x1=word.y1, y1=1 - word.x0)


def _characters(page: Any) -> Iterator[_Character]:
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    box = pdfium.FS_RECTF()
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        # Half a surrogate pair, or a number that is no character: nothing that could be kept as text.
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
            continue
        rotation = round(pdfium.FPDFText_GetCharAngle(textpage, index) / (math.pi / 2)) % 4
        garbled = text == "\ufffd" or "\ue000" <= text <= "\uf8ff"
        readable = not garbled and not pdfium.FPDFText_HasUnicodeMapError(textpage, index)
        yield _Character(text, box.left, box.bottom, box.right, box.top, rotation, readable)
    textpage.close()


def _runs(characters: list[_Character], quarter: int) -> Iterator[list[_Character]]:
    """Characters that follow one another without a space, a jump or a new row."""
    run: list[_Character] = []
    for character in characters:
        if character.text.isspace() or character.text in "\x02\xad" or not character.text.isprintable():
            if run:
                yield run
            run = []
            continue
        if run and not _follows(run[-1], character, quarter):
            yield run
            run = []
        run.append(character)
    if run:
        yield run


def _follows(before: _Character, after: _Character, quarter: int) -> bool:
    """True when `after` stands right behind `before` in the direction of writing."""
    if quarter % 2:
        size = max(before.right - before.left, 0.1)
        gap = after.bottom - before.top if quarter == 1 else before.bottom - after.top
        shift = abs(after.left - before.left)
    else:
        size = max(before.top - before.bottom, 0.1)
        gap = after.left - before.right if quarter == 0 else before.left - after.right
        shift = abs(after.bottom - before.bottom)
    return -size < gap < 0.3 * size and shift < 0.6 * size


def _word(page: Any, run: list[_Character], number: int) -> Word:
    left, right = min(character.left for character in run), max(character.right for character in run)
    bottom, top = min(character.bottom for character in run), max(character.top for character in run)
    (ax, ay), (bx, by) = _on_page(page, left, bottom), _on_page(page, right, top)
    text = "".join(_LIGATURES.get(character.text, character.text) for character in run)
    return Word(text, min(ax, bx), min(ay, by), max(ax, bx), max(ay, by), number)


def _on_page(page: Any, x: float, y: float) -> tuple[float, float]:
    """A place in the PDF's own coordinates as parts of the page that is shown, from the top left."""
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value / _GRID, down.value / _GRID


def _is_covered_by_picture(page: Any) -> bool:
    """By one, or by several side by side."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    covered = 0.0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return bool(covered > 0.5 * width * height)


def _shows_more_than_text(page: Any) -> bool:
    """True when something is drawn that could hold words of its own: a picture, lines, a form."""
    import pypdfium2.raw as pdfium

    return any(shape.type != pdfium.FPDF_PAGEOBJ_TEXT for shape in page.get_objects(max_depth=1))
