"""Which printed lines of a table make one item."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median

from app.engine.layout import Line, overlap
from app.engine.tables.cells import read_cell
from app.engine.tables.header import Column
from app.engine.tables.items import Cell, Item, words_text
from app.engine.tables.labels import Kind
from app.engine.values import NumberStyle, parse_quantity
from app.engine.words import Word

_CENT = Decimal("0.011")
_AS_FAR_AS_ITEMS = 0.9
_LONGEST_HEADING = 5  # words


@dataclass(frozen=True)
class Row:
    """One printed line of the table's body, its words by column."""

    line: Line
    cells: tuple[tuple[Word, ...], ...]
    anchor: bool  # carries the row's amount


def group_items(
    rows: Sequence[Row], columns: Sequence[Column], pitch: float, style: NumberStyle, *, noisy: bool
) -> list[Item]:
    """One item for every row that carries an amount, with the lines of its description above and below.

    `pitch` is the distance of the document's lines within a paragraph.
    """
    anchors = [place for place, row in enumerate(rows) if row.anchor]
    text = next((place for place, column in enumerate(columns) if column.kind is Kind.DESCRIPTION), None)
    worded = [place for place, row in enumerate(rows) if row.anchor or (text is not None and row.cells[text])]
    pitch = max(pitch, _own_pitch([rows[place] for place in worded]))
    upward = len(worded) > 1 and not rows[worded[0]].anchor and _apart(rows[worded[0]], rows[worded[1]]) < 1.4 * pitch
    groups: dict[int, list[int]] = {place: [place] for place in anchors}
    for above, below in pairwise([None, *anchors, None]):
        first, last = (-1 if above is None else above), (len(rows) if below is None else below)
        between = [place for place in worded if first < place < last]
        cut = _cut(rows, above, between, below, upward=upward)
        if above is not None:
            groups[above] += between[:cut]
        if below is not None:
            groups[below] = between[cut:] + groups[below]
    headings = _headings(rows, groups, text)
    items = []
    for place in anchors:
        group = [rows[at] for at in sorted(groups[place]) if at not in headings]
        items.append(item_of(_together(group, rows[place], text, pitch), rows[place], columns, style, noisy=noisy))
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


def _headings(rows: Sequence[Row], groups: dict[int, list[int]], text: int | None) -> set[int]:
    """Lines that name a section, above an item that has a text of its own.

    Where texts go on below their amounts, what stands above one is no part of it. Where they go on above, the lines
    stand closer than items do.
    """
    if text is None:
        return set()
    worded = [place for place in groups if rows[place].cells[text]]
    led = {place: group[0] for place, group in groups.items() if group[0] < place}
    single = all(
        groups[place][1] == place and place in worded and _is_heading(rows[at].line) for place, at in led.items()
    )
    if not led or not single or len(worded) * 3 < len(groups) * 2 or len(led) > max(1, len(groups) // 2):
        return set()
    trailed = {place for place, group in groups.items() if group[-1] > place}
    if trailed and trailed != set(led):  # else the amount stands in the middle of its text
        return set(led.values())
    steps = [_apart(rows[one], rows[other]) for one, other in pairwise(sorted(groups))]
    far = _AS_FAR_AS_ITEMS * min(steps, default=1.0)
    return {at for place, at in led.items() if _apart(rows[at], rows[place]) >= far}


def _is_heading(line: Line) -> bool:
    return len(line.words) <= _LONGEST_HEADING and not any(character.isdigit() for character in line.text)


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


def item_of(rows: Sequence[Row], anchor: Row, columns: Sequence[Column], style: NumberStyle, *, noisy: bool) -> Item:
    cells: dict[Kind, Cell] = {}
    for place, column in enumerate(columns):
        if column.kind in (Kind.DESCRIPTION,):
            words = tuple(word for row in rows for word in row.cells[place])
        else:
            words = anchor.cells[place]
        if not words or column.kind in cells:
            continue
        cell = read_cell(column.kind, words, style, noisy=noisy)
        if cell:
            cells[column.kind] = cell
        if column.kind is Kind.QUANTITY and Kind.UNIT not in cells and cell and cell.number and cell.number.unit:
            cells[Kind.UNIT] = Cell(words, cell.number.unit)
    _correct_discount(cells)
    _correct_quantity(cells, style)
    if Kind.AMOUNT not in cells and Kind.GROSS in cells:
        cells[Kind.AMOUNT] = cells[Kind.GROSS]
    if Kind.DESCRIPTION not in cells and Kind.PRODUCT_CODE in cells:
        cells[Kind.DESCRIPTION] = cells.pop(Kind.PRODUCT_CODE)
    return Item(cells, tuple(row.line for row in rows))


def _correct_quantity(cells: dict[Kind, Cell], style: NumberStyle) -> None:
    """A quantity that ran into the text beside it: the product tells."""
    text = cells.get(Kind.DESCRIPTION)
    price, amount = (cells[kind].number if kind in cells else None for kind in (Kind.UNIT_PRICE, Kind.AMOUNT))
    if Kind.QUANTITY in cells or text is None or len(text.words) < 2 or not price or not amount:
        return
    lead = parse_quantity(text.words[0].text, style)
    if lead and not lead.unit and abs(lead.value * price.value - amount.value) <= _CENT:
        cells[Kind.QUANTITY] = Cell(text.words[:1], text.words[0].text, lead)
        cells[Kind.DESCRIPTION] = Cell(text.words[1:], words_text(text.words[1:]))


def _correct_discount(cells: dict[Kind, Cell]) -> None:
    """In a row without a discount its empty column may have caught the number beside it: the product tells."""
    discount, amount = (cells[kind].number if kind in cells else None for kind in (Kind.DISCOUNT, Kind.AMOUNT))
    missing = [kind for kind in (Kind.QUANTITY, Kind.UNIT_PRICE) if kind not in cells]
    if discount is None or amount is None or discount.percent or len(missing) != 1:
        return
    other = cells.get(Kind.UNIT_PRICE if missing[0] is Kind.QUANTITY else Kind.QUANTITY)
    if other and other.number and abs(other.number.value * discount.value - amount.value) <= _CENT:
        cells[missing[0]] = cells.pop(Kind.DISCOUNT)
