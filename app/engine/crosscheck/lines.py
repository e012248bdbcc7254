"""The amounts of the items, each on the rows of its description; and what currency all amounts are in."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.invoice import Line
from app.engine.crosscheck.known import Known, bare, of_line
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted, not_shown, shown
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Amount
from app.engine.values import currencies_named

MOST_LINES = 200  # of a document; the totals tell what is wrong with more
_ENOUGH = 0.7  # of the words of a description
_CENTS = 2
_DEEP = 3  # rows of a description that are looked at
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
        if abs(line.amount) in pages.money:
            yield shown(path, name, expected)
            continue
        rival = _rival(row, _allowed(line, known), pages, taken) if row is not None else None
        yield contradicted(path, name, expected, rival.piece) if rival else not_shown(path, name, expected)


def _allowed(line: Line, known: Known) -> set[Decimal]:
    """What may stand on the rows of a line: its own amounts, and those of others where rows lie close."""
    others = {abs(each.amount) for each in known.invoice.lines if each is not line and each.amount is not None}
    return others | {abs(value) for value in of_line(line)}


def _row_of(line: Line, pages: Pages, taken: set[int]) -> int | None:
    """The row that the description begins on, and that no line above has. It may go on on the rows below."""
    words = [bare(word) for word in re.findall(r"\w+", (line.description or "").split("\n")[0])]
    if not words:
        return None
    for row, text in enumerate(pages.rows):
        if row in taken or words[0] not in text:
            continue
        block = "".join(pages.rows[row : row + _DEEP])
        if sum(word in block for word in words) >= _ENOUGH * len(words):
            return row
    return None


def _rival(row: int, allowed: set[Decimal], pages: Pages, taken: set[int]) -> Amount | None:
    """The last amount on the row, or on a row beside it, unless it is the line's own or that of another line."""
    for near in (row, row - 1, row + 1):
        # A row beside it is another line's, or has a label of its own; words of the description may look like one.
        elsewhere = near != row and (near in taken or pages.sheet.on_row(near))
        if elsewhere or not 0 <= near < len(pages.rows):
            continue
        found = [amount for piece in pages.sheet.pieces(near) for amount in pages.sheet.amounts(piece)]
        money = [amount for amount in found if amount.printed.decimals == _CENTS or not pages.totals.cents]
        if money:
            last = money[-1]
            known = any(abs(value) in allowed for value in (last.printed.value, *last.printed.others))
            return None if known else last
    return None


def currency(known: Known, pages: Pages) -> Iterator[Verdict]:
    """What stands beside the totals: a rival only when all of them name others than the XML."""
    expected = known.invoice.currency
    if expected is None:
        return
    path, name = "currency", "currency"
    named = [item.amount for item in pages.totals.labelled if item.amount.printed.currencies]
    fits = {expected, known.invoice.tax_currency}
    announced = [piece for hit in pages.sheet.of(Label.CURRENCY) for piece in pages.sheet.after(hit)[:1]]
    codes = {piece: currencies_named(piece.text.strip(" :")) for piece in announced}
    other = next((piece for piece, found in codes.items() if found and not fits & set(found)), None)
    if any(fits & set(amount.printed.currencies) for amount in named) or pages.names(expected):
        yield shown(path, name, expected)
    elif other is not None:
        yield contradicted(path, name, expected, other)
    elif named and len({amount.printed.currencies for amount in named[:_TOTALS]}) == 1:
        yield contradicted(path, name, expected, named[-1].piece)
    else:
        yield not_shown(path, name, expected)
