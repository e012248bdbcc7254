"""Finds the row of labels that heads a table, printed on one to five lines, and what each column holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from app.engine.layout import Line, overlap
from app.engine.tables.labels import (
    COLUMNS,
    DESCRIBING,
    ENDINGS,
    LONGEST,
    SMALL_WORDS,
    WITH_OR_WITHOUT,
    Kind,
    plain_words,
)
from app.engine.values import NumberStyle, parse_amount
from app.engine.words import Word

MAX_LINES = 5
_ROOM_FOR_TEXT = 0.3
_MORE_THAN_A_SPACE = 1.2  # widths of a letter


@dataclass(frozen=True)
class Column:
    """One column: what it holds, its label, and where the label stands (parts of the page's width)."""

    kind: Kind
    label: str
    x0: float
    x1: float


@dataclass(frozen=True)
class Header:
    """The columns of a table, left to right, and the places of its lines in the document's list of lines."""

    columns: tuple[Column, ...]
    first: int
    last: int

    def has(self, *kinds: Kind) -> bool:
        return any(column.kind in kinds for column in self.columns)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(column.kind for column in self.columns)


@dataclass(frozen=True)
class _Piece:
    words: tuple[Word, ...]
    labels: int

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


def find_headers(lines: Sequence[Line], style: NumberStyle) -> list[Header]:
    """Every header in the document, top to bottom, of items and of other things; `is_item_header` tells them apart."""
    headers: list[Header] = []
    place = 0
    while place < len(lines):
        if not _is_labelled(lines[place]):
            place += 1
            continue
        best, best_score = None, 0.0
        for last in range(place, min(place + MAX_LINES, len(lines))):
            if last > place and not _close(lines[last - 1], lines[last]):
                break
            if _has_money(lines[last], style):
                break
            header, score = _header(lines, place, last)
            if header and score >= best_score:
                best, best_score = header, score
        if best and best.last > place and _header(lines, place + 1, best.last)[1] >= best_score:
            place += 1  # the first line belongs to something else above the table
        elif best:
            best = _absorb(best, lines, style)
            headers.append(best)
            place = best.last + 1
        else:
            place += 1
    return headers


def _absorb(header: Header, lines: Sequence[Line], style: NumberStyle) -> Header:
    """Further lines of the labels themselves (`Art-Nr (Art)` under `Art-Nr-Kunde`), which add no column."""
    last = header.last
    while last + 1 < len(lines) and _close(lines[last], lines[last + 1]) and last - header.first < MAX_LINES:
        line = lines[last + 1]
        under = all(
            any(overlap(column.x0, column.x1, segment.x0, segment.x1) > 0.2 for column in header.columns)
            for segment in line.segments
        )
        labelled = any(_labels(plain_words(segment.text)) for segment in line.segments)
        if not under or not labelled or any(char.isdigit() for char in line.text):
            break
        last += 1
    longer, _ = _header(lines, header.first, last)
    return longer or replace(header, last=last)


def _close(above: Line, below: Line) -> bool:
    return above.page == below.page and below.y0 - above.y1 < 1.2 * max(above.height, below.height)


def _has_money(line: Line, style: NumberStyle) -> bool:
    for word in line.words:
        printed = parse_amount(word.text, style)
        if printed and (printed.decimals >= 2 or printed.currencies) and not printed.percent:
            return True
    return False


def _header(lines: Sequence[Line], first: int, last: int) -> tuple[Header | None, float]:
    cells: list[list[_Piece]] = []
    for line in lines[first : last + 1]:
        pieces = [piece for segment in line.segments for piece in _split(segment.words)]
        homes: list[tuple[_Piece, list[_Piece] | None]] = []
        for piece in pieces:
            near = [cell for cell in cells if _over(cell, piece)]
            if len(near) > 1:
                return None, 0.0
            homes.append((piece, near[0] if near else None))
        for piece, home in homes:
            if home is None:
                cells.append([piece])
            else:
                home.append(piece)
    columns = sorted((_column(cell) for cell in cells), key=lambda column: column.x0)
    known = [column for column in columns if column.kind is not Kind.OTHER]
    if len({column.kind for column in known}) < 2:
        return None, 0.0
    unknown = sum(len(plain_words(column.label)) for column in columns if column.kind is Kind.OTHER)
    strays = sum(_strays(column) for column in known)
    strays += 4 * sum(any(char.isdigit() for char in column.label) for column in columns)
    foreign = sum(column.kind is Kind.FOREIGN for column in known)
    score = len(known) - 0.6 * unknown - 0.25 * strays - (1.5 * foreign if last > first else 0)
    if score < 1.5:
        return None, 0.0
    return Header(_settle(columns), first, last), score


def _is_labelled(line: Line) -> bool:
    return any(_labels(plain_words(segment.text)) for segment in line.segments)


def is_label_row(line: Line) -> bool:
    """True for a line of column labels, also of a header that could not be made out as a whole."""
    return len({kind for _, _, kind in _labels(plain_words(line.text))}) >= 3


def _over(cell: list[_Piece], piece: _Piece) -> bool:
    x0, x1 = min(part.x0 for part in cell), max(part.x1 for part in cell)
    return overlap(x0, x1, piece.x0, piece.x1) > 0.2


@lru_cache(maxsize=8192)
def _labels(words: tuple[str, ...]) -> tuple[tuple[int, int, Kind], ...]:
    """Label phrases in a list of plain words: longest first, not overlapping; as (start, end, kind), left to right.

    `Preis ohne MwSt` and `Amount excl. VAT` name no tax: the tax word after such a word is passed over.
    """
    taken: list[tuple[int, int, Kind]] = []
    for length in range(min(LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            kind = COLUMNS.get(words[start : start + length]) or _by_ending(words[start : start + length])
            if kind is Kind.TAX_RATE and start and WITH_OR_WITHOUT.fullmatch(words[start - 1]):
                continue
            free = all(start + length <= other[0] or other[1] <= start for other in taken)
            if kind and free:
                taken.append((start, start + length, kind))
    return tuple(sorted(taken))


def _by_ending(words: Sequence[str]) -> Kind | None:
    """Compound words (`Zeilenbetrag`, `Verkaufspreis`) mean what they end in."""
    if len(words) != 1 or len(words[0]) < 8:
        return None
    return next((kind for ending, kind in ENDINGS.items() if words[0].endswith(ending)), None)


def _split(words: Sequence[Word]) -> list[_Piece]:
    """A segment of a header row as one piece, or as several when labels alone fill it."""
    plain = [plain_words(word.text) for word in words]
    flat = [(place, part) for place, parts in enumerate(plain) for part in parts]
    labels = _labels(tuple(part for _, part in flat))
    covered = {flat[at][0] for start, end, _ in labels for at in range(start, end)}
    filled = all(place in covered or set(parts) <= SMALL_WORDS | {"%"} for place, parts in enumerate(plain))
    starts = sorted({flat[start][0] for start, _, _ in labels} | _apart(words, plain))
    kinds = {kind for _, _, kind in labels} | {COLUMNS[plain[start]] for start in _apart(words, plain)}
    if len(starts) < 2 or len(kinds) < 2 or not filled:
        return [_Piece(tuple(words), len(labels))]
    cuts = [0, *starts[1:], len(words)]
    return [_Piece(tuple(words[a:b]), 1) for a, b in pairwise(cuts) if a < b]


def _apart(words: Sequence[Word], plain: Sequence[tuple[str, ...]]) -> set[int]:
    """Places of words that stand further apart than a space, where each side is a label by itself."""
    found = set()
    for place, (left, right) in enumerate(pairwise(words), 1):
        letter = (left.x1 - left.x0 + right.x1 - right.x0) / (len(left.text) + len(right.text))
        if right.x0 - left.x1 > _MORE_THAN_A_SPACE * letter and plain[place - 1] in COLUMNS and plain[place] in COLUMNS:
            found.add(place)
    return found


def _column(cell: list[_Piece]) -> Column:
    label = " ".join(piece.text for piece in cell)
    return Column(kind_of(label), label, min(piece.x0 for piece in cell), max(piece.x1 for piece in cell))


def kind_of(label: str) -> Kind:
    """What a column headed by this label holds; the longest known phrase in it decides."""
    words = plain_words(label)
    joined = "".join(words)
    if (joined,) in COLUMNS:
        return COLUMNS[joined,]
    pairs = [(left + right, COLUMNS.get((left + right,))) for left, right in pairwise(words)]
    found = [(sum(map(len, words[start:end])), kind) for start, end, kind in _labels(words)]
    found += [(len(text), kind) for text, kind in pairs if kind]
    if not found:
        return Kind.OTHER
    kind = max(found, key=lambda item: item[0])[1]
    covered = sum(len(word) for start, end, _ in _labels(words) for word in words[start:end])
    if len(words) > 3 and covered * 2 < sum(map(len, words)):
        return Kind.OTHER  # a sentence that happens to hold a label
    if "%" in words and kind in (Kind.AMOUNT, Kind.TAX_AMOUNT):
        return Kind.TAX_RATE
    return kind


def _strays(column: Column) -> int:
    words = plain_words(column.label)
    covered = sum(end - start for start, end, _ in _labels(words))
    return max(0, len([word for word in words if word not in SMALL_WORDS]) - covered)


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """Give the labels that mean one thing or another their meaning beside the other columns."""
    kinds = {column.kind for column in columns}
    settled = []
    for column in columns:
        kind = column.kind
        if kind is Kind.PRICE:
            kind = (
                Kind.UNIT_PRICE if kinds & {Kind.AMOUNT, Kind.GROSS} and Kind.UNIT_PRICE not in kinds else Kind.AMOUNT
            )
            kind = Kind.GROSS if kind is Kind.AMOUNT and Kind.AMOUNT in kinds else kind
        if kind is Kind.GROSS and not kinds & {Kind.AMOUNT, Kind.PRICE}:
            kind = Kind.AMOUNT
        if kind is Kind.UNIT_PRICE and not kinds & {Kind.AMOUNT, Kind.GROSS, Kind.PRICE}:
            kind = Kind.AMOUNT
        if kind is Kind.UNIT and Kind.QUANTITY not in kinds and "unit" in plain_words(column.label):
            kind = Kind.QUANTITY
        settled.append(replace(column, kind=kind))
    return tuple(_with_description(_tax_amount(_one_amount(_one_description(_wide_text(settled))))))


def _wide_text(columns: list[Column]) -> list[Column]:
    """Where nothing else is a text, a column that could be numbered or coded and has much room holds the texts."""
    if any(column.kind is Kind.DESCRIPTION for column in columns):
        return columns
    ends = [column.x0 for column in columns[1:]] + [1.0]
    rooms = {
        place: ends[place] - column.x0
        for place, column in enumerate(columns)
        if column.kind in (Kind.LINE_NO, Kind.PRODUCT_CODE, Kind.OTHER)
    }
    widest = max(rooms, key=lambda place: rooms[place], default=None)
    if widest is None or rooms[widest] < _ROOM_FOR_TEXT:
        return columns
    return [
        replace(column, kind=Kind.DESCRIPTION) if place == widest else column for place, column in enumerate(columns)
    ]


def _tax_amount(columns: list[Column]) -> list[Column]:
    """Of two tax columns the one that shows no percent sign holds the amounts."""
    taxes = [column for column in columns if column.kind is Kind.TAX_RATE]
    bare = [column for column in taxes if "%" not in column.label]
    if len(taxes) != 2 or len(bare) != 1:
        return columns
    return [replace(column, kind=Kind.TAX_AMOUNT) if column is bare[0] else column for column in columns]


def _with_description(columns: list[Column]) -> list[Column]:
    """A table that starts with numbers far from the left edge has texts there, without a label."""
    kinds = {column.kind for column in columns}
    texts = {Kind.DESCRIPTION, Kind.PRODUCT_CODE, Kind.OTHER, Kind.FOREIGN, Kind.BASE}
    first = columns[0].x0
    if kinds & texts or not kinds & {Kind.QUANTITY, Kind.UNIT_PRICE} or first < _ROOM_FOR_TEXT:
        return columns
    return [Column(Kind.DESCRIPTION, "", 0.02, first - 0.02), *columns]


def _one_description(columns: list[Column]) -> list[Column]:
    """Of several description columns (`Item`, `Description`) the first narrow one before another is a code."""
    places = [place for place, column in enumerate(columns) if column.kind is Kind.DESCRIPTION]
    if len(places) < 2:
        return columns
    ends = [column.x0 for column in columns[1:]] + [1.0]
    clearest = max(places, key=lambda place: (_describes(columns[place].label), ends[place] - columns[place].x0))
    return [
        replace(column, kind=Kind.PRODUCT_CODE if place < clearest else Kind.OTHER)
        if place in places and place != clearest
        else column
        for place, column in enumerate(columns)
    ]


def _describes(label: str) -> bool:
    return not DESCRIBING.isdisjoint(plain_words(label))


def _one_amount(columns: list[Column]) -> list[Column]:
    """Of several amount columns the last is the row's; the ones before are prices or other sums."""
    places = [place for place, column in enumerate(columns) if column.kind is Kind.AMOUNT]
    if len(places) < 2:
        return columns
    priced = any(column.kind is Kind.UNIT_PRICE for column in columns)
    spare = Kind.OTHER if priced else Kind.UNIT_PRICE
    return [replace(column, kind=spare) if place in places[:-1] else column for place, column in enumerate(columns)]


def is_item_header(header: Header) -> bool:
    """True for a table of items: it has amounts or prices, and says what of or how many, and is no other table."""
    if header.has(Kind.BASE) or (header.has(Kind.FOREIGN) and len(header.columns) < 5):
        return False
    valued = header.has(Kind.AMOUNT, Kind.UNIT_PRICE, Kind.GROSS)
    told = header.has(Kind.DESCRIPTION, Kind.PRODUCT_CODE) or (header.has(Kind.QUANTITY) and len(header.columns) > 2)
    if header.has(Kind.TAX_RATE, Kind.TAX_AMOUNT) and not header.has(Kind.DESCRIPTION, Kind.QUANTITY):
        return False
    return valued and told
