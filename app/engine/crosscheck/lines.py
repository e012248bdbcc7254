"""The amounts of the items, each on the rows of its description; and what currency all amounts are in."""

import re
from collections.abc import Iterator

from app.domain.invoice import Line
from app.engine.crosscheck.known import Known, bare, of_line
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted, not_shown, shown
from app.engine.fields.sheet import Amount

MOST_LINES = 200  # of a document; the totals tell what is wrong with more
_ENOUGH = 0.7  # of the words of a description
_TOTALS = 4  # amounts beside totals that must all name another currency


def amounts(known: Known, pages: Pages) -> Iterator[Verdict]:
    """One verdict a line."""
    taken: set[int] = set()
    for place, line in enumerate(known.invoice.lines[:MOST_LINES]):
        if line.amount is None or not line.description:
            continue
        path, name, expected = (
            f"lines.{place}.amount",
            f"amount of line {line.line_no or place + 1}",
            f"{line.amount:f}",
        )
        row = _row_of(line, pages, taken)
        if row is not None:
            taken.add(row)
        if abs(line.amount) in pages.numbers:
            yield shown(path, name, expected)
            continue
        rival = _rival(row, line, pages) if row is not None else None
        yield contradicted(path, name, expected, rival.piece) if rival else not_shown(path, name, expected)


def _row_of(line: Line, pages: Pages, taken: set[int]) -> int | None:
    """The row that the description begins on, and that no line above has."""
    words = [bare(word) for word in re.findall(r"\w+", (line.description or "").split("\n")[0])]
    if not words:
        return None
    for row, text in enumerate(pages.rows):
        if row not in taken and sum(word in text for word in words) >= _ENOUGH * len(words):
            return row
    return None


def _rival(row: int, line: Line, pages: Pages) -> Amount | None:
    """The last amount of the row, where no amount on it is the line's own."""
    found = [amount for piece in pages.sheet.pieces(row) for amount in pages.sheet.amounts(piece)]
    money = [amount for amount in found if amount.printed.decimals >= 2 or amount.printed.currencies]
    own = {abs(value) for value in of_line(line)}
    if not money or any(abs(value) in own for value in (money[-1].printed.value, *money[-1].printed.others)):
        return None
    return money[-1]


def currency(known: Known, pages: Pages) -> Iterator[Verdict]:
    """What stands beside the totals: a rival only when all of them name others than the XML."""
    expected = known.invoice.currency
    if expected is None:
        return
    path, name = "currency", "currency"
    named = [item.amount for item in pages.totals.labelled if item.amount.printed.currencies]
    fits = {expected, known.invoice.tax_currency}
    if any(fits & set(amount.printed.currencies) for amount in named) or pages.names(expected):
        yield shown(path, name, expected)
    elif named and len({amount.printed.currencies for amount in named[:_TOTALS]}) == 1:
        yield contradicted(path, name, expected, named[-1].piece)
    else:
        yield not_shown(path, name, expected)
