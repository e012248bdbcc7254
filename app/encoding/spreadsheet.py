"""XLSX: every text is of the type text, so that none of it is calculated, followed or fetched."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from app.encoding.csv_rows import Cell

EXACT_DIGITS = 15  # a spreadsheet keeps numbers as binary fractions of about this many digits
LONGEST = 32_767  # signs of a text
CHUNK = 64 * 1024


def workbook(table: Iterable[Sequence[Cell]], *, name: str) -> Iterator[bytes]:
    """The file in parts. The format needs its index at the end: written row by row to a temporary file, then sent."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(table):
                for place, cell in enumerate(row):
                    if isinstance(cell, Decimal) and len(cell.as_tuple().digits) <= EXACT_DIGITS:
                        sheet.write_number(number, place, float(cell))
                    elif cell is not None:
                        sheet.write_string(number, place, _text(cell))
        file.seek(0)
        while part := file.read(CHUNK):
            yield part


def _text(cell: str | Decimal) -> str:
    return (format(cell, "f") if isinstance(cell, Decimal) else cell)[:LONGEST]
