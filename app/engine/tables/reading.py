"""Items of a document: from its tables, checked by their arithmetic."""

from collections.abc import Sequence

from app.domain.reading import Found, Source
from app.engine.layout import Line, document_lines
from app.engine.tables.found import line_found
from app.engine.tables.header import find_headers, is_item_header
from app.engine.tables.items import Item
from app.engine.tables.rows import Table, read_table
from app.engine.tables.totals import meets, printed_totals
from app.engine.values import NumberStyle, number_style
from app.engine.words import DocumentText


def read_lines(text: DocumentText) -> list[Found]:
    """The items as `lines.N.*`, in printed order, and `lines_incomplete` when they do not meet the printed totals."""
    lines = document_lines(text)
    style = number_style(line.text for line in lines)
    noisy = text.source is Source.ENGINE
    tables = _tables(text, lines, style, noisy=noisy)
    items = _chosen(tables, lines, style)
    totals = printed_totals(lines, items, style)
    return line_found(items, totals, text.source)


def _tables(text: DocumentText, lines: Sequence[Line], style: NumberStyle, *, noisy: bool) -> list[Table]:
    headers = find_headers(lines, style)
    sizes = {page.number: (page.width, page.height) for page in text.pages}
    ends = [*(header.first for header in headers[1:]), len(lines)][: len(headers)]
    return [
        read_table(lines, header, end, sizes, style, noisy=noisy)
        for header, end in zip(headers, ends, strict=True)
        if is_item_header(header)
    ]


def _chosen(tables: Sequence[Table], lines: Sequence[Line], style: NumberStyle) -> list[Item]:
    """All tables, unless one alone meets the printed totals and all together do not."""
    every = [item for table in tables for item in table.items]
    if len(tables) < 2 or meets(every, printed_totals(lines, every, style)):
        return every
    for table in tables:
        if meets(table.items, printed_totals(lines, every, style)):
            return list(table.items)
    return every
