"""The items: each by itself, their sum, and whether all of them are there."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.checks import Check, Outcome
from app.domain.invoice import DocumentType, Invoice, Line
from app.domain.rules.equation import Equation, Term, judge, with_any_of
from app.domain.rules.money import ZERO, Scale, decimals, scale_of
from app.domain.rules.sums import (
    TAX_INSIDE,
    after_tax_terms,
    charge_terms,
    discount_terms,
    is_credit,
    paid_terms,
    tax_terms,
)

MARKED_LINES = 100  # above this the single lines are not named in the result
TOLD_LINES = 50  # wrong lines told one by one
PRICE_BASES = (Decimal(10), Decimal(100), Decimal(1000))  # "price per 100"


def check_lines_sum(invoice: Invoice) -> Iterator[Check]:
    """The line amounts add up to their total (BR-CO-10); without one, to net or, with tax inside, to gross."""
    sums = list(_line_sums(invoice))
    strict = invoice.amounts.lines_total is not None
    ways = [way for total in sums for way in _ways(invoice, total)]
    if not ways:
        return
    scale = scale_of(invoice)
    count = sum(line.amount is not None for line in invoice.lines)
    yield judge(
        "lines_sum",
        ways,
        rule="BR-CO-10" if strict else None,
        scale=scale,
        tolerance=scale.unit * count + (ZERO if strict else scale.cash),
        either_sign=is_credit(invoice),
    )


def _line_sums(invoice: Invoice) -> Iterator[Term]:
    """The sum of the amounts; and, where discounts stand beside them, the sum less the discounts."""
    amounts = [line.amount for line in invoice.lines if line.amount is not None]
    if not amounts:
        return
    paths = tuple(f"lines.{place}.amount" for place, line in enumerate(invoice.lines) if line.amount is not None)
    paths = paths if len(paths) <= MARKED_LINES else ()
    total = sum(amounts, ZERO)
    yield Term(total, paths, text="1 line" if len(amounts) == 1 else f"{len(amounts)} lines")
    discounts = sum((abs(line.discount) for line in invoice.lines if line.discount), ZERO)
    if discounts:
        yield Term(total - discounts, paths, text=f"{len(amounts)} lines less their discounts")


def _ways(invoice: Invoice, lines: Term) -> Iterator[Equation]:
    amounts = invoice.amounts
    adjustments = [*discount_terms(amounts), *charge_terms(amounts)]
    if amounts.lines_total is not None:
        yield Equation((lines,), Term(amounts.lines_total, ("amounts.lines_total",)))
        if amounts.gross is not None and _is_taxed(invoice):
            yield Equation((lines,), Term(amounts.gross, ("amounts.gross",)), TAX_INSIDE)
        return
    to_net, to_gross = list(_to_net(invoice, lines, adjustments)), list(_to_gross(invoice, lines, adjustments))
    receipt = invoice.document_type is DocumentType.RECEIPT
    yield from (*to_gross, *to_net) if receipt else (*to_net, *to_gross)


def _to_net(invoice: Invoice, lines: Term, adjustments: list[Term]) -> Iterator[Equation]:
    if invoice.amounts.net is not None:
        net = Term(invoice.amounts.net, ("amounts.net",))
        yield from (Equation(terms, net) for terms in with_any_of((lines,), adjustments))


def _to_gross(invoice: Invoice, lines: Term, adjustments: list[Term]) -> Iterator[Equation]:
    amounts = invoice.amounts
    optional = [*adjustments, *after_tax_terms(amounts)]
    first: tuple[Term, ...]
    if amounts.gross is not None:
        gross, first = Term(amounts.gross, ("amounts.gross",)), (lines,)
    elif amounts.due is not None:
        gross, first = Term(amounts.due, ("amounts.due",)), (lines, *paid_terms(amounts))
    else:
        return
    note = TAX_INSIDE if _is_taxed(invoice) else ""
    yield from (Equation(terms, gross, note) for terms in with_any_of(first, optional))
    if _is_taxed(invoice):
        yield from (Equation(terms, gross) for terms in with_any_of((*first, *tax_terms(invoice)), optional))


def _is_taxed(invoice: Invoice) -> bool:
    return any(part.value for part in tax_terms(invoice))


def check_lines_complete(invoice: Invoice) -> Iterator[Check]:
    """No item is missing: the reader does not say so, and the lines add up."""
    missing, sums = invoice.lines_incomplete, list(check_lines_sum(invoice))
    if missing:
        detail = f"{_count(invoice)} read; the reader saw items that it could not read"
        yield Check(id="lines_complete", outcome=Outcome.FAILED, detail=detail, fields=("lines_incomplete",))
    for check in () if missing else sums:
        detail = f"{_count(invoice)} read; " + (
            "they add up" if not check.failed else f"they do not add up: {check.detail}"
        )
        yield check.model_copy(update={"id": "lines_complete", "rule": None, "detail": detail, "fields": ("lines",)})


def _count(invoice: Invoice) -> str:
    return "1 line" if len(invoice.lines) == 1 else f"{len(invoice.lines)} lines"


def check_line_products(invoice: Invoice) -> Iterator[Check]:
    """Quantity x price = amount. Wrong lines are told one by one, right ones together: there may be thousands."""
    scale, right, wrong = scale_of(invoice), 0, 0
    for place, line in enumerate(invoice.lines):
        check = _check_product(place, line, scale)
        if check is None:
            continue
        if not check.failed:
            right += 1
            continue
        wrong += 1
        if wrong <= TOLD_LINES:
            yield check
    if wrong > TOLD_LINES:
        detail = f"quantity x price is not the amount in {wrong - TOLD_LINES} more lines"
        yield Check(id="line_product", outcome=Outcome.FAILED, detail=detail)
    if right:
        detail = f"quantity x price = amount in {right} of {right + wrong} lines"
        yield Check(id="line_product", outcome=Outcome.PASSED, detail=detail)


def _check_product(place: int, line: Line, scale: Scale) -> Check | None:
    """None when a value is absent, or the item was free."""
    if line.quantity is None or line.unit_price is None or not line.amount:
        return None
    product = line.quantity * line.unit_price
    paths = (f"lines.{place}.quantity", f"lines.{place}.unit_price")
    price = f"{scale.show(line.unit_price)}"
    text = f"{line.quantity.normalize():f} x {price}"
    printed = Term(line.amount, (f"lines.{place}.amount",))
    ways = [
        Equation((Term(product, paths, text=text), *extras), printed)
        for extras in _line_extras(place, line)
    ]  # fmt: skip
    ways += [Equation((Term(product / base, paths, text=f"{text} / {base}"),), printed) for base in PRICE_BASES]
    if line.tax_rate is not None and line.tax_rate > 0:
        factor = 1 + line.tax_rate / 100
        ways += [Equation((Term(product * factor, paths, text=f"{text} with tax"),), printed)]
        ways += [Equation((Term(product / factor, paths, text=f"{text} without tax"),), printed)]
    return judge("line_product", ways, scale=scale, tolerance=_product_tolerance(line, scale), either_sign=True)


def _line_extras(place: int, line: Line) -> Iterator[tuple[Term, ...]]:
    """Discount and charge of the line, of each piece, or already inside."""
    discount, charge, quantity = abs(line.discount or ZERO), line.charge or ZERO, line.quantity or ZERO
    for factor in (Decimal(1), quantity):
        terms = []
        if discount:
            terms.append(Term(discount * factor, (f"lines.{place}.discount",), minus=True))
        if charge:
            terms.append(Term(charge * factor, (f"lines.{place}.charge",)))
        yield tuple(terms)
    yield ()


def _product_tolerance(line: Line, scale: Scale) -> Decimal:
    """One unit, and what the printed price and a broken quantity (2.35 kg) may hide by their own rounding."""
    quantity, price = abs(line.quantity or ZERO), abs(line.unit_price or ZERO)
    hidden = quantity * _half_step(line.unit_price or ZERO, at_least=scale.digits)
    if quantity != quantity.to_integral_value():
        hidden += price * _half_step(quantity, at_least=0)
    return scale.unit + scale.round(hidden)


def _half_step(value: Decimal, *, at_least: int) -> Decimal:
    """Half of the last place; zeros at the end say nothing, for XML fills up with them."""
    return Decimal(5).scaleb(-max(decimals(value), at_least) - 1)
