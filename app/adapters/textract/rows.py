"""Rows that Textract threw together, taken apart by the geometry of the words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

from app.adapters.textract.answer import Block, Box, Expense, Field
from app.adapters.textract.printed import Style, one_line

Part = tuple[tuple[Field, ...], bool]  # the fields of one item, and whether nothing of it is known to be missing
_NUMBERS = ("PRICE", "UNIT_PRICE", "QUANTITY")
_COLUMNS = ("PRODUCT_CODE", "QUANTITY", "UNIT_PRICE", "PRICE")


class Words:
    """The words of an expense, found by page and height."""

    def __init__(self, blocks: list[Block]) -> None:
        self._pages: dict[int, list[Block]] = {}
        for block in sorted(blocks, key=lambda block: block.box.middle):
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
class Column:
    x0: float
    x1: float

    def holds(self, box: Box) -> bool:
        return self.x0 <= (box.x0 + box.x1) / 2 <= self.x1


def parted(expense: Expense, style: Style) -> Iterator[Part]:
    """The rows of all tables in order. Each row that holds several prices one above the other is taken apart by the
    words of the page, or by the lines of its texts; where neither tells, it stays and is not whole."""
    words = Words([block for block in expense.blocks if block.kind == "WORD"])
    for table in expense.tables:
        columns = columns_of(table)
        for row in table:
            prices = _prices(row, words, columns, style)
            if len(prices) < 2:
                yield row, True
                continue
            parts = _by_words(row, words, columns, prices) or _by_lines(row, style)
            if parts:
                yield from ((part, True) for part in parts)
            else:
                yield row, False


def columns_of(table: tuple[tuple[Field, ...], ...]) -> dict[str, Column]:
    """Where the columns of a table are, by all of its rows; a row apart does not widen them."""
    columns = {}
    for kind in _COLUMNS:
        boxes = [field.box for row in table for field in row if field.type == kind and field.text and field.box]
        if boxes:
            slack = 0.01
            columns[kind] = Column(median(box.x0 for box in boxes) - slack, max(box.x1 for box in boxes) + slack)
    return columns


def _prices(row: tuple[Field, ...], words: Words, columns: dict[str, Column], style: Style) -> list[Box]:
    """The places of the prices of a row that stand one above the other; without words those of its own fields."""
    fields = [field for field in row if field.type == "PRICE" and field.text]
    if not fields:
        return []
    page, area, column = fields[0].page, _area(row), columns.get("PRICE")
    boxes: list[Box] = []
    if area is not None and column is not None:
        inside = [word for word in words.within(area, page) if column.holds(word.box)]
        for word in inside:
            number = style.amount(word.text)
            if number is not None and number.decimals:
                boxes.append(word.box)
    if not boxes:
        boxes = [field.box for field in fields if field.box]
        several = max((len(_amount_lines(field.text, style)) for field in fields), default=0)
        if several > 1 and len(boxes) == 1:
            step = (boxes[0].y1 - boxes[0].y0) / several
            boxes = [
                replace(boxes[0], y0=boxes[0].y0 + step * n, y1=boxes[0].y0 + step * (n + 1)) for n in range(several)
            ]
    return _apart(boxes)


def _area(row: tuple[Field, ...]) -> Box | None:
    """The box around the fields of the row that are its own: EXPENSE_ROW often reaches into the next row."""
    boxes = [field.box for field in row if field.box and field.text and field.type in ("ITEM", "DESCRIPTION", "PRICE")]
    whole = [field.box for field in row if field.box and field.type == "EXPENSE_ROW"]
    if not boxes:
        return None
    around = boxes + whole
    return Box(
        min(box.x0 for box in around),
        min(box.y0 for box in boxes),
        max(box.x1 for box in around),
        max(box.y1 for box in boxes),
    )


def _apart(boxes: list[Box]) -> list[Box]:
    """From the top; those on one height count once."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        if not kept or box.middle - kept[-1].middle > 0.6 * max(box.y1 - box.y0, 0.004):
            kept.append(box)
    return kept


def _by_words(
    row: tuple[Field, ...], words: Words, columns: dict[str, Column], prices: list[Box]
) -> list[tuple[Field, ...]]:
    """One item for each price: what stands from its height down to the next price is its own, as items are printed
    with the price on their first line. Empty when that leaves an item without a description."""
    area = _area(row)
    sample = next((field for field in row if field.type == "PRICE"), None)
    if area is None or sample is None:
        return []
    height = median(box.y1 - box.y0 for box in prices)
    own = words.within(area, sample.page)
    bands: list[list[Block]] = [[] for _ in prices]
    for word in own:
        above = [place for place, price in enumerate(prices) if price.middle - 0.7 * height <= word.box.middle]
        bands[above[-1] if above else 0].append(word)
    if not all(bands):
        return []
    parts = [_fields(band, columns, sample) for band in bands]
    return parts if all({"ITEM", "PRICE"} <= {field.type for field in part} for part in parts) else []


def _fields(words: list[Block], columns: dict[str, Column], sample: Field) -> tuple[Field, ...]:
    by_kind: dict[str, list[Block]] = {}
    for word in words:
        kind = next((kind for kind, column in columns.items() if column.holds(word.box)), "ITEM")
        by_kind.setdefault(kind, []).append(word)
    fields = [_field(kind, found, sample) for kind, found in by_kind.items()]
    return (*fields, _field("EXPENSE_ROW", words, sample))


def _field(kind: str, words: list[Block], sample: Field) -> Field:
    """A field put together from words, in reading order."""
    height = median(word.box.y1 - word.box.y0 for word in words) or 0.01
    ordered = sorted(words, key=lambda word: (round(word.box.middle / height), word.box.x0))
    box = Box(
        min(word.box.x0 for word in words),
        min(word.box.y0 for word in words),
        max(word.box.x1 for word in words),
        max(word.box.y1 for word in words),
    )
    confidence = min(word.confidence for word in words)
    return replace(
        sample,
        type=kind,
        text=" ".join(word.text for word in ordered),
        label="",
        label_confidence=None,
        confidence=round(confidence * (sample.confidence or 1.0), 4),
        page=sample.page or words[0].page,
        box=box,
        polygon=box.corners,
    )


def _by_lines(row: tuple[Field, ...], style: Style) -> list[tuple[Field, ...]]:
    """Without words: texts of several lines that are as many in each field belong together line by line."""
    price = next((field for field in row if field.type == "PRICE" and field.text), None)
    count = len(_amount_lines(price.text, style)) if price else 0
    fields = [field for field in row if field.text and field.type != "EXPENSE_ROW"]
    if count < 2 or any(len(field.text.splitlines()) != count for field in fields):
        return []
    if not any(field.type in ("ITEM", "DESCRIPTION") for field in fields):
        return []
    return [
        tuple(replace(field, text=one_line(field.text.splitlines()[place])) for field in fields)
        for place in range(count)
    ]


def _amount_lines(text: str, style: Style) -> list[str]:
    """The lines of a text, if every one of them is an amount."""
    lines = text.splitlines()
    return lines if all(style.amount(line) is not None for line in lines) else []
