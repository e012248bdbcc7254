"""Printed words without a file: rows of text as a text layer or a recognizer would give them."""

from app.domain.reading import Source
from app.engine.words import DocumentText, PageText, Word

COLUMNS = 80
ROWS = 60


def page_of(rows: str, *, number: int = 1, confidence: float = 1.0) -> PageText:
    """A page of typewriter text, 80 columns wide: each character of `rows` has its own place."""
    words = []
    for row, line in enumerate(rows.strip("\n").split("\n")):
        place = 0
        for text in line.split():
            start = line.index(text, place)
            place = start + len(text)
            top = (row + 1) / ROWS
            words.append(
                Word(text, start / COLUMNS, top, place / COLUMNS, top + 0.75 / ROWS, number, confidence=confidence)
            )
    return PageText(number, 210, 297, tuple(words))


def text_of(*pages: str, source: Source = Source.TEXT, confidence: float = 1.0) -> DocumentText:
    """A document of such pages."""
    return DocumentText(
        source, tuple(page_of(rows, number=number, confidence=confidence) for number, rows in enumerate(pages, 1))
    )
