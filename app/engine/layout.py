"""Words to printed rows, columns' pieces and blocks: the order in which a person reads the page."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median

from app.engine.words import DocumentText, PageText, Word

COLUMN_GAP = 1.2
"""A gap wider than this many line heights separates two pieces of a row: word spaces stay below one height, also in
justified and typewriter text, while columns keep further apart."""
BLOCK_GAP = 1.1
"""Rows of one paragraph are at most this many line heights apart."""


@dataclass(frozen=True)
class Segment:
    """Words of one row that stand together, left to right; a cell of a table, or a whole short line."""

    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def page(self) -> int:
        return self.words[0].page

    @cached_property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @cached_property
    def y0(self) -> float:
        return min(word.y0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @cached_property
    def y1(self) -> float:
        return max(word.y1 for word in self.words)

    @property
    def height(self) -> float:
        """Typical height of its words, in parts of the page."""
        return median(word.y1 - word.y0 for word in self.words)

    @property
    def confidence(self) -> float:
        """The weakest word's confidence."""
        return min(word.confidence for word in self.words)


@dataclass(frozen=True)
class Line:
    """One printed row over the whole width of the page: its segments, left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    @cached_property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def page(self) -> int:
        return self.segments[0].page

    @cached_property
    def x0(self) -> float:
        return self.segments[0].x0

    @cached_property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)

    @cached_property
    def y0(self) -> float:
        return min(word.y0 for word in self.words)

    @cached_property
    def y1(self) -> float:
        return max(word.y1 for word in self.words)

    @cached_property
    def height(self) -> float:
        return median(word.y1 - word.y0 for word in self.words)


@dataclass(frozen=True)
class Block:
    """Segments that stand under one another like a paragraph or an address."""

    segments: tuple[Segment, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(segment.text for segment in self.segments)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def page(self) -> int:
        return self.segments[0].page

    @cached_property
    def x0(self) -> float:
        return min(segment.x0 for segment in self.segments)

    @cached_property
    def x1(self) -> float:
        return max(segment.x1 for segment in self.segments)

    @property
    def y0(self) -> float:
        return self.segments[0].y0

    @property
    def y1(self) -> float:
        return self.segments[-1].y1


def document_lines(text: DocumentText) -> tuple[Line, ...]:
    """The rows of all pages, first page first, top to bottom."""
    return tuple(line for page in text.pages for line in page_lines(page))


@lru_cache(maxsize=64)
def page_lines(page: PageText) -> tuple[Line, ...]:
    """The rows of one page, top to bottom. A slight tilt of the page is allowed for.

    Kept for the last pages: fields, items and taxes all ask for the same ones.
    """
    tilt = _tilt(page)
    rows: list[_Row] = []
    for middle, word in sorted(((_middle(word, tilt), word) for word in page.words), key=lambda pair: pair[0]):
        row = _row_of(word, middle, rows)
        if row is None:
            rows.append(row := _Row())
        row.add(word, middle)
    rows.sort(key=lambda row: row.middle)
    return tuple(Line(tuple(_segments(sorted(row.words, key=lambda word: word.x0), page))) for row in rows)


def blocks(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Segments of one page grouped into paragraphs: near, of like height, and with a common edge or middle."""
    open_blocks: list[list[Segment]] = []
    for line in lines:
        for segment in line.segments:
            home = next((block for block in reversed(open_blocks) if _continues(block[-1], segment)), None)
            if home is None:
                open_blocks.append([segment])
            else:
                home.append(segment)
    return tuple(Block(tuple(block)) for block in sorted(open_blocks, key=lambda block: (block[0].y0, block[0].x0)))


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """How much of the shorter of two spans is shared: 0 (apart) to 1 (one inside the other)."""
    shorter = min(a1 - a0, b1 - b0)
    if shorter <= 0:
        return 1.0 if a0 <= b1 and b0 <= a1 else 0.0
    return max(0.0, min(a1, b1) - max(a0, b0)) / shorter


def _middle(word: Word, tilt: float) -> float:
    return (word.y0 + word.y1) / 2 - tilt * (word.x0 + word.x1) / 2


class _Row:
    """A row as it fills up."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._middles: list[float] = []
        self._heights: list[float] = []

    def add(self, word: Word, middle: float) -> None:
        self.words.append(word)
        self._middles.append(middle)  # words come by height, so this stays sorted
        insort(self._heights, word.y1 - word.y0)

    @property
    def middle(self) -> float:
        return self._middles[len(self._middles) // 2]

    @property
    def height(self) -> float:
        return self._heights[len(self._heights) // 2]

    def has_room(self, word: Word) -> bool:
        return not any(overlap(word.x0, word.x1, other.x0, other.x1) > 0.5 for other in self.words)


def _row_of(word: Word, middle: float, rows: list[_Row]) -> _Row | None:
    """The nearest row on whose height the word stands, if it has room for it there."""
    best, best_distance = None, 1.0
    for row in rows[-8:]:  # words come by height: an earlier row cannot be the one
        distance = abs(middle - row.middle)
        reach = min(word.y1 - word.y0, row.height) / 2
        if distance <= reach and distance < best_distance and row.has_room(word):
            best, best_distance = row, distance
    return best


def _tilt(page: PageText) -> float:
    """Fall of the rows over the page's width, in parts of its height: median over neighbouring words."""
    words = sorted(page.words, key=lambda word: (word.x0, word.y0))
    falls = []
    for place, word in enumerate(words):
        height = word.y1 - word.y0
        right = [
            other
            for other in words[place + 1 : place + 60]
            if 0 <= other.x0 - word.x1 < 0.05
            and abs(other.y0 + other.y1 - word.y0 - word.y1) < height
            and abs(other.y1 - other.y0 - height) < 0.2 * height
        ]
        if right:
            nearest = min(right, key=lambda other: other.x0)
            run = (nearest.x0 + nearest.x1 - word.x0 - word.x1) / 2
            falls.append(((nearest.y0 + nearest.y1 - word.y0 - word.y1) / 2) / run)
    return median(falls) if len(falls) >= 10 else 0.0


def _segments(row: list[Word], page: PageText) -> Iterable[Segment]:
    widest = COLUMN_GAP * median(word.y1 - word.y0 for word in row) * page.height
    start = 0
    for place in range(1, len(row)):
        end = max(word.x1 for word in row[start:place])
        if (row[place].x0 - end) * page.width > widest:
            yield Segment(tuple(row[start:place]))
            start = place
    yield Segment(tuple(row[start:]))


def _continues(above: Segment, below: Segment) -> bool:
    height = min(above.height, below.height)
    gap = (below.y0 + below.y1 - above.y0 - above.y1) / 2 - height
    if not -0.3 * height < gap <= BLOCK_GAP * height or max(above.height, below.height) > 1.6 * height:
        return False
    aligned = min(
        abs(above.x0 - below.x0), abs(above.x1 - below.x1), abs(above.x0 + above.x1 - below.x0 - below.x1) / 2
    )
    return aligned <= 2 * height and overlap(above.x0, above.x1, below.x0, below.x1) > 0.3
