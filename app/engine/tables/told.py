"""Rows that a service tells, as items: one more way to read a table, which the printed totals judge like the others."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from app.domain.invoice import split_row
from app.domain.reading import Evidence, Found
from app.engine.layout import Line
from app.engine.tables.found import evidence
from app.engine.tables.header import Column, Header
from app.engine.tables.items import Cell, Item
from app.engine.tables.labels import Kind, tells_total
from app.engine.tables.placed import page_sizes
from app.engine.tables.rows import read_table
from app.engine.values import NumberStyle, Printed
from app.engine.words import DocumentText, Word

_HALF = 0.5  # confidence
_KINDS = {
    "description": Kind.DESCRIPTION,
    "product_code": Kind.PRODUCT_CODE,
    "quantity": Kind.QUANTITY,
    "unit": Kind.UNIT,
    "unit_price": Kind.UNIT_PRICE,
    "amount": Kind.AMOUNT,
}


def told_items(text: DocumentText, lines: Sequence[Line], style: NumberStyle) -> list[Item]:
    """The items in the order in which they are told, without totals that stand in the table. Where the columns of the
    table hold more amounts than were told, all that they hold: rows are thrown together, or left out, on paper of tills
    above all."""
    told = [item for item in _told(text, lines) if not _is_total(item)]
    found = [item for page in _pages(told) for item in _in_columns(text, lines, page, style)]
    amounts, more = (Counter(item.amount for item in items if item.amount is not None) for items in (told, found))
    return _whole_as_told(found, told) if len(found) > len(told) and not amounts - more else told


def _whole_as_told(found: Sequence[Item], told: Sequence[Item]) -> list[Item]:
    """The items that were found in columns; those of which a told row holds one alone as they were told."""
    rows = {id(line): item for item in found for line in item.lines if _holds_amount(line, item)}
    whole = {}
    for item in told:
        held = [rows[id(line)] for line in item.lines if id(line) in rows]
        if len(held) == 1:
            whole[id(held[0])] = item
    return [whole.get(id(item), item) for item in found]


def _holds_amount(line: Line, item: Item) -> bool:
    cell = item.cells.get(Kind.AMOUNT)
    return cell is not None and any(word is cell.words[0] for word in line.words)


def _told(text: DocumentText, lines: Sequence[Line]) -> list[Item]:
    rows: dict[int, dict[str, Found]] = {}
    for item in text.told:
        split = split_row(item.path)
        if split and split[0] == "lines":
            rows.setdefault(split[1], {})[split[2]] = item
    words = {page.number: sorted(page.words, key=_middle) for page in text.pages}
    line_of = {id(word): place for place, line in enumerate(lines) for word in line.words}
    return [_item(row, words, lines, line_of) for _, row in sorted(rows.items())]


def _middle(word: Word) -> float:
    """Of its height."""
    return (word.y0 + word.y1) / 2


def _pages(items: Sequence[Item]) -> list[list[Item]]:
    """The items of each page, as far as they have a place."""
    pages: dict[int, list[Item]] = {}
    for item in items:
        if item.lines:
            pages.setdefault(item.lines[0].page, []).append(item)
    return [items for _, items in sorted(pages.items())]


def _in_columns(text: DocumentText, lines: Sequence[Line], told: Sequence[Item], style: NumberStyle) -> list[Item]:
    """What stands between the first and the last row that is told, read by the columns of all of them."""
    own = {id(line) for item in told for line in item.lines}
    places = [place for place, line in enumerate(lines) if id(line) in own]
    columns = []
    for kind in (*_KINDS.values(),):
        spans = [
            (cell.words[0].x0, cell.words[-1].x1) for item in told if (cell := item.cells.get(kind)) and cell.words
        ]
        if spans and kind is not Kind.UNIT:
            columns.append(Column(kind, "", median(x0 for x0, _ in spans), median(x1 for _, x1 in spans)))
    columns.sort(key=lambda column: column.x0)
    header = Header(tuple(columns), places[0] - 1, places[0] - 1)
    return read_table(lines, header, places[-1] + 1, page_sizes(text), style, noisy=text.recognized)


def is_incomplete(text: DocumentText, items: Sequence[Item]) -> Iterator[Found]:
    """What says that items are missing or thrown together, of items that do not add up: that it is told, or an amount
    in the table that nothing belongs to."""
    yield from (item for item in text.told if item.path == "lines_incomplete")
    for item in items if text.told else ():
        if item.cells.keys() <= {Kind.AMOUNT}:
            cell = item.cells.get(Kind.AMOUNT)
            yield Found(
                "lines_incomplete", True, evidence(cell, _HALF, text.source) if cell else Evidence(source=text.source)
            )


def is_tax(item: Found) -> bool:
    return item.path.startswith("taxes.")


def _item(row: dict[str, Found], words: dict[int, list[Word]], lines: Sequence[Line], line_of: dict[int, int]) -> Item:
    """`words`: those of each page by height; `line_of`: the place of a word's line, by the word's identity."""
    cells = {
        kind: _cell(row[name], _inside(row[name].evidence, words.get(row[name].evidence.page or 0, [])))
        for name, kind in _KINDS.items()
        if name in row
    }
    places = {line_of[id(word)] for cell in cells.values() for word in cell.words if id(word) in line_of}
    raw = row.get("raw_row")
    return Item(cells, tuple(lines[place] for place in sorted(places)), raw=str(raw.value) if raw else "")


def _cell(item: Found, words: tuple[Word, ...]) -> Cell:
    value, raw = item.value, item.evidence.raw or str(item.value)
    if not isinstance(value, Decimal):
        return Cell(words, raw if value is None else str(value))
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Cell(words, raw, Printed(value, raw, decimals=decimals))


def _inside(evidence: Evidence, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a place, whose middles lie in it. `words` come by height."""
    if evidence.polygon is None:
        return ()
    xs, ys = [x for x, _ in evidence.polygon], [y for _, y in evidence.polygon]
    first, last = bisect_left(words, min(ys), key=_middle), bisect_right(words, max(ys), key=_middle)
    return tuple(word for word in words[first:last] if min(xs) <= (word.x0 + word.x1) / 2 <= max(xs))


def _is_total(item: Item) -> bool:
    name = item.cells.get(Kind.DESCRIPTION)
    return name is not None and item.amount is not None and tells_total(name.text)
