"""Items that Textract left out of a table: prices in its column that no row holds."""

from bisect import bisect_right
from collections.abc import Iterator

from app.adapters.textract.answer import Block, Box, Expense, Field
from app.adapters.textract.columns import Columns
from app.adapters.textract.printed import Style
from app.adapters.textract.rows import Words

_CENTS = 2


def lost_prices(expense: Expense, style: Style) -> Iterator[Block]:
    """Printed amounts between the first and the last row of a table, in the column of its prices, beside every row."""
    words = Words([block for block in expense.blocks if block.kind == "WORD"])
    for table in expense.tables:
        column = Columns.of(table, style).prices
        if column is None:
            continue
        for page in {field.page for row in table for field in row if field.type == "PRICE"}:
            spans = _spans(table, page)
            between = Box(column.x0, spans[0][0], column.x1, spans[-1][1]) if spans else None
            for word in words.within(between, page) if between else []:
                number = style.amount(word.text)
                if number is not None and number.decimals == _CENTS and not _is_covered(word.box.middle, spans):
                    yield word


def _spans(table: tuple[tuple[Field, ...], ...], page: int | None) -> list[tuple[float, float]]:
    """The heights that rows of the page take up, from the top, joined where they overlap."""
    joined: list[tuple[float, float]] = []
    for y0, y1 in sorted(span for row in table if (span := _span(row, page)) is not None):
        if joined and y0 <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(y1, joined[-1][1]))
        else:
            joined.append((y0, y1))
    return joined


def _span(row: tuple[Field, ...], page: int | None) -> tuple[float, float] | None:
    boxes = [field.box for field in row if field.box and field.text and field.page == page]
    return (min(box.y0 for box in boxes), max(box.y1 for box in boxes)) if boxes else None


def _is_covered(height: float, spans: list[tuple[float, float]]) -> bool:
    place = bisect_right(spans, (height, 1.0)) - 1
    return place >= 0 and height <= spans[place][1]
