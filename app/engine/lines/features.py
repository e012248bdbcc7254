"""Numbers of a document as rows of features: what speaks for and against each being the amount of an item."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.engine.fields.labels import Label
from app.engine.fields.sheet import Sheet
from app.engine.layout import overlap
from app.engine.lines.columns import Column, Grid, cents, columns, products, sums
from app.engine.lines.numbers import Number, numbers_of
from app.engine.lines.rows import RowText, row_texts
from app.engine.tables.header import Header, is_item_header
from app.engine.tables.labels import Kind
from app.engine.tables.reading import Tables

_KINDS = (
    Kind.AMOUNT, Kind.UNIT_PRICE, Kind.QUANTITY, Kind.DESCRIPTION, Kind.TAX_RATE, Kind.TAX_AMOUNT, Kind.DISCOUNT,
    Kind.GROSS, Kind.LINE_NO, Kind.PRODUCT_CODE, Kind.BASE, Kind.OTHER,
)  # fmt: skip
_GROUPS = (
    (Label.LINES_TOTAL, Label.NET), (Label.TAX,), (Label.GROSS, Label.TOTAL, Label.DUE, Label.ROUNDED),
    (Label.PAID, Label.CASH, Label.CHANGE), (Label.DISCOUNT,), (Label.SHIPPING, Label.SERVICE_CHARGE, Label.TIP),
    (Label.OTHER,),
)  # fmt: skip
_FAR = 60.0
OF_RULES, OF_PRODUCTS = 8, 5
"""How many features, the last ones, tell what the rules say; and how many before them what multiplies."""


@dataclass
class Lot:
    """The numbers of a document with what their features need."""

    sheet: Sheet
    tables: Tables

    @cached_property
    def numbers(self) -> list[Number]:
        return numbers_of(self.sheet.lines, self.tables.style, noisy=self.sheet.noisy)

    @cached_property
    def texts(self) -> list[RowText]:
        return row_texts(self.sheet.lines)

    @cached_property
    def grid(self) -> Grid:
        numbers = self.numbers
        totals = frozenset(cents(number.value) for number in numbers if self.texts[number.row].total and number.value)
        right, left = columns(numbers, lambda number: number.x1), columns(numbers, lambda number: number.x0)
        return Grid(numbers, right, left, totals, len(self.sheet.lines))

    @cached_property
    def by_row(self) -> dict[int, list[Number]]:
        found: dict[int, list[Number]] = {}
        for number in self.numbers:
            found.setdefault(number.row, []).append(number)
        return found

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Of each number, by identity, its place."""
        return {id(number): place for place, number in enumerate(self.numbers)}

    @cached_property
    def sums(self) -> tuple[dict[int, int], dict[int, int]]:
        return sums(self.numbers, self.grid.right)

    @cached_property
    def money(self) -> float:
        """The share of numbers with cents."""
        return sum(number.printed.decimals == 2 for number in self.numbers) / max(1, len(self.numbers))

    @cached_property
    def thousands(self) -> float:
        """The share of numbers whose last three digits stand behind a mark."""
        return sum(bool(number.printed.others) for number in self.numbers) / max(1, len(self.numbers))

    def rows(self) -> list[list[float]]:
        """One row for each number."""
        counts = Counter(number.value for number in self.numbers)
        largest = max((abs(n.value) for n in self.numbers if n.printed.decimals == 2), default=0.0)
        largest = largest or max((abs(number.value) for number in self.numbers), default=0.0)
        total = max((abs(value) for value in self.grid.totals), default=0) / 100
        seen: Counter[float] = Counter()
        factors = self._products()
        rows = []
        for place, number in enumerate(self.numbers):
            seen[number.value] += 1
            rows.append(
                [
                    *self._form(number),
                    number.value / largest if largest else 0.0,
                    number.value / total if total else -1.0,
                    float(cents(number.value) in self.grid.totals),
                    float(min(counts[number.value], 9)),
                    float(min(seen[number.value], 9)),
                    *self._place(place, number),
                    *self._column(place, self.grid.right[place]),
                    *self._column(place, self.grid.left[place])[:5],
                    float(self.sums[0].get(place, 0)),
                    float(self.sums[1].get(place, 0)),
                    *self._titles(number),
                    *self._words(number),
                    *factors[id(number)],
                    *self._rules(number),
                ]
            )
        return rows

    def _products(self) -> dict[int, list[float]]:
        found: dict[int, list[float]] = {}
        for row, own in self.by_row.items():
            found |= products(own, [self.by_row.get(row + step, []) for step in (-1, 1)])
        return found

    def _form(self, number: Number) -> list[float]:
        printed, text = number.printed, " ".join(word.text for word in number.words)
        digits = sum(map(str.isdigit, text))
        return [
            math.log10(abs(number.value) + 1),
            float(number.value < 0),
            float(printed.decimals),
            float(bool(printed.currencies)),
            float(printed.percent),
            float(number.loose),
            float(digits),
            float(len(text) - digits),
            float(any(map(str.isalpha, text))),
            float(bool(printed.others)),
            float(number.other),
            self.thousands,
            float(len(number.words)),
            min(word.confidence for word in number.words),
            float(text[:1] == "0" and len(text) > 1 and text[1].isdigit()),
            float(not printed.decimals and 1900 <= number.value < 2100),
            float(not printed.decimals and abs(number.value) < 100),
            self.money,
        ]

    def _place(self, place: int, number: Number) -> list[float]:
        sheet, own = self.sheet, self.by_row[number.row]
        line, text = sheet.lines[number.row], self.texts[number.row]
        order = next(order for order, each in enumerate(own) if each is number)
        before, after = text.letters(number)
        last = sheet.lines[number.row - 1] if number.row else None
        below = sheet.lines[number.row + 1] if number.row + 1 < len(sheet.lines) else None
        height = max(line.height, 1e-6)
        return [
            number.x0,
            number.x1,
            number.y,
            float(sheet.lines[-1].page - line.page),
            number.row / len(sheet.lines),
            float(min(number.row, 40)),
            float(min(len(sheet.lines) - number.row, 40)),
            line.height / max(sheet.usual_height, 1e-6),
            float(len(own)),
            float(order),
            float(len(own) - 1 - order),
            float(before),
            float(after),
            float(text.first_letters),
            line.x1 - number.x1,
            number.x0 - line.x0,
            float(len(line.segments)),
            min(9.0, (line.y0 - last.y1) / height) if last and last.page == line.page else 9.0,
            min(9.0, (below.y0 - line.y1) / height) if below and below.page == line.page else 9.0,
            float(len(self.by_row.get(number.row - 1, ()))),
            float(len(self.by_row.get(number.row + 1, ()))),
            float(self.texts[number.row - 1].alphas) if number.row else 0.0,
            float(self.texts[number.row + 1].alphas) if below else 0.0,
            float(len(self.numbers)),
            float(sheet.noisy),
            float(sheet.is_narrow),
        ]

    def _column(self, place: int, column: Column) -> list[float]:
        order, count = column.at[place], len(column.places)
        number = self.numbers[place]
        above = self.numbers[column.places[order - 1]] if order else None
        below = self.numbers[column.places[order + 1]] if order + 1 < count else None
        decimals, values = self._within[id(column)]
        alike, larger = decimals[number.printed.decimals], count - bisect_right(values, number.value)
        return [
            float(count),
            float(order),
            float(count - 1 - order),
            min(_FAR, float(number.row - above.row)) if above else _FAR,
            min(_FAR, float(below.row - number.row)) if below else _FAR,
            alike / count,
            float(larger),
            float(above.value == number.value) if above else 0.0,
            float(below.value == number.value) if below else 0.0,
        ]

    @cached_property
    def _within(self) -> dict[int, tuple[Counter[int], list[float]]]:
        """Of each column, by identity, how many numbers have how many decimals, and their values in order."""
        return {
            id(column): (
                Counter(self.numbers[place].printed.decimals for place in column.places),
                sorted(self.numbers[place].value for place in column.places),
            )
            for column in {id(each): each for each in (*self.grid.right, *self.grid.left)}.values()
        }

    def _titles(self, number: Number) -> list[float]:
        """Which column the number stands in, by the titles over it, and what table that is."""
        header = self._header(number.row)
        if header is None:
            return [0.0] * len(_KINDS) + [_FAR, -1.0, 0.0, 1.0]
        near = [(overlap(c.x0, c.x1, number.x0, number.x1), c) for c in header.columns]
        best = max(near, key=lambda item: item[0])
        kinds: dict[Kind, float] = {}
        for share, column in near:
            if share > 0.2:
                kinds[column.kind] = 1.0
        if best[0] <= 0.2:
            nearest = min(header.columns, key=lambda column: abs(column.x1 - number.x1))
            kinds[nearest.kind] = 0.5
        away = min(abs(column.x1 - number.x1) for column in header.columns)
        return [
            *(kinds.get(kind, 0.0) for kind in _KINDS),
            min(_FAR, float(number.row - header.last)),
            float(is_item_header(header)),
            float(header.has(Kind.AMOUNT)),
            away,
        ]

    def _header(self, row: int) -> Header | None:
        place = bisect_left(self._ends_of_headers, row)
        return self.tables.headers[place - 1] if place else None

    @cached_property
    def _ends_of_headers(self) -> list[int]:
        return [header.last for header in self.tables.headers]

    def _words(self, number: Number) -> list[float]:
        """Labels that stand in the row before the number, and what the rows around begin like."""
        row = number.row
        labels = {hit.label for hit in self.sheet.on_row(row) if hit.piece.words and hit.piece.words[0].x0 < number.x0}
        above = {hit.label for hit in self.sheet.on_row(row - 1)} if row else set()
        text = self.texts[row]
        none = RowText((), (), 0)
        last, after = self.texts[row - 1] if row else none, self.texts[row + 1] if row + 1 < len(self.texts) else none
        return [
            *(float(not labels.isdisjoint(group)) for group in _GROUPS),
            *(float(not above.isdisjoint(group)) for group in _GROUPS[:4]),
            float(text.total),
            float(text.extra),
            float(text.discount),
            float(text.carried),
            float(text.taxed),
            float(last.total),
            float(after.total),
            float(text.unit),
            float(bool(labels)),
            min(_FAR, self._since_total[row]),
            min(_FAR, self._until_total[row]),
            float(self._totals_above[row]),
        ]

    @cached_property
    def _since_total(self) -> list[float]:
        return _distances([text.total for text in self.texts])

    @cached_property
    def _until_total(self) -> list[float]:
        return _distances([text.total for text in reversed(self.texts)])[::-1]

    @cached_property
    def _totals_above(self) -> list[int]:
        found, count = [], 0
        for row, text in enumerate(self.texts):
            found.append(min(count, 9))
            count += text.total and row in self.by_row
        return found

    def _rules(self, number: Number) -> list[float]:
        """What the rules of tables say of the number and of its row."""
        word = id(number.words[0])
        return [
            float(self._told.get(word) is Kind.AMOUNT),
            float(self._told.get(word) in (Kind.QUANTITY, Kind.UNIT_PRICE)),
            float(word in self._told),
            float(id(self.sheet.lines[number.row]) in self._item_lines),
            float(id(self.sheet.lines[number.row]) in self.tables.tax_lines),
            float(min(len(self.tables.items), 30)),
            float(self.tables.agreement),
            float(any(item.labelled for item in self.tables.items)),
        ]

    @cached_property
    def _told(self) -> dict[int, Kind]:
        return {
            id(word): kind
            for item in self.tables.items
            for kind, cell in item.cells.items()
            if cell.number is not None
            for word in cell.words
        }

    @cached_property
    def _item_lines(self) -> frozenset[int]:
        return frozenset(id(line) for item in self.tables.items for line in item.lines)


def _distances(marked: Sequence[bool]) -> list[float]:
    """For each place how far behind the last marked one it is."""
    found, last = [], -_FAR
    for place, mark in enumerate(marked):
        last = float(place) if mark else last
        found.append(place - last)
    return found
