"""Words to printed rows, columns' pieces and blocks: the order in which a person reads the page."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median

from app.engine.words import DocumentText, PageText, Word

COLUMN_GAP = 1.2
"""A gap wider than this many line heights separates two pieces of a row: word spaces stay below one height, also in
justified and typewriter text, while columns keep further apart."""
RUN_GAP = 0.8
"""Words with a smaller gap, in line heights, are of one row before anything else is looked at."""
ROW_REACH = 0.4
"""Words are of one row when their middles are at most this many line heights apart."""
_LONGEST_ROW = 300
"""Words: no printed row has as many. What more stands at its height is another row."""
_MOST_BLOCKS = 500
"""That a segment may go on with, the last ones: no page has as many."""
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

    @cached_property
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
    """The rows of one page, top to bottom. A slight tilt of the page, and a view from an angle, are allowed for.

    Kept for the last pages: fields, items and taxes all ask for the same ones.
    """
    skew = _skew(page)
    rows: list[_Row] = []
    for run in sorted(_runs(page, skew), key=lambda run: run.middle):
        row = _row_of(run, rows)
        if row is None:
            rows.append(run)
        else:
            row.take(run)
    rows.sort(key=lambda row: row.middle)
    return tuple(Line(tuple(_segments(sorted(row.words, key=lambda word: word.x0), page))) for row in rows)


def blocks(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Segments of one page grouped into paragraphs: near, of like height, and with a common edge or middle."""
    open_blocks: list[list[Segment]] = []
    for line in lines:
        for segment in line.segments:
            home = next(
                (block for block in reversed(open_blocks[-_MOST_BLOCKS:]) if _continues(block[-1], segment)), None
            )
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


class _Row:
    """A row as it fills up."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._middles: list[float] = []
        self._heights: list[float] = []

    def add(self, word: Word, middle: float) -> None:
        self.words.append(word)
        insort(self._middles, middle)
        insort(self._heights, word.y1 - word.y0)

    def take(self, run: "_Row") -> None:
        for word, middle in zip(run.words, run._middles, strict=True):  # which is whose does not matter
            self.add(word, middle)

    @property
    def middle(self) -> float:
        return self._middles[len(self._middles) // 2]

    @property
    def height(self) -> float:
        return self._heights[len(self._heights) // 2]

    def has_room(self, run: "_Row") -> bool:
        return len(self.words) + len(run.words) <= _LONGEST_ROW and not any(
            overlap(word.x0, word.x1, other.x0, other.x1) > 0.5 for word in run.words for other in self.words
        )

    def goes_on_with(self, word: Word, middle: float, shape: float) -> bool:
        """True when the word stands right behind, at the same height. `shape`: the page's height over its width."""
        if len(self.words) >= _LONGEST_ROW:
            return False
        gap = (word.x0 - self.words[-1].x1) / shape
        return -0.5 * self.height < gap < RUN_GAP * self.height and abs(middle - self.middle) < 0.25 * self.height


def _runs(page: PageText, skew: "_Skew") -> list[_Row]:
    """Words that follow one another closely: they are of one row, also where the rows of a neighbouring column stand at
    half their height."""
    runs: list[_Row] = []
    shape = page.height / page.width
    for word in sorted(page.words, key=lambda word: word.x0):
        middle = skew.middle(word)
        run = next((run for run in reversed(runs[-40:]) if run.goes_on_with(word, middle, shape)), None)
        if run is None:
            runs.append(run := _Row())
        run.add(word, middle)
    return runs


def _row_of(run: _Row, rows: list[_Row]) -> _Row | None:
    """The nearest row at whose height the words stand, if it has room for them there."""
    best, best_distance = None, 1.0
    for row in rows[-8:]:  # they come by height: an earlier row cannot be the one
        distance = abs(run.middle - row.middle)
        reach = ROW_REACH * min(run.height, row.height)
        if distance <= reach and distance < best_distance and row.has_room(run):
            best, best_distance = row, distance
    return best


MOST_GROWTH = 0.5  # of a page that can be read at all


@dataclass(frozen=True)
class _Skew:
    """How far the rows of a page run down to the right, in parts of its height over its width: all alike on one that
    was laid down askew, some more than others on one that was seen from an angle."""

    at_top: float = 0.0
    growth: float = 0.0  # from the top of the page to its foot

    def middle(self, word: Word) -> float:
        """Height of the word where its row crosses the middle of the page."""
        right = (word.x0 + word.x1 - 1) / 2
        return ((word.y0 + word.y1) / 2 - self.at_top * right) / (1 + self.growth * right)


def _skew(page: PageText) -> _Skew:
    """Medians over neighbouring words, so that a few that are no neighbours do no harm."""
    skews = list(_skews(page))
    if len(skews) < 10:
        return _Skew()
    step = max(1, len(skews) // 60)
    some = skews[::step]
    growths = [(b - a) / (y - x) for place, (x, a) in enumerate(some) for y, b in some[place + 1 :] if y - x > 0.15]
    growth = median(growths) if len(growths) >= 30 else 0.0
    growth = min(max(growth, -MOST_GROWTH), MOST_GROWTH)
    return _Skew(median(skew - growth * height for height, skew in skews), growth)


def _skews(page: PageText) -> Iterator[tuple[float, float]]:
    """Heights on the page, top to bottom, and the skew there, from each word to the nearest of like height right of
    it."""
    words = sorted(page.words, key=_height_of_middle)
    middles = [_height_of_middle(word) for word in words]
    for word, middle in zip(words, middles, strict=True):
        height = word.y1 - word.y0
        first, end = bisect_right(middles, middle - height / 2), bisect_left(middles, middle + height / 2)
        near = words[first : min(end, first + _LONGEST_ROW)]
        right = [
            other
            for other in near
            if 0 <= other.x0 - word.x1 < 0.05
            and abs(other.y1 - other.y0 - height) < 0.2 * height
            and other.x0 + other.x1 > word.x0 + word.x1  # words without a width have no skew between them
        ]
        if right:
            nearest = min(right, key=lambda other: other.x0)
            run = (nearest.x0 + nearest.x1 - word.x0 - word.x1) / 2
            yield middle, (_height_of_middle(nearest) - middle) / run


def _height_of_middle(word: Word) -> float:
    return (word.y0 + word.y1) / 2


def _segments(row: list[Word], page: PageText) -> Iterable[Segment]:
    widest = COLUMN_GAP * median(word.y1 - word.y0 for word in row) * page.height
    start, end = 0, row[0].x1
    for place in range(1, len(row)):
        if (row[place].x0 - end) * page.width > widest:
            yield Segment(tuple(row[start:place]))
            start, end = place, row[place].x1
        end = max(end, row[place].x1)
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
