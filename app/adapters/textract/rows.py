"""Rows that Textract threw together: found by several prices one above the other, and taken apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.adapters.textract.answer import Block, Box, Expense, Field, surrounding
from app.adapters.textract.columns import Columns
from app.adapters.textract.parting import amount_lines, by_lines, by_words
from app.adapters.textract.printed import Style

Part = tuple[tuple[Field, ...], bool]  # the fields of one item, and whether nothing of it is known to be missing


class Words:
    """The words of an expense, found by page and height."""

    def __init__(self, blocks: list[Block]) -> None:
        self._pages: dict[int, list[Block]] = {}
        for block in sorted(blocks, key=_height):
            self._pages.setdefault(block.page, []).append(block)

    def within(self, area: Box, page: int | None) -> list[Block]:
        """Those whose middle lies in the area; on all pages when the page is not known."""
        found: list[Block] = []
        for number in self._pages if page is None else (page,):
            blocks = self._pages.get(number, [])
            first = bisect_left(blocks, area.y0, key=_height)
            last = bisect_right(blocks, area.y1, key=_height)
            found += [block for block in blocks[first:last] if area.holds(block.box)]
        return found


def _height(block: Block) -> float:
    return block.box.middle


@dataclass(frozen=True)
class Row:
    """A row of a table with the words that are its own."""

    fields: tuple[Field, ...]
    words: tuple[Block, ...]


def parted(expense: Expense, style: Style) -> Iterator[Part]:
    """The rows of all tables in order. Each row that holds several prices one above the other is taken apart by the
    words of the page, or by the lines of its texts; where neither tells, it stays and is not whole."""
    words = Words([block for block in expense.blocks if block.kind == "WORD"])
    for table in expense.tables:
        columns = Columns.of(table, style)
        for row in _with_words(table, words):
            prices = _prices(row, columns, style)
            if len(prices) < 2:
                yield row.fields, True
                continue
            parts = by_words(row.fields, row.words, columns, prices) or by_lines(row.fields, style)
            yield from ((part, True) for part in parts) if parts else iter([(row.fields, False)])


def _with_words(table: tuple[tuple[Field, ...], ...], words: Words) -> Iterator[Row]:
    """Each row with the words in its box. EXPENSE_ROW often reaches into the rows beside it, whose words are theirs."""
    for place, row in enumerate(table):
        placed = [field for field in row if field.box and field.text]
        around = surrounding([field.box for field in placed if field.box])
        if around is None:
            yield Row(row, ())
            continue
        own = _boxes(row)
        others = [
            box
            for beside in (*table[max(0, place - 1) : place], *table[place + 1 : place + 2])
            for box in _boxes(beside)
        ]
        inside = (
            word
            for word in words.within(around, placed[0].page)
            if any(box.holds(word.box) for box in own) or not any(box.holds(word.box) for box in others)
        )
        yield Row(row, tuple(inside))


def _boxes(row: tuple[Field, ...]) -> list[Box]:
    return [field.box for field in row if field.box and field.text and field.type != "EXPENSE_ROW"]


def _prices(row: Row, columns: Columns, style: Style) -> list[Box]:
    """The places of the prices of a row that stand one above the other; without words those of its own fields."""
    fields = [field for field in row.fields if field.type == "PRICE" and field.text]
    if not fields:
        return []
    boxes = [word.box for word in row.words if columns.is_price(word)]
    if not boxes:
        boxes = [field.box for field in fields if field.box]
        several = max((len(amount_lines(field.text, style)) for field in fields), default=0)
        if several > 1 and len(boxes) == 1:
            boxes = _sliced(boxes[0], several)
    return _apart(boxes)


def _sliced(box: Box, count: int) -> list[Box]:
    step = (box.y1 - box.y0) / count
    return [replace(box, y0=box.y0 + step * n, y1=box.y0 + step * (n + 1)) for n in range(count)]


def _apart(boxes: list[Box]) -> list[Box]:
    """From the top; those on one height count once."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if not kept or box.middle - kept[-1].middle > 0.6 * max(box.y1 - box.y0, 0.004):
            kept.append(box)
    return kept
