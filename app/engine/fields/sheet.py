"""The document laid out for field reading: rows, labels in them, and what its numbers and dates look like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from app.engine.fields.correction import corrected_numbers
from app.engine.fields.labels import Label
from app.engine.fields.matching import labels_of
from app.engine.fields.places import countries_shown
from app.engine.languages.patterns import fold
from app.engine.layout import Line, Segment, document_lines, overlap
from app.engine.values import (
    DateStyle,
    NumberStyle,
    Printed,
    PrintedDate,
    date_style,
    find_amounts,
    find_dates,
    number_style,
)
from app.engine.words import DocumentText, Word

_NARROW = 0.022
"""Height of a row in parts of the page's width: half of this on letters, twice on till rolls."""


@dataclass(frozen=True)
class Piece:
    """Part of a printed segment: its text from `start` to `end`. `row` is the place of its line in the document."""

    segment: Segment
    start: int
    end: int
    row: int

    @cached_property
    def text(self) -> str:
        return self.segment.text[self.start : self.end]

    @property
    def page(self) -> int:
        return self.segment.page

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words; one that is only partly inside is cut, taking its characters as equally wide."""
        cut, place = [], 0
        for word in self.segment.words:
            first, last = max(self.start, place), min(self.end, place + len(word.text))
            if first < last:
                step = (word.x1 - word.x0) / len(word.text)
                left, right = word.x0 + step * (first - place), word.x0 + step * (last - place)
                cut.append(replace(word, text=word.text[first - place : last - place], x0=left, x1=right))
            place += len(word.text) + 1
        return tuple(cut)

    @property
    def confidence(self) -> float:
        """How surely its characters were recognized."""
        return min((word.confidence for word in self.words), default=0.0)

    def part(self, start: int, end: int) -> "Piece":
        """A piece of the piece, places counted from its own start; blanks around it fall away."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        return replace(self, start=self.start + start, end=self.start + start + len(text.strip()))


@dataclass(frozen=True)
class Hit:
    """A label and where it stands."""

    label: Label
    piece: Piece
    column: int  # which segment of its line
    languages: frozenset[str] = frozenset()  # in which the label is written so


@dataclass(frozen=True)
class Amount:
    """A number with the place it stands at."""

    printed: Printed
    piece: Piece


_DATES = frozenset({Label.ISSUE_DATE, Label.DUE_DATE, Label.DELIVERY_DATE, Label.OTHER_DATE, Label.SERVICE_PERIOD})


class Sheet:
    """A document with its rows, labels and styles."""

    def __init__(self, text: DocumentText, items: frozenset[int] = frozenset()) -> None:
        self.items = items  # rows of items
        self.noisy = text.recognized
        self.source = text.source
        self.fragments = text.fragments
        self._page_of = {page.number: page for page in text.pages}
        self.lines: tuple[Line, ...] = document_lines(text)
        texts = [self.corrected(segment.text) for line in self.lines for segment in line.segments]
        self.plain = fold("\n".join(line.text for line in self.lines))
        self.countries = countries_shown(self.plain, "\n".join(texts))
        self.numbers: NumberStyle = number_style(texts)
        # A dollar sign alone tells no country, but most papers with nothing else come from where months stand first.
        dollars = ("US",) if any("$" in text for text in texts) else ()
        self.dates: DateStyle = date_style(texts, self.countries or dollars)
        self._pieces = [
            [Piece(segment, 0, len(segment.text), row) for segment in line.segments]
            for row, line in enumerate(self.lines)
        ]
        self._amounts: dict[str, list[Printed]] = {}
        self._dates: dict[tuple[str, bool], list[PrintedDate]] = {}
        self.hits: tuple[Hit, ...] = tuple(self._find_hits())
        self._on_row: dict[int, list[Hit]] = {}
        for hit in self.hits:
            self._on_row.setdefault(hit.piece.row, []).append(hit)

    def of(self, *labels: Label) -> list[Hit]:
        return [hit for hit in self.hits if hit.label in labels]

    def on_row(self, row: int) -> list[Hit]:
        return self._on_row.get(row, [])

    def pieces(self, row: int) -> list[Piece]:
        """The segments of a row, left to right."""
        return self._pieces[row]

    def after(self, hit: Hit) -> list[Piece]:
        """What stands right of a label on its line, up to the next label."""
        row = hit.piece.row
        behind = [
            other for other in self.on_row(row) if (other.column, other.piece.start) > (hit.column, hit.piece.start)
        ]
        stop = behind[0] if behind else None
        found = []
        for column, piece in enumerate(self.pieces(row)):
            start = hit.piece.end if column == hit.column else 0
            end = stop.piece.start if stop and stop.column == column else piece.end
            if column >= hit.column and not (stop and column > stop.column) and piece.text[start:end].strip():
                found.append(piece.part(start, end))
        return found

    def below(self, hit: Hit, rows: int = 2) -> list[Piece]:
        """What stands under a label, nearest first."""
        label = hit.piece
        x0, x1 = min(word.x0 for word in label.words), max(word.x1 for word in label.words)
        found = []
        for row in range(label.row + 1, min(label.row + 1 + rows, len(self.lines))):
            line = self.lines[row]
            if line.page != label.page or line.y0 - self.lines[label.row].y1 > 3 * line.height * rows:
                break
            found += [piece for piece in self.pieces(row) if overlap(piece.segment.x0, piece.segment.x1, x0, x1) > 0.3]
        return found

    def joined(self, row: int, *, widest: float = 5.0) -> Piece:
        """The row as one piece, up to a gap of that many line heights."""
        line, page = self.lines[row], self._page_of[self.lines[row].page]
        words: list[Word] = []
        for segment in line.segments:
            gap = (segment.x0 - words[-1].x1) * page.width if words else 0.0
            if gap > widest * line.height * page.height:
                break
            words += segment.words
        whole = Segment(tuple(words))
        return Piece(whole, 0, len(whole.text), row)

    def starts_with_label(self, piece: Piece) -> bool:
        """True when a label stands at the start of the piece."""
        return any(
            hit.piece.segment is piece.segment and hit.piece.start <= piece.start < hit.piece.end
            for hit in self.on_row(piece.row)
        )

    def announces(self, piece: Piece) -> bool:
        """True when a label at the start of the piece has its value behind it, or stands alone; a name that begins with
        the word of a label does neither."""
        for hit in self.on_row(piece.row):
            if hit.piece.segment is piece.segment and hit.piece.start <= piece.start < hit.piece.end:
                rest = piece.segment.text[hit.piece.end : piece.end].strip()
                return not rest or not rest[0].isalpha()
        return False

    def aspect(self, page: int) -> float:
        """Height of a page by its width: turns parts of the height to parts of the width."""
        return self._page_of[page].height / self._page_of[page].width

    @property
    def is_narrow(self) -> bool:
        """True for paper of tills: one column of text, whose rows are wide for the page."""
        return bool(self.lines) and self.usual_height * self.aspect(self.lines[0].page) > _NARROW

    @cached_property
    def usual_height(self) -> float:
        """Of the document's rows."""
        return median(line.height for line in self.lines) if self.lines else 0.0

    def amounts(self, piece: Piece) -> list[Amount]:
        """Numbers of a piece, percents, dates and times left out."""
        return [Amount(printed, piece.part(printed.start, printed.end)) for printed in self._amounts_in(piece.text)]

    def _amounts_in(self, text: str) -> list[Printed]:
        if text not in self._amounts:
            self._amounts[text] = list(self._find_amounts(text)) if any(map(str.isdigit, text)) else []
        return self._amounts[text]

    def _find_amounts(self, text: str) -> Iterator[Printed]:
        taken = [(date.start, date.end) for date in self._dates_in(text, compact=False)]
        taken += [match.span() for match in re.finditer(r"\d{1,2}:\d\d(?::\d\d)?", text)]
        corrected = self.corrected(text)
        for found in find_amounts(corrected, self.numbers):
            printed = replace(found, end=_moved_end(text, corrected, found.end))
            if not printed.percent and not any(printed.start < end and start < printed.end for start, end in taken):
                yield printed

    def find_dates(self, piece: Piece, *, compact: bool = False) -> list[tuple[PrintedDate, Piece]]:
        """Dates of a piece with their places. `compact`: also those without any mark, such as 20241231."""
        return [(date, piece.part(date.start, date.end)) for date in self._dates_in(piece.text, compact=compact)]

    def _dates_in(self, text: str, *, compact: bool) -> list[PrintedDate]:
        if (text, compact) not in self._dates:
            self._dates[text, compact] = self._search_dates(text, compact) if any(map(str.isdigit, text)) else []
        return self._dates[text, compact]

    def _search_dates(self, text: str, compact: bool) -> list[PrintedDate]:
        corrected = self.corrected(text)
        found = find_dates(corrected, self.dates, compact=compact)
        if not found and self.noisy:  # the blank between date and time is often lost
            found = find_dates(re.sub(r"(?<=[-/.]20\d\d)(?=\d\d:)", " ", corrected), self.dates)
        return found

    def corrected(self, text: str) -> str:
        """Recognized text with its numbers put right; other text as it is."""
        return corrected_numbers(text) if self.noisy else text

    def _find_hits(self) -> Iterator[Hit]:
        for row in range(len(self.lines)):
            last: Hit | None = None
            for column, piece in enumerate(self.pieces(row)):
                for match in labels_of(piece.text):
                    hit = Hit(match.label, replace(piece, start=match.start, end=match.end), column, match.languages)
                    if last is None or not self._goes_with_date(last, hit):
                        last = hit
                        yield hit

    def _goes_with_date(self, last: Hit, hit: Hit) -> bool:
        """True for the word for "day" that a date begins with, right behind what announces the date."""
        if hit.label is not Label.PLAIN_DATE or last.label not in _DATES:
            return False
        same = hit.column == last.column
        rest = last.piece.segment.text[last.piece.end : hit.piece.start if same else None]
        text = hit.piece.segment.text[hit.piece.start :]
        first = next(iter(self._dates_in(text, compact=False)), None)
        near = first is not None and first.start <= hit.piece.end - hit.piece.start + 1
        return near and (same or hit.piece.start == 0) and not re.search(r"\w", rest)


def _moved_end(text: str, corrected: str, end: int) -> int:
    """Where a number ends in the text as it was recognized: mending may have drawn its digits together."""
    while end < len(text) and text[end].isdigit() and corrected[end] == " ":
        end += 1
    return end
