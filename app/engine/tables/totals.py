"""Amounts that the document prints outside its items, and whether the items add up to one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from app.engine.layout import Line
from app.engine.tables.items import Item
from app.engine.tables.labels import DISCOUNTS, EXTRAS, starts_with, tells_total
from app.engine.values import NumberStyle, find_amounts, with_own_decimal_mark


@dataclass(frozen=True)
class PrintedTotals:
    """Amounts of lines that are no items: those behind a label of totals, extra costs and discounts, and all."""

    labelled: frozenset[Decimal]
    extras: frozenset[Decimal]
    every: frozenset[Decimal]


def printed_totals(lines: Sequence[Line], items: Iterable[Item], style: NumberStyle, *, noisy: bool) -> PrintedTotals:
    taken = {id(line) for item in items for line in item.lines}
    labelled: set[Decimal] = set()
    extras: set[Decimal] = set()
    every: set[Decimal] = set()
    for line in lines:
        if id(line) in taken:
            continue
        amounts = {
            abs(number.value)
            for segment in line.segments
            for number in find_amounts(with_own_decimal_mark(segment.text) if noisy else segment.text, style)
            if (number.decimals >= 2 or number.currencies) and not number.percent and number.value
        }
        every |= amounts
        starts = [segment.text for segment in line.segments]
        if any(starts_with(text, EXTRAS) or starts_with(text, DISCOUNTS) for text in starts):
            extras |= amounts
        elif any(tells_total(text) for text in starts):
            labelled |= amounts
    return PrintedTotals(frozenset(labelled), frozenset(extras), frozenset(every))


def total_of(items: Sequence[Item]) -> Decimal | None:
    """Sum of the amounts; None when there are no items or one has no amount."""
    amounts = [item.amount for item in items]
    if not amounts or any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


class Agreement(IntEnum):
    """How well items add up to what the document says; a higher one outranks."""

    NONE = 0
    LOOSE = 1  # with an extra cost or discount, or to an amount that has no label of totals
    EXACT = 2


def agreement(items: Sequence[Item], totals: PrintedTotals) -> Agreement:
    """Does the sum of the items stand on the page, outside the items?"""
    total = total_of(items)
    if not total:
        return Agreement.NONE
    slack = Decimal("0.011") if len(items) < 3 else Decimal("0.021")

    def printed(wanted: Decimal, among: Iterable[Decimal]) -> bool:
        return any(abs(known - wanted) <= slack for known in among)

    size = abs(total)
    if printed(size, totals.labelled):
        return Agreement.EXACT
    with_extra = (wanted for extra in totals.extras for wanted in (size + extra, size - extra))
    if printed(size, totals.every) or any(printed(wanted, totals.labelled) for wanted in with_extra):
        return Agreement.LOOSE
    return Agreement.NONE
