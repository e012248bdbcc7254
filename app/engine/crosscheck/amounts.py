"""The totals: what stands beside their labels, and in their column."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.engine.crosscheck.known import Known
from app.engine.crosscheck.page import Pages
from app.engine.crosscheck.verdicts import Verdict, contradicted, not_shown, shown
from app.engine.fields.labels import Label
from app.engine.fields.sheet import Amount

_BESIDE = 0.8  # worth of the last amount beside a label, or of one alone beneath it
_COLUMN = 0.012  # of the width of a page: right edges of one column of amounts
_ROWS = 5  # between two totals


@dataclass(frozen=True)
class _Total:
    """`labels` announce it; beside one of `sure` no other amount of the invoice belongs. In their column, the totals
    named in `over` stand over it, those in `under` beneath."""

    name: str
    words: str
    labels: frozenset[Label]
    sure: frozenset[Label] = frozenset()
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"amounts.{self.name}"


_GROSS = frozenset({Label.GROSS, Label.TOTAL, Label.ROUNDED})
_DUE = frozenset({Label.DUE})
_TOTALS = (
    _Total("gross", "total with tax", _GROSS, frozenset({Label.GROSS}), over=("net", "tax")),
    _Total("due", "amount due", _DUE, _DUE, over=("gross", "paid")),
    _Total("net", "total without tax", frozenset({Label.NET, Label.LINES_TOTAL}), under=("tax", "gross")),
    _Total("tax", "tax", frozenset({Label.TAX}), over=("net",), under=("gross",)),
)


def totals(known: Known, pages: Pages) -> Iterator[Verdict]:
    """Gross, due, net, tax: first by their labels, then by their places, so that no amount rivals two of them."""
    asked = [(total, value) for total in _TOTALS if (value := getattr(known.invoice.amounts, total.name)) is not None]
    rivals = {total.name: _beside(total, value, known, pages) for total, value in asked}
    for total, value in asked:
        if rivals[total.name] is None:
            taken = [rival for rival in rivals.values() if rival]
            rivals[total.name] = _in_column(total, value, known, pages, taken)
    for total, value in asked:
        rival, expected = rivals[total.name], f"{value:f}"
        if rival is not None:
            yield contradicted(total.path, total.words, expected, rival.piece)
        elif abs(value) in pages.numbers:
            yield shown(total.path, total.words, expected)
        else:
            yield not_shown(total.path, total.words, expected)


def _beside(total: _Total, wanted: Decimal, known: Known, pages: Pages) -> Amount | None:
    """An amount at a label of the total that is nothing the XML knows, or that belongs elsewhere."""
    labels = total.labels
    if total.name == "gross" and known.invoice.amounts.due == wanted:  # one place is enough for both
        labels |= _DUE
    labelled = [item for item in pages.totals.labelled if item.label in labels]
    if any(abs(item.value) == abs(wanted) for item in labelled):
        return None
    is_there = abs(wanted) in pages.numbers
    for item in labelled:
        if item.worth < _BESIDE or not item.value:
            continue
        on_its_row = {abs(other.value) for other in pages.totals.labelled if other.row == item.row}
        misplaced = not is_there and wanted != 0 and item.label in total.sure
        if misplaced or not on_its_row & known.amounts:
            return item.amount
    return None


def _in_column(total: _Total, wanted: Decimal, known: Known, pages: Pages, taken: list[Amount]) -> Amount | None:
    """Where the page shows the total nowhere: an amount that the XML does not know, in the column of the others.

    Words for totals are many; that the number under net and tax is the total holds in every language.
    """
    if not wanted or abs(wanted) in pages.numbers:
        return None
    over, under = (_anchors(names, known, pages) for names in (total.over, total.under))
    for found in reversed(pages.totals.everything):
        free = all(found.piece != other.piece for other in taken)
        near = any(_is_under(found, anchor) for anchor in over) or any(_is_under(anchor, found) for anchor in under)
        if near and free and abs(found.printed.value) not in known.amounts:
            return found
    return None


def _anchors(names: tuple[str, ...], known: Known, pages: Pages) -> list[Amount]:
    values = {abs(value) for name in names if (value := getattr(known.invoice.amounts, name))}
    if "tax" in names:
        values |= {abs(row.amount) for row in known.invoice.taxes if row.amount}
    return [found for found in pages.totals.everything if abs(found.printed.value) in values]


def _is_under(found: Amount, anchor: Amount) -> bool:
    one, other = found.piece, anchor.piece
    aligned = abs(one.words[-1].x1 - other.words[-1].x1) < _COLUMN
    return one.page == other.page and aligned and 0 < one.row - other.row <= _ROWS
