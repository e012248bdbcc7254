"""Printed words with their places: what the text layer and the recognizers give, and all that field reading knows."""

from dataclasses import dataclass

from app.domain.reading import Found, Polygon, Source

LONGEST_WORD = 400
"""Signs. Addresses of the web and seals of tax offices have up to 350."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of text without spaces. Box in parts of the page (0-1), origin at the top left, page upright."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    page: int  # from 1
    confidence: float = 1.0  # of the recognizer; 1.0 from a text layer

    def __post_init__(self) -> None:
        """No word is longer than `LONGEST_WORD`, wherever it comes from: what is longer is no word, and cut."""
        if len(self.text) > LONGEST_WORD:
            object.__setattr__(self, "text", self.text[:LONGEST_WORD])


@dataclass(frozen=True, slots=True)
class PageText:
    """One page, upright. Width and height in any one unit: they carry the aspect ratio.

    `rotation` is the number of quarter turns against the clock that brought it upright; places are those after it.
    `damaged`: the page cannot be drawn or opened; it has no words then, whatever is printed on it.
    `unread`: it was looked at, and most of its print is in letters that nobody here reads.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rotation: int = 0
    damaged: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class DocumentText:
    """`told`: what a service that gave the words says of values by itself, its rows of items as `lines.N.*` in printed
    order: evidence like what rules say, and no more. `fragments`: the words are those around what is told alone, and
    what else stands on the pages is not known."""

    source: Source  # TEXT, ENGINE or TEXTRACT
    pages: tuple[PageText, ...]
    told: tuple[Found, ...] = ()
    fragments: bool = False

    @property
    def recognized(self) -> bool:
        """Whether its words come from a picture, and may be misread."""
        return self.source in (Source.ENGINE, Source.TEXTRACT)

    def of(self, pages: tuple[PageText, ...]) -> "DocumentText":
        """Some of its pages, and what is told of them."""
        numbers = {page.number for page in pages}
        told = tuple(item for item in self.told if (item.evidence.page or 1) in numbers)
        return DocumentText(self.source, pages, told, self.fragments)


def damaged_page(number: int) -> PageText:
    """What stands for a page that is there and cannot be read."""
    return PageText(number, 1.0, 1.0, (), damaged=True)


def polygon(words: tuple[Word, ...]) -> Polygon:
    """The box around words of one page, clockwise from the top left, rounded to what a screen can show."""
    x0, y0 = min(word.x0 for word in words), min(word.y0 for word in words)
    x1, y1 = max(word.x1 for word in words), max(word.y1 for word in words)
    left, top, right, bottom = (round(min(1.0, max(0.0, side)), 4) for side in (x0, y0, x1, y1))
    return ((left, top), (right, top), (right, bottom), (left, bottom))
