"""One field reader for both ways to words: from the printed words of a document to its reading."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain.errors import DocumentRejected
from app.domain.reading import Found, Reading, build_reading
from app.engine.fields import read_fields
from app.engine.tables import read_tables
from app.engine.words import DocumentText


def read_document(text: DocumentText, *, reader: str, version: str) -> Reading:
    """Header fields, lines and taxes. `DocumentRejected` `nothing-to-read` when there are no words."""
    return build_reading(reader=reader, version=version, pages=len(text.pages), found=find_values(text))


def find_values(text: DocumentText) -> list[Found]:
    """Every value that the words support, with its evidence."""
    if not any(page.words for page in text.pages):
        raise DocumentRejected("nothing-to-read", "There is no text on the document.")
    tables = read_tables(text)
    fields = read_fields(text, tables.rows)
    if not fields:
        return []  # a table of prices alone is no bill
    return [*fields, *_lines_total(fields, tables.lines), *tables.lines, *tables.taxes]


def _lines_total(fields: list[Found], lines: list[Found]) -> Iterator[Found]:
    """The net or gross total is that of the lines too, when they add up to it and no label names one."""
    named = {item.path: item for item in fields if item.value is not None}
    amounts = [item.value for item in lines if re.fullmatch(r"lines\.\d+\.amount", item.path)]
    count = len({item.path.split(".")[1] for item in lines if re.match(r"lines\.\d", item.path)})
    if not amounts or None in amounts or len(amounts) != count or "amounts.lines_total" in named:
        return
    for path in ("amounts.net", "amounts.gross"):
        total = named.get(path)
        if total is not None and total.value == sum(amounts):
            yield replace(total, path="amounts.lines_total")
            return
