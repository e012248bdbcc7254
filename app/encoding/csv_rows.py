"""Rows of CSV (RFC 4180) in which no program finds a formula, whatever it takes for the end of a cell.

Every text stands in quotes. Programs that part cells at a semicolon or a tab, as spreadsheets of many countries do, do
not see these quotes: so a text is marked wherever a cell could begin in it, not at its own beginning alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

Cell = str | Decimal | None

MARK = "\ufeff"  # in front of the file: spreadsheets guess the encoding wrong without it
TEXT = "'"  # what follows it is text

_ENDS = ',;|"\t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029'  # where a cell or a row ends for some program
_PASSED = " '\u00a0\u3000\ufeff\u200b"  # between the begin of a cell and its first sign; so are quotes
# Formula signs in all their forms, as full-width and small ones.
_SIGNS = "".join(
    sign for sign in map(chr, range(0x20, 0x10000)) if unicodedata.normalize("NFKC", sign)[:1] in {*"=+-@%"}
)
_FIRST = re.compile(f'["{_PASSED}]*+[|\t\r\n{re.escape(_SIGNS)}]')
_INSIDE = re.compile(f"(?<![{_ENDS}{_PASSED}])[{_ENDS}{_PASSED}]++(?=[{re.escape(_SIGNS)}])")


def row(cells: Sequence[Cell]) -> str:
    """One line with its end. Numbers and what is absent stand without quotes."""
    return ",".join(map(_cell, cells)) + "\r\n"


def rows(table: Iterable[Sequence[Cell]]) -> Iterable[str]:
    yield MARK
    yield from map(row, table)


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return '"' + harmless(cell).replace('"', '""') + '"'


def harmless(text: str) -> str:
    """The text, with an apostrophe wherever a cell could begin with a formula."""
    marked = _INSIDE.sub(_marked, text)
    return f"{TEXT}{marked}" if _FIRST.match(text) else marked


def _marked(found: re.Match[str]) -> str:
    """What stands before a formula sign, with the mark if a cell may end in it. Blanks alone end none, nor do quotes in
    front, behind the mark that they get."""
    ends = _ENDS if found.start() else _ENDS.replace('"', "")
    return found[0] + (TEXT if any(sign in ends for sign in found[0]) else "")
