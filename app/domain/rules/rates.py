"""Rates of tax that no country has."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from app.domain.checks import Check
from app.domain.invoice import Invoice
from app.domain.rules.verdict import TOLD_LINES, verdict

HIGHEST = 100
"""Percent. The highest usual rate in force is 27 (Hungary); duties on goods go further, not as tax of an invoice."""


def check_rates(invoice: Invoice) -> Iterator[Check]:
    """Failed for each rate above 100 %, with either sign: what the buyer keeps back is below zero. Nothing for others,
    which their amounts prove."""
    rows = ((f"taxes.{place}.rate", row.rate) for place, row in enumerate(invoice.taxes))
    lines = ((f"lines.{place}.tax_rate", line.tax_rate) for place, line in enumerate(invoice.lines))
    wrong = [(path, rate) for each in (rows, lines) for path, rate in each if rate is not None and _impossible(rate)]
    for path, rate in islice(wrong, TOLD_LINES):
        text = f"there is no tax rate of {rate:f} %"
        yield verdict("tax_rate", wrong=text, right="", fields=(path,), found=f"{rate:f}")


def _impossible(rate: Decimal) -> bool:
    return abs(rate) > HIGHEST
