"""The tax table: each row by itself, and all rows against the tax total."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.checks import Check
from app.domain.invoice import Invoice, Tax
from app.domain.rules.equation import Equation, Term, judge
from app.domain.rules.money import ZERO, Scale, decimals, scale_of
from app.domain.rules.sums import TAX_INSIDE, is_credit

NO_TAX = frozenset({"AE", "E", "G", "IC", "K", "O", "Z"})  # categories whose amount is zero whatever rate is printed


def check_tax_sum(invoice: Invoice) -> Iterator[Check]:
    """The rows add up to the tax total (BR-CO-14)."""
    total = invoice.amounts.tax
    rows = invoice.taxes
    terms = tuple(part for place, row in enumerate(rows) for part in _row_term(place, row))
    if total is None or not rows or len(terms) < len(rows):
        return
    printed, scale = Term(total, ("amounts.tax",)), scale_of(invoice)
    # Tax that the buyer keeps back stands in the table with a minus, and not always in the total.
    levied = tuple(part for part in terms if part.value >= 0)
    ways = [Equation(terms, printed), *([Equation(levied, printed)] if levied else [])]
    yield judge(
        "tax_sum",
        ways,
        rule="BR-CO-14",
        scale=scale,
        tolerance=scale.unit * len(rows),
        either_sign=is_credit(invoice),
    )


def _row_term(place: int, row: Tax) -> Iterator[Term]:
    """The row's amount; a rate of zero needs none."""
    if row.amount is not None:
        yield Term(row.amount, (f"taxes.{place}.amount",))
    elif row.rate == 0:
        yield Term(ZERO, (f"taxes.{place}.rate",))


def check_tax_rows(invoice: Invoice) -> Iterator[Check]:
    """Base x rate = tax (BR-CO-17), one result a row."""
    scale = scale_of(invoice)
    bases = [row.base for row in invoice.taxes if row.base is not None]
    net = invoice.amounts.net
    bases_are_net = net is not None and abs(sum(bases, ZERO) - net) <= scale.unit * len(bases)
    for place, row in enumerate(invoice.taxes):
        if row.base is None or row.rate is None or row.amount is None:
            continue
        if row.amount == 0 and (row.category or "").upper() in NO_TAX:
            continue
        yield _check_row(invoice, place, (row.base, row.rate, row.amount), scale, bases_are_net=bases_are_net)


def _check_row(
    invoice: Invoice, place: int, values: tuple[Decimal, Decimal, Decimal], scale: Scale, *, bases_are_net: bool
) -> Check:
    base, rate, amount = values
    paths = (f"taxes.{place}.base", f"taxes.{place}.rate")
    printed = Term(amount, (f"taxes.{place}.amount",))
    text = f"{scale.show(base)} x {_percent(rate)}"
    ways = [Equation((Term(scale.round(base * rate / 100), paths, text=text),), printed)]
    if not bases_are_net and rate > 0:
        inside = scale.round(base * rate / (100 + rate))
        ways.append(
            Equation((Term(inside, paths, text=f"{_percent(rate)} inside {scale.show(base)}"),), printed, TAX_INSIDE)
        )
    # Tax may be worked out and rounded line by line; a rate such as 16.97 % may itself be rounded.
    lines = sum(line.tax_rate == rate for line in invoice.lines)
    tolerance = scale.unit * max(1, lines)
    if decimals(rate) >= 2:
        tolerance += scale.round(abs(base) * Decimal(5).scaleb(-decimals(rate) - 3))
    return judge(
        "tax_rate_amount",
        ways,
        rule="BR-CO-17",
        scale=scale,
        tolerance=tolerance,
        either_sign=is_credit(invoice),
    )


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f} %"
