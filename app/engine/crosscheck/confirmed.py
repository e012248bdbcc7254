"""Where the page confirms the values by which money goes astray: the places to look at before it is believed."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from app.engine.crosscheck.known import bare
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import State, Verdict
from app.engine.fields.sheet import Piece
from app.engine.sights import Place
from app.engine.vital import is_vital
from app.engine.words import Word, polygon

MOST_PLACES = 3  # of one value: beside its label, and the first others


def confirming(verdicts: Iterable[Verdict], pages: Pages) -> Iterator[Place]:
    """The places of vital values that the page shows as the XML has them. Places on turned pages are those after it."""
    for verdict in verdicts:
        if verdict.state is State.SHOWN and is_vital(verdict.path):
            found = dict.fromkeys(_places(verdict, pages))
            for text, words in list(found)[:MOST_PLACES]:
                yield Place(verdict.path, text, words[0].page, polygon(words))


def _places(verdict: Verdict, pages: Pages) -> Iterator[tuple[str, tuple[Word, ...]]]:
    if verdict.path.startswith("amounts."):
        pieces = _amounts(abs(Decimal(verdict.expected)), pages)
    elif verdict.path.endswith("_date"):
        pieces = _dates(date.fromisoformat(verdict.expected), pages)
    else:
        yield from _codes(bare(verdict.expected), pages)
        return
    for piece in pieces:
        yield piece.text, piece.words


def _amounts(value: Decimal, pages: Pages) -> Iterator[Piece]:
    for item in pages.totals.labelled:
        if abs(item.value) == value:
            yield item.amount.piece
    for amount in pages.amounts:
        if value in {abs(each) for each in (amount.printed.value, *amount.printed.others)}:
            yield amount.piece


def _dates(day: date, pages: Pages) -> Iterator[Piece]:
    sheet = pages.sheet
    for row in range(len(sheet.lines)):
        for piece in sheet.pieces(row):
            for found, place in sheet.find_dates(piece, compact=True):
                if day in (found.value, *found.others):
                    yield place


def _codes(wanted: str, pages: Pages) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """The fewest words side by side that hold a number or name."""
    for line, row in zip(pages.sheet.lines, pages.rows, strict=True):
        if wanted not in row:
            continue
        words = line.words
        for last in range(len(words)):
            first = last
            while first > 0 and wanted not in _joined(words[first : last + 1]):
                first -= 1
            if wanted in _joined(words[first : last + 1]):
                yield " ".join(word.text for word in words[first : last + 1]), tuple(words[first : last + 1])
                break


def _joined(words: Iterable[Word]) -> str:
    return "".join(bare(word.text) for word in words)
