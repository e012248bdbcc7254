"""Everything the XML says, as numbers, days and codes: what the page may show without contradicting it."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.domain.invoice import Invoice, Line, leaves, plain
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold
from app.engine.values import DateStyle, NumberStyle, find_amounts, find_dates

_CENT = Decimal("0.01")


def bare(text: str) -> str:
    """Letters and digits alone, in one case: `RE-2026/07` and `re 2026 07` are the same."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


class Known:
    """The values of an invoice, whatever field they stand in."""

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice
        self._leaves = list(leaves(plain(invoice)))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(str(value) for _, value in self._leaves if isinstance(value, str))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Numbers of documents, parties, accounts and whatever else has letters and digits."""
        return frozenset(filter(None, (bare(text) for text in self.texts)))

    @cached_property
    def days(self) -> frozenset[date]:
        found = {day for text in self.texts for day in _days_in(text)}
        return frozenset(found)

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        """Without their signs, and what follows from them: totals of tax rows, carried sums, cash discounts."""
        return frozenset(abs(value) for value in (*self._stated(), *self._derived()))

    def _stated(self) -> Iterator[Decimal]:
        yield from _decimals(self.invoice.model_dump())
        for text in self.texts:
            for style in (NumberStyle("."), NumberStyle(",")):
                yield from (printed.value for printed in find_amounts(text, style))

    def _derived(self) -> Iterator[Decimal]:
        invoice, amounts = self.invoice, self.invoice.amounts
        carried = none = Decimal(0)
        for line in invoice.lines:
            carried += line.amount or none
            yield carried
            yield from of_line(line)
        for row in invoice.taxes:
            yield (row.base or none) + (row.amount or none)
        gross, lines_total = amounts.gross or none, amounts.lines_total or none
        yield gross - (amounts.paid or none)
        yield lines_total - (amounts.discount or none)
        yield lines_total + (amounts.tax or none)
        for percent in self._percents():
            for total in (gross, amounts.net or none):
                part = (total * percent / 100).quantize(_CENT)
                yield from (part, total - part)

    def _percents(self) -> set[Decimal]:
        percent = re.compile(rf"([0-9]{{1,2}}(?:[.,][0-9]{{1,2}})?) ?(?:%|{any_of(phrases('words', 'percent'))})")
        found = {match for text in self.texts for match in percent.findall(fold(text))}
        return {Decimal(text.replace(",", ".")) for text in found}


def of_line(line: Line) -> Iterator[Decimal]:
    """What may be printed for one item: price and amount, before discount, and with tax."""
    with_tax = 1 + (line.tax_rate or Decimal(0)) / 100
    values = [value for value in (line.amount, line.unit_price, line.discount, line.charge) if value is not None]
    if line.quantity is not None and line.unit_price is not None:
        values.append(line.quantity * line.unit_price)
    for value in values:
        yield from (value, value.quantize(_CENT), (value * with_tax).quantize(_CENT))


def _decimals(node: Any) -> Iterator[Decimal]:
    if isinstance(node, Decimal):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _decimals(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _decimals(value)


def _days_in(text: str) -> Iterator[date]:
    for style in (DateStyle(True), DateStyle(False)):
        for found in find_dates(text, style, compact=True):
            yield from (found.value, *found.others)
