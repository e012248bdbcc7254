"""From amounts to items: quantity and price by what multiplies to the amount, and the words that describe it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from app.engine.layout import Line, Segment, overlap
from app.engine.lines.columns import multiplies
from app.engine.lines.counts import counted
from app.engine.lines.features import Lot
from app.engine.lines.numbers import Number
from app.engine.tables.items import Cell, Item, words_text
from app.engine.tables.labels import Kind
from app.engine.words import Word

_MOST_ROWS = 4  # of a description beside its first
_NEAR = 0.9
"""Rows of one text are at most this many line heights apart."""
_ALIGNED = 0.02
_OF_ITEM = 8  # numbers of a row that may be quantity or price

_Pair = tuple[Number, Number]


def items_of(lot: Lot, chosen: Sequence[int]) -> list[Item]:
    """The items whose amounts stand at these places. What the rules read in its row by titles of columns is kept."""
    known = {
        id(word): item
        for item in lot.tables.items
        if Kind.AMOUNT in item.cells
        for word in item.cells[Kind.AMOUNT].words
    }
    amounts = [lot.numbers[place] for place in chosen]
    pairs = _quantities_and_prices(lot, amounts)
    texts = _Texts(lot, amounts)
    items: list[Item] = []
    for number, pair in zip(amounts, pairs, strict=True):
        told = known.get(id(number.words[0]))
        if told is not None and told.labelled and told.amount == number.printed.value:
            items.append(told)
        else:
            items.append(_item(lot, texts, number, pair))
    plain = iter(counted([item for item in items if not item.labelled]))
    return [item if item.labelled else next(plain) for item in items]


def _item(lot: Lot, texts: "_Texts", number: Number, pair: _Pair | None) -> Item:
    cells = {Kind.AMOUNT: _cell(number)}
    if pair is not None:
        cells |= {Kind.QUANTITY: _cell(pair[0]), Kind.UNIT_PRICE: _cell(pair[1])}
    words, rows = texts.of(number, pair)
    if words:
        cells[Kind.DESCRIPTION] = Cell(words, words_text(words))
    return Item(cells, tuple(lot.sheet.lines[row] for row in rows), labelled=False)


def _cell(number: Number) -> Cell:
    return Cell(number.words, words_text(number.words), number.printed)


def _quantities_and_prices(lot: Lot, amounts: Sequence[Number]) -> list[_Pair | None]:
    """For each amount the numbers whose product it is: of several the pair of columns that most rows speak for. A
    quantity of one says little by itself: it counts where no row has another number in its column that does not
    multiply, as places of items do not."""
    found = [list(_pairs(lot, amount)) for amount in amounts]
    votes: Counter[tuple[int, int]] = Counter()
    against: set[int] = set()
    for amount, pairs in zip(amounts, found, strict=True):
        votes.update({_columns(lot, pair) for pair in pairs})
        own = {_columns(lot, pair)[0] for pair in pairs}
        against |= {_column(lot, number) for number in lot.by_row[amount.row]} - own
    return [
        max(
            (pair for pair in pairs if abs(pair[0].value) != 1 or _columns(lot, pair)[0] not in against),
            key=lambda pair: votes[_columns(lot, pair)],
            default=None,
        )
        for pairs in found
    ]


def _pairs(lot: Lot, amount: Number) -> Iterator[_Pair]:
    """Numbers of the row of an amount, or of a row beside it, that multiply to it, the quantity first."""
    for row in (amount.row, amount.row - 1, amount.row + 1):
        near = [n for n in lot.by_row.get(row, ()) if n is not amount and not n.printed.percent and not n.other]
        if row != amount.row and any(_in_column(n, amount) for n in near):
            continue
        for left, right in combinations(near[:_OF_ITEM], 2):
            if multiplies(left, right, amount) and not set(left.words) & set(right.words):
                yield (left, right) if _counts(left) <= _counts(right) else (right, left)


def _counts(number: Number) -> tuple[bool, bool]:
    """How little a number looks like a quantity."""
    return bool(number.printed.currencies), number.printed.decimals >= 2


def _in_column(number: Number, amount: Number) -> bool:
    """True when a number of another row stands in the column of amounts: its row has an item of its own."""
    return abs(number.x1 - amount.x1) < _ALIGNED / 2


def _columns(lot: Lot, pair: _Pair) -> tuple[int, int]:
    return _column(lot, pair[0]), _column(lot, pair[1])


def _column(lot: Lot, number: Number) -> int:
    return id(lot.grid.right[lot.place_of[id(number)]])


class _Texts:
    """What describes the items: each row belongs to one."""

    def __init__(self, lot: Lot, amounts: Sequence[Number]) -> None:
        self.lot = lot
        self.taken = {amount.row for amount in amounts}

    def of(self, number: Number, pair: _Pair | None) -> tuple[tuple[Word, ...], list[int]]:
        """Words, and the rows of the item."""
        figures = {id(word) for each in (number, *(pair or ())) for word in each.words}
        own = _text_of(self.lot.sheet.lines[number.row], figures, number.x0)
        rows = [number.row, *({each.row for each in pair or ()} - {number.row})]
        self.taken |= set(rows)
        if own is not None and own[1] >= 2:
            segment, _, words = own
            below = list(self._below(max(rows), segment))
        else:
            words, below = (), []
            above = list(self._above(min(rows)))
            rows = [*above, *rows]
            words = tuple(word for row in above for word in self.lot.sheet.lines[row].words)
        self.taken |= {*below, *rows}
        words = (*words, *(word for row in below for word in self.lot.sheet.lines[row].words))
        return words, sorted({*rows, *below})

    def _below(self, row: int, segment: Segment) -> Iterator[int]:
        """Rows that go on with a text: in its column, near, without a number in the column of amounts."""
        lines = self.lot.sheet.lines
        for under in range(row + 1, min(row + 1 + _MOST_ROWS, len(lines))):
            last, line = lines[under - 1], lines[under]
            if under in self.taken or not _near(last, line) or not self._is_text(under):
                return
            if len(line.segments) > 1 or not (
                abs(line.x0 - segment.x0) < _ALIGNED or overlap(line.x0, line.x1, segment.x0, segment.x1) > 0.5
            ):
                return
            yield under

    def _above(self, row: int) -> list[int]:
        found: list[int] = []
        lines = self.lot.sheet.lines
        for over in range(row - 1, max(-1, row - 1 - _MOST_ROWS), -1):
            if over in self.taken or not _near(lines[over], lines[over + 1]) or not self._is_text(over):
                break
            found.insert(0, over)
        return found[-1:] if len(found) == _MOST_ROWS else found

    def _is_text(self, row: int) -> bool:
        text = self.lot.texts[row]
        money = any(n.printed.decimals == 2 and not n.printed.percent for n in self.lot.by_row.get(row, ()))
        return text.alphas >= 2 and not (text.total or text.extra or text.discount or text.carried or money)


def _text_of(line: Line, figures: set[int], end: float) -> tuple[Segment, int, tuple[Word, ...]] | None:
    """The piece of a row with most letters before its amount, figures left out, with how many letters it has."""
    best: tuple[Segment, int, tuple[Word, ...]] | None = None
    for segment in line.segments:
        words = tuple(word for word in segment.words if id(word) not in figures and word.x0 < end)
        letters = sum(char.isalpha() for word in words for char in word.text)
        if words and (best is None or letters > best[1]):
            best = segment, letters, words
    return best


def _near(above: Line, below: Line) -> bool:
    return above.page == below.page and below.y0 - above.y1 < _NEAR * max(above.height, below.height)
