"""Net amount and tax: what adds up to the total first, what only its label supports after it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.engine.fields.amounts import CENT, Totals
from app.engine.fields.choice import Choice, choice
from app.engine.fields.labelled import MOST_TAX, Labelled
from app.engine.fields.labels import Label

SUMS = 0.97
_ONLY_LABELLED = 0.55


def net_and_tax(totals: Totals, gross: Decimal | None) -> tuple[list[Choice], list[Choice]]:
    """Choices for the net amount and for the tax."""
    nets: list[Choice] = []
    taxes: list[Choice] = []
    if gross is not None:
        for net, tax in (*_labelled_pairs(totals, gross), *_several_taxes(totals, gross), *_rows(totals, gross)):
            nets.append(net)
            taxes.append(tax)
    if not taxes:
        nets += [
            _choice(item, _ONLY_LABELLED * item.worth) for item in _labelled(totals, Label.NET) if item.value != gross
        ]
        taxes += [
            _choice(item, 0.6 * item.worth)
            for item in _labelled(totals, Label.TAX)
            if gross is None or abs(item.value) <= MOST_TAX * abs(gross)
        ]
    return nets, taxes


def _labelled(totals: Totals, label: Label) -> list[Labelled]:
    return [item for item in totals.labelled if item.label is label]


def _labelled_pairs(totals: Totals, gross: Decimal) -> Iterator[tuple[Choice, Choice]]:
    """A labelled net amount and a labelled tax that make the total."""
    for net in [*_labelled(totals, Label.NET), *_before_tax(totals, gross)]:
        for tax in _labelled(totals, Label.TAX):
            if net.amount == tax.amount:
                continue
            if totals.reaches(net.value, tax.value, gross):
                yield _choice(net, SUMS), _choice(tax, SUMS)
            elif gross < 0 and abs(net.value - tax.value - gross) <= CENT:  # its minus was lost on the way
                yield _choice(net, 0.9), choice(-tax.value, tax.amount.piece, 0.9)


def _before_tax(totals: Totals, gross: Decimal) -> list[Labelled]:
    """Totals that some call gross because a discount may still come off: smaller than the one that says it has tax."""
    return [item for item in _labelled(totals, Label.GROSS) if abs(item.value) < abs(gross)]


def _several_taxes(totals: Totals, gross: Decimal) -> Iterator[tuple[Choice, Choice]]:
    """One tax row for each rate, which together with the net amount make the total."""
    nets = [item for label in (Label.NET, Label.LINES_TOTAL) for item in _labelled(totals, label)]
    for rows in totals.tax_runs:
        tax = sum((row.value for row in rows), Decimal(0))
        for net in nets:
            if all(net.row != row.row for row in rows) and totals.reaches(net.value, tax, gross):
                yield _choice(net, SUMS - 0.01), _summed(rows, tax)


def _summed(rows: Sequence[Labelled], tax: Decimal) -> Choice:
    pieces = [row.amount.piece for row in rows]
    return choice(tax, pieces, SUMS - 0.01, raw=" + ".join(piece.text for piece in pieces))


def _rows(totals: Totals, gross: Decimal) -> Iterator[tuple[Choice, Choice]]:
    """Neighbours on one row, as in the tax summary of a receipt."""
    for net, tax in totals.pairs:
        if totals.reaches(net.printed.value, tax.printed.value, gross):
            yield choice(net.printed.value, net.piece, 0.88), choice(tax.printed.value, tax.piece, 0.88)


def _choice(item: Labelled, score: float) -> Choice:
    return choice(item.value, item.amount.piece, score)
