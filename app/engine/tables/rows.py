"""The rows of a table under a header: what stands in which column, and where the table ends."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, takewhile
from statistics import median
from string import ascii_uppercase

from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.layout import Line
from app.engine.tables.cells import read_number
from app.engine.tables.grid import NUMERIC, fill, token
from app.engine.tables.grouping import Row, group_items, item_of, line_pitch
from app.engine.tables.header import Column, Header
from app.engine.tables.items import Item, product_agrees, words_text
from app.engine.tables.labels import CARRIES, TOTALS, TOTALS_ALONE, Kind, is_only, starts_with, tells_total
from app.engine.tables.placed import PageSizes, placed_numbers
from app.engine.tables.roles import settle_roles, settle_tax
from app.engine.values import NumberStyle, Printed, parse_amount, parse_quantity

_PAGE_NUMBER = re.compile(
    rf"(?:{any_of(phrases('words', 'page'))})\.?\s*(?::\s*)?\d+"
    rf"(?:\s*(?:/|{any_of(phrases('words', 'connector'))})\s*\d+)?|\d+\s*/\s*\d+|- ?\d+ ?-"
)
"""In folded text."""

_FEWEST_NUMBERED = 4  # columns
_SAMPLE = 200
"""Lines that the places of the columns are learned from; a table of a hundred pages looks the same all along."""


def read_table(
    lines: Sequence[Line],
    header: Header,
    end: int,
    sizes: PageSizes,
    style: NumberStyle,
    *,
    noisy: bool,
) -> list[Item]:
    """Items between a header and place `end` in the document's lines, in printed order."""
    columns = header.columns
    body = [
        line
        for line in lines[header.last + 1 : end]
        if not _PAGE_NUMBER.fullmatch(fold(line.text.strip())) and not _numbers_columns(line.text)
    ]
    for _ in range(2):
        sample = [_row(line, columns, sizes, style, noisy=noisy) for line in body[:_SAMPLE]]
        columns = _learned(columns, sample, style, noisy=noisy)
    numbers = [_numbers(row, style, noisy=noisy) for row in sample if row.anchor]
    columns = settle_tax(settle_roles(columns, numbers), numbers)
    rows = [_row(line, columns, sizes, style, noisy=noisy) for line in body]
    rows = _inside(_with_cents(rows, columns, style, noisy=noisy), columns, style)
    return group_items(rows, columns, line_pitch(lines), style, noisy=noisy)


def _numbers_columns(text: str) -> bool:
    """True for the row of a form that gives its columns numbers, or letters and then numbers: `1 2 3 4 5 6=4x5`."""
    heads = [word.partition("=")[0].strip("()[]") for word in text.split()]
    letters = sum(1 for _ in takewhile(str.isalpha, heads))
    counted = heads[letters:]
    return (
        len(heads) >= _FEWEST_NUMBERED
        and len(counted) >= 2
        and heads[:letters] == [*ascii_uppercase[:letters]]
        and counted == [str(number) for number in range(1, len(counted) + 1)]
    )


def _row(
    line: Line,
    columns: Sequence[Column],
    sizes: PageSizes,
    style: NumberStyle,
    *,
    noisy: bool,
) -> Row:
    width, height = sizes[line.page]
    cells = fill(line, columns, style, noisy=noisy, height=line.height * height / width)
    key = _key_column(columns)
    anchor = key is not None and read_number(cells[key], style, noisy=noisy) is not None
    return Row(line, tuple(tuple(cell) for cell in cells), anchor)


def _numbers(row: Row, style: NumberStyle, *, noisy: bool) -> dict[int, Printed]:
    """Numbers of the cells that hold nothing else, and quantities with a unit."""
    found = {}
    for place, cell in enumerate(row.cells):
        text = words_text(cell)
        number = parse_amount(text, style, noisy=noisy) or parse_quantity(text, style)
        number = number or (read_number(cell, style, noisy=noisy) if len(cell) < 4 else None)
        if number:
            found[place] = number
    return found


def _key_column(columns: Sequence[Column]) -> int | None:
    """The column whose number makes a line an item."""
    for kind in (Kind.AMOUNT, Kind.GROSS, Kind.UNIT_PRICE):
        for place, column in enumerate(columns):
            if column.kind is kind:
                return place
    return None


def _learned(columns: Sequence[Column], rows: Sequence[Row], style: NumberStyle, *, noisy: bool) -> tuple[Column, ...]:
    """Columns with the spans that their numbers take, beside that of the label."""
    learned = []
    for place, column in enumerate(columns):
        words = [
            word
            for row in rows
            if row.anchor and column.kind in NUMERIC
            for word in row.cells[place]
            if token((word,), style, noisy=noisy).number
        ]
        if column.kind is Kind.DESCRIPTION:
            learned.append(_moved_left(column, columns[place - 1].x1 - 0.01 if place else 0.0, rows))
            continue
        near = [word for word in words if max(0.0, word.x0 - column.x1, column.x0 - word.x1) < 0.06]
        if len(near) < 2:
            learned.append(column)
            continue
        x0, x1 = median(word.x0 for word in near), median(word.x1 for word in near)
        learned.append(replace(column, x0=min(column.x0, x0), x1=max(column.x1, x1)))
    spans = list(learned)
    for place, (left, right) in enumerate(pairwise(learned)):
        if left.x1 > right.x0 and left.kind in NUMERIC and right.kind in NUMERIC:
            spans[place] = columns[place]
    return tuple(spans)


def _inside(rows: Sequence[Row], columns: Sequence[Column], style: NumberStyle) -> list[Row]:
    """The rows before the totals; after a subtotal only those that are items without doubt."""
    kept: list[Row] = []
    ended = False
    key = _key_column(columns)
    running = Decimal(0)
    for row in rows:
        number = read_number(row.cells[key], style, noisy=False) if key is not None else None
        if not _counted(row, columns) and _is_carry(row, number, running):
            kept.append(replace(row, anchor=False, cells=tuple(() for _ in row.cells)))
            continue
        if _is_total(row, columns, style):
            ended = ended or any(other.anchor for other in kept)
            continue
        if ended and not (row.anchor and _counted(row, columns) and _agrees(row, columns, style)):
            if kept and not row.anchor:
                kept.append(replace(row, cells=tuple(() for _ in row.cells)))
            continue
        running += number.value if number and row.anchor else 0
        kept.append(row)
    return kept


def _moved_left(column: Column, after: float, rows: Sequence[Row]) -> Column:
    """A text column that begins left of its label begins where most of the texts there do."""
    starts = [
        segment.x0
        for row in rows
        for segment in row.line.segments
        if after < segment.x0 < column.x0 and segment.text[:1].isalpha()
    ]
    if len(starts) < 2 or len(starts) * 3 < sum(row.anchor for row in rows):
        return column
    return replace(column, x0=min(column.x0, median(starts) - 0.002))


def _with_cents(rows: Sequence[Row], columns: Sequence[Column], style: NumberStyle, *, noisy: bool) -> list[Row]:
    """Where amounts are printed with cents, a bare number in their column makes no item."""
    key = _key_column(columns)
    if key is None:
        return list(rows)
    numbers = {id(row): number for row in rows if (number := read_number(row.cells[key], style, noisy=noisy))}
    cents = {row for row, number in numbers.items() if number.decimals >= 2 or number.currencies}
    if len(cents) * 2 <= len(numbers):
        return list(rows)
    return [replace(row, anchor=row.anchor and id(row) in cents) for row in rows]


def _counted(row: Row, columns: Sequence[Column]) -> bool:
    """Quantity and price, or several numbers, stand on the line."""
    filled = {column.kind for column, cell in zip(columns, row.cells, strict=True) if cell}
    return Kind.QUANTITY in filled and bool(filled & {Kind.UNIT_PRICE, Kind.LINE_NO, Kind.PRODUCT_CODE})


def _agrees(row: Row, columns: Sequence[Column], style: NumberStyle) -> bool:
    return product_agrees(item_of([row], row, columns, style, noisy=False)) is True


def _is_carry(row: Row, number: Printed | None, running: Decimal) -> bool:
    """A sum carried to the next page: its label alone, or with what the rows so far add up to."""
    if is_only(row.line.text, CARRIES):
        return True
    said = any(starts_with(segment.text, CARRIES) for segment in row.line.segments)
    return said and number is not None and bool(running) and abs(number.value - running) < Decimal("0.02")


def _is_total(row: Row, columns: Sequence[Column], style: NumberStyle) -> bool:
    if not any(number.money for number in placed_numbers(row.line, style, noisy=False)):
        return False
    if _counted(row, columns):
        return is_only(row.line.segments[0].text, TOTALS | TOTALS_ALONE)
    return any(tells_total(segment.text) for segment in row.line.segments)
