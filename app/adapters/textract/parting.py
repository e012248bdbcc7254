"""One row of Textract's becomes several items."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from app.adapters.textract.answer import Block, Box, Field, surrounding
from app.adapters.textract.columns import Columns
from app.adapters.textract.printed import Style, one_line

Line = list[Block]


def by_words(
    row: Sequence[Field], words: Sequence[Block], columns: Columns, prices: Sequence[Box]
) -> list[tuple[Field, ...]]:
    """One item for each price: the lines from its own down to that of the next. A price on a line without text, as on
    receipts (`2 x 4.00  8.00`), has its item on the line above. Empty when an item would be without a description."""
    sample = next((field for field in row if field.type == "PRICE"), None)
    lines = _lines(words)
    if sample is None or not lines:
        return []
    starts = [_start(price, lines, columns) for price in prices]
    if sorted(set(starts)) != starts:
        return []
    ends = [*starts[1:], len(lines)]
    bands = [lines[start:end] for start, end in zip([0, *starts[1:]], ends, strict=True)]
    parts = [_fields(band, columns, sample) for band in bands]
    return parts if all({"ITEM", "PRICE"} <= {field.type for field in part} for part in parts) else []


def _start(price: Box, lines: list[Line], columns: Columns) -> int:
    """The line with which the item of a price begins."""
    own = min(range(len(lines)), key=lambda place: abs(lines[place][0].box.middle - price.middle))
    has_text = any(columns.is_text(word) for word in lines[own] if not columns.is_price(word))
    return own if has_text else max(0, own - 1)


def _lines(words: Sequence[Block]) -> list[Line]:
    """Words by printed line from the top, each from the left."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda word: word.box.middle):
        height = word.box.y1 - word.box.y0
        if lines and word.box.middle - median(other.box.middle for other in lines[-1]) < 0.6 * max(height, 0.004):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box.x0) for line in lines]


def _fields(lines: list[Line], columns: Columns, sample: Field) -> tuple[Field, ...]:
    by_kind: dict[str, Line] = {}
    for line in lines:
        for word in line:
            by_kind.setdefault(columns.kind(word, line), []).append(word)
    fields = [_field(kind, words, sample) for kind, words in by_kind.items() if kind != "EXPENSE_ROW"]
    return (*fields, _field("EXPENSE_ROW", [word for line in lines for word in line], sample))


def _field(kind: str, words: Line, sample: Field) -> Field:
    """A field put together from words in reading order."""
    box = surrounding([word.box for word in words])
    confidence = min((word.confidence for word in words), default=0.0)
    return replace(
        sample,
        type=kind,
        text=" ".join(word.text for word in words),
        label="",
        label_confidence=None,
        confidence=round(confidence * (sample.confidence or 1.0), 4),
        page=sample.page or words[0].page,
        box=box,
        polygon=box.corners if box else None,
    )


def by_lines(row: Sequence[Field], style: Style) -> list[tuple[Field, ...]]:
    """Without words: texts of several lines that are as many in each field belong together line by line."""
    price = next((field for field in row if field.type == "PRICE" and field.text), None)
    count = len(amount_lines(price.text, style)) if price else 0
    fields = [field for field in row if field.text and field.type != "EXPENSE_ROW"]
    if count < 2 or any(len(field.text.splitlines()) != count for field in fields):
        return []
    if not any(field.type in ("ITEM", "DESCRIPTION") for field in fields):
        return []
    return [
        tuple(replace(field, text=one_line(field.text.splitlines()[place])) for field in fields)
        for place in range(count)
    ]


def amount_lines(text: str, style: Style) -> list[str]:
    """The lines of a text, if every one of them is an amount."""
    lines = text.splitlines()
    return lines if all(style.amount(line) is not None for line in lines) else []
