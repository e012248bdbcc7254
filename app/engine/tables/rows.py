"""The rows of a table under a header: which printed lines make one item, and where the table ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from statistics import median

from app.engine.layout import Line, overlap
from app.engine.tables.grid import MONEY, NUMERIC, fill, token
from app.engine.tables.header import Column, Header
from app.engine.tables.items import Cell, Item, product_agrees, words_text
from app.engine.tables.labels import CARRIES, TOTALS, Kind, is_only, starts_with
from app.engine.tables.placed import PageSizes, placed_numbers
from app.engine.tables.roles import settle_roles, settle_tax
from app.engine.values import NumberStyle, Printed, find_amounts, parse_amount, parse_quantity
from app.engine.words import Word

_PAGE_NUMBER = re.compile(
    r"(?:seite|page|blatt|pagina|página|trang|p\.?)\s*:?\s*\d+(?:\s*(?:/|von|of|sur|van|de|di)\s*\d+)?|\d+\s*/\s*\d+|- ?\d+ ?-",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """One printed line of the table's body, its words by column."""

    line: Line
    cells: tuple[tuple[Word, ...], ...]
    anchor: bool  # carries the row's amount


@dataclass(frozen=True)
class Table:
    header: Header
    items: tuple[Item, ...]
    unread: int  # lines that look like items and could not be read


def read_table(
    lines: Sequence[Line],
    header: Header,
    end: int,
    page_widths: PageSizes,
    style: NumberStyle,
    *,
    noisy: bool,
) -> Table:
    """Items between a header and place `end` in the document's lines. Page widths carry (width, height) of each page."""
    columns = header.columns
    body = [line for line in lines[header.last + 1 : end] if not _PAGE_NUMBER.fullmatch(line.text.strip())]
    for _ in range(2):
        rows = [_row(line, columns, page_widths, style, noisy=noisy) for line in body]
        columns = _learned(columns, rows, style, noisy=noisy)
    numbers = [_numbers(row, style, noisy=noisy) for row in rows if row.anchor]
    settled = settle_tax(settle_roles(columns, numbers), numbers)
    if settled != columns:
        columns = settled
        rows = [_row(line, columns, page_widths, style, noisy=noisy) for line in body]
    rows = _inside(_with_cents(rows, columns, style, noisy=noisy), columns, style)
    items = _items(rows, columns, line_pitch(lines), style, noisy=noisy)
    return Table(header, tuple(items), 0)


def _row(
    line: Line,
    columns: Sequence[Column],
    page_widths: PageSizes,
    style: NumberStyle,
    *,
    noisy: bool,
) -> Row:
    width, height = page_widths[line.page]
    cells = fill(line, columns, style, noisy=noisy, height=line.height * height / width)
    key = _key_column(columns)
    anchor = key is not None and _number(cells[key], style, noisy=noisy) is not None
    return Row(line, tuple(tuple(cell) for cell in cells), anchor)


def _numbers(row: Row, style: NumberStyle, *, noisy: bool) -> dict[int, Printed]:
    """Numbers of the cells that hold nothing else, and quantities with a unit."""
    found = {}
    for place, cell in enumerate(row.cells):
        text = words_text(cell)
        number = parse_amount(text, style, noisy=noisy) or parse_quantity(text, style)
        number = number or (_number(cell, style, noisy=noisy) if len(cell) < 4 else None)
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
        number = _number(row.cells[key], style, noisy=False) if key is not None else None
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
    numbers = {id(row): number for row in rows if (number := _number(row.cells[key], style, noisy=noisy))}
    cents = {row for row, number in numbers.items() if number.decimals >= 2 or number.currencies}
    if len(cents) * 2 <= len(numbers):
        return list(rows)
    return [replace(row, anchor=row.anchor and id(row) in cents) for row in rows]


def _counted(row: Row, columns: Sequence[Column]) -> bool:
    """Quantity and price, or several numbers, stand on the line."""
    filled = {column.kind for column, cell in zip(columns, row.cells, strict=True) if cell}
    return Kind.QUANTITY in filled and bool(filled & {Kind.UNIT_PRICE, Kind.LINE_NO, Kind.PRODUCT_CODE})


def _agrees(row: Row, columns: Sequence[Column], style: NumberStyle) -> bool:
    return product_agrees(_item([row], row, columns, style, noisy=False)) is True


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
        return is_only(row.line.segments[0].text, TOTALS)
    return any(starts_with(segment.text, TOTALS) for segment in row.line.segments)


def _items(
    rows: Sequence[Row], columns: Sequence[Column], pitch: float, style: NumberStyle, *, noisy: bool
) -> list[Item]:
    anchors = [place for place, row in enumerate(rows) if row.anchor]
    text = next((place for place, column in enumerate(columns) if column.kind is Kind.DESCRIPTION), None)
    worded = [place for place, row in enumerate(rows) if row.anchor or (text is not None and row.cells[text])]
    pitch = max(pitch, _own_pitch([rows[place] for place in worded]))
    upward = bool(worded) and not rows[worded[0]].anchor and _apart(rows[worded[0]], rows[worded[1]]) < 1.4 * pitch
    groups: dict[int, list[int]] = {place: [place] for place in anchors}
    for above, below in pairwise([None, *anchors, None]):
        first, last = (-1 if above is None else above), (len(rows) if below is None else below)
        between = [place for place in worded if first < place < last]
        cut = _cut(rows, above, between, below, upward=upward)
        if above is not None:
            groups[above] += between[:cut]
        if below is not None:
            groups[below] = between[cut:] + groups[below]
    items = []
    for place in anchors:
        group = [rows[at] for at in sorted(groups[place])]
        items.append(_item(_together(group, rows[place], text, pitch), rows[place], columns, style, noisy=noisy))
    return items


def _cut(rows: Sequence[Row], above: int | None, between: Sequence[int], below: int | None, *, upward: bool) -> int:
    """How many of the lines between two anchors belong to the upper one.

    The widest gap parts two items. Where no gap is wider, lines go on below the amount, or above it when the table's
    first item does so (`upward`).
    """
    if not between or below is None:
        return len(between)
    if above is None:
        return 0
    steps = [_apart(rows[one], rows[other]) for one, other in pairwise([above, *between, below])]
    widest = max(steps)
    if widest > 1.1 * sorted(steps)[-2]:
        return steps.index(widest)
    return 0 if upward else len(between)


def _apart(one: Row, other: Row) -> float:
    """Distance of the middles of two lines; far when on different pages."""
    if one.line.page != other.line.page:
        return 1.0
    return abs(one.line.y0 + one.line.y1 - other.line.y0 - other.line.y1) / 2


def _own_pitch(rows: Sequence[Row]) -> float:
    """Distance of the lines of one description in this table; 0 when it has none that stand near each other."""
    steps = sorted(_apart(above, below) for above, below in pairwise(rows) if not below.anchor)
    if not steps:
        return 0.0
    low = steps[len(steps) // 4]
    return low if low < 1.6 * median(row.line.height for row in rows) else 0.0


def line_pitch(lines: Sequence[Line]) -> float:
    """Distance of the middles of lines that follow one another in a paragraph: a low quartile over segments that stand
    under each other."""
    steps = []
    for place, line in enumerate(lines):
        for segment in line.segments:
            for below in lines[place + 1 : place + 4]:
                if below.page != line.page:
                    break
                under = [other for other in below.segments if overlap(segment.x0, segment.x1, other.x0, other.x1) > 0.5]
                if under:
                    step = (under[0].y0 + under[0].y1 - segment.y0 - segment.y1) / 2
                    if step > 0.8 * min(segment.height, under[0].height):
                        steps.append(step)
                    break
    if not steps:
        return 0.0
    return sorted(steps)[len(steps) // 4]


def _together(group: Sequence[Row], anchor: Row, text: int | None, pitch: float) -> list[Row]:
    """The lines of a group whose description follows without a wider gap, up and down from the anchor."""
    if text is None:
        return [anchor]
    place = group.index(anchor)
    kept = [anchor]
    for step, side in ((-1, list(reversed(group[:place]))), (1, list(group[place + 1 :]))):
        last = anchor
        for row in side:
            if not row.cells[text]:
                continue
            reach = 1.4 if kept[0].cells[text] or kept[-1].cells[text] else 2.2
            if _apart(last, row) > reach * pitch:
                break
            kept = [row, *kept] if step < 0 else [*kept, row]
            last = row
    return kept


def _item(rows: Sequence[Row], anchor: Row, columns: Sequence[Column], style: NumberStyle, *, noisy: bool) -> Item:
    cells: dict[Kind, Cell] = {}
    for place, column in enumerate(columns):
        if column.kind in (Kind.DESCRIPTION,):
            words = tuple(word for row in rows for word in row.cells[place])
        else:
            words = anchor.cells[place]
        if not words or column.kind in cells:
            continue
        cell = _cell(column.kind, words, style, noisy=noisy)
        if cell:
            cells[column.kind] = cell
        if column.kind is Kind.QUANTITY and Kind.UNIT not in cells and cell and cell.number and cell.number.unit:
            cells[Kind.UNIT] = Cell(words, cell.number.unit)
    if Kind.AMOUNT not in cells and Kind.GROSS in cells:
        cells[Kind.AMOUNT] = cells[Kind.GROSS]
    if Kind.DESCRIPTION not in cells and Kind.PRODUCT_CODE in cells:
        cells[Kind.DESCRIPTION] = cells.pop(Kind.PRODUCT_CODE)
    return Item(cells, tuple(row.line for row in rows))


def _cell(kind: Kind, words: tuple[Word, ...], style: NumberStyle, *, noisy: bool) -> Cell | None:
    text = words_text(words)
    if kind not in NUMERIC:
        return Cell(words, text)
    if kind is Kind.QUANTITY:
        return _quantity(words, style, noisy=noisy)
    number = _number(words, style, noisy=noisy)
    if number is None or (kind is Kind.TAX_RATE and not 0 <= number.value <= 100):
        return None
    if kind in MONEY and number.percent:
        return None
    return Cell(words, number.raw, number)


def _quantity(words: tuple[Word, ...], style: NumberStyle, *, noisy: bool) -> Cell | None:
    for place, word in enumerate(words):
        number = parse_quantity(word.text, style) or parse_amount(word.text, style, noisy=noisy)
        if number and not number.percent:
            rest = words_text(words[place + 1 :]).strip(" .:") or None
            unit = number.unit or (rest if rest and rest[:1].isalpha() and len(rest) <= 20 else None)
            return Cell((word,), number.raw, replace(number, unit=unit))
    return None


def _number(words: Sequence[Word], style: NumberStyle, *, noisy: bool) -> Printed | None:
    """The number of a cell: the whole text, or the only number in it."""
    text = words_text(words)
    printed = parse_amount(text, style, noisy=noisy)
    if printed:
        return printed
    found = [number for number in find_amounts(text, style) if number.decimals or not number.percent]
    money = [number for number in found if number.decimals >= 2 or number.currencies]
    if len(money) == 1:
        return money[0]
    return found[0] if len(found) == 1 else None
