"""Each item by itself: quantity x price = amount, with what may stand between them."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice, Line
from app.domain.rules.equation import Equation, Term, judge, term
from app.domain.rules.money import ZERO, Scale, decimals, scale_of
from app.domain.rules.verdict import TOLD_LINES

PRICE_BASES = (Decimal(10), Decimal(100), Decimal(1000))  # "price per 100"


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
    """None when a value is absent, or the item was free. Items handed back may have the minus in any place."""
    if line.quantity is None or line.unit_price is None or not line.amount:
        return None
    paths = (f"lines.{place}.quantity", f"lines.{place}.unit_price")
    text = f"{line.quantity.normalize():f} x {scale.show(line.unit_price)}"
    product = Term(line.quantity * line.unit_price, paths, text=text)
    printed = Term(line.amount, (f"lines.{place}.amount",))
    ways = (Equation(terms, printed) for terms in _ways(place, line, product))
    return judge("line_product", ways, scale=scale, tolerance=_tolerance(line, scale), either_sign=True)


def _ways(place: int, line: Line, product: Term) -> Iterator[tuple[Term, ...]]:
    """The left sides that are usual: discount of the line, of each piece, in percent or already inside; price of ten,
    a hundred or a thousand; tax on one side only."""
    discount, charge = abs(line.discount or ZERO), line.charge or ZERO
    sold = (product.value or line.amount or ZERO) > 0  # an item at price 0 may cost what is charged on it
    for factor in (Decimal(1), abs(line.quantity or ZERO)):
        taken = term(f"lines.{place}.discount", discount * factor, minus=sold)
        yield (product, *taken, *term(f"lines.{place}.charge", charge * factor))
    yield (product,)
    yield (product, *term(f"lines.{place}.tax_amount", line.tax_amount))
    if 0 < discount <= 100:
        percent = f"{discount.normalize():f} %"
        yield (_scaled(product, 1 - discount / 100, f"less {percent}", f"lines.{place}.discount"),)
    for base in PRICE_BASES:
        yield (_scaled(product, 1 / base, f"/ {base}"),)
    if line.tax_rate is not None and line.tax_rate > 0:
        factor, path = 1 + line.tax_rate / 100, f"lines.{place}.tax_rate"
        yield (_scaled(product, factor, "with tax", path),)
        yield (_scaled(product, 1 / factor, "without tax", path),)


def _scaled(product: Term, factor: Decimal, words: str, *paths: str) -> Term:
    return Term(product.value * factor, (*product.paths, *paths), text=f"{product.text} {words}")


def _tolerance(line: Line, scale: Scale) -> Decimal:
    """One unit, and what the printed price and a broken quantity (2.35 kg) may hide by their own rounding."""
    quantity, price = abs(line.quantity or ZERO), abs(line.unit_price or ZERO)
    hidden = quantity * _half_step(line.unit_price or ZERO, at_least=scale.digits)
    if quantity != quantity.to_integral_value():
        hidden += price * _half_step(quantity, at_least=0)
    return scale.unit + scale.round(hidden)


def _half_step(value: Decimal, *, at_least: int) -> Decimal:
    """Half of the last place; zeros at the end say nothing, for XML fills up with them."""
    return Decimal(5).scaleb(-max(decimals(value), at_least) - 1)
