"""The sums of an electronic invoice, as EN 16931 has them: exact, for nothing was printed, read or guessed.

Absent allowances, charges, payments and rounding count as zero. The EXTENDED profile of Factur-X alone lets every sum
be off by a hundredth for each of its parts, because its senders work out tax and rebates line by line.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from app.domain.checks import Check
from app.domain.invoice import AllowanceCharge, Invoice, Tax
from app.domain.rules.equation import Equation, Term, judge, term
from app.domain.rules.lines import MARKED_LINES
from app.domain.rules.money import ZERO, Scale
from app.domain.rules.tax import check_tax_rows
from app.domain.rules.vat_categories import CATEGORIES, Category, same_rate

SCALE = Scale(digits=2, unit=Decimal("0.01"))
_SPECIFICATION = "specification"  # label of BT-24 among the other fields
_STANDARD = ("urn:cen.eu:en16931:", "urn:factur-x.eu:", "urn:zugferd.de:2p0:")


def holds_to_standard(invoice: Invoice) -> bool:
    """False for electronic invoices that claim other rules: those of ZUGFeRD 1.0, PINT or a nation's own add up as on
    paper. One that claims nothing is held to EN 16931, whose syntax it has."""
    claimed = _specifications(invoice)
    return not claimed or any(value.startswith(_STANDARD) for value in claimed)


def _specifications(invoice: Invoice) -> list[str]:
    return [(field.value or "").lower() for field in invoice.other_fields if field.label == _SPECIFICATION]


def check_sums(invoice: Invoice) -> Iterator[Check]:
    """BR-CO-10 to BR-CO-17, and of every tax category the sums -08 and -09."""
    yield from _check_lines(invoice)
    yield from _check_adjustments(invoice)
    yield from _check_totals(invoice)
    yield from _check_products(invoice)
    yield from _check_categories(invoice)


def _judge(
    check_id: str, rule: str, invoice: Invoice, terms: Sequence[Term], printed: Term, *, parts: int = 1
) -> Check:
    """The sum of `terms`, rounded to hundredths, is what is stated."""
    total = sum((each.signed for each in terms), ZERO)
    tolerance = SCALE.unit * parts if _is_extended(invoice) else abs(total - SCALE.round(total))
    return judge(
        check_id,
        [Equation(tuple(terms) or (Term(ZERO, ()),), printed)],
        rule=rule,
        scale=SCALE,
        tolerance=tolerance,
    )


def _is_extended(invoice: Invoice) -> bool:
    return any("extended" in value for value in _specifications(invoice))


def _sum(values: Iterable[tuple[str, Decimal]], what: str) -> Term:
    """Many amounts as one term, told by their number."""
    given = list(values)
    paths = tuple(path for path, _ in given) if len(given) <= MARKED_LINES else ()
    count = f"1 {what}" if len(given) == 1 else f"{len(given)} {what}s"
    return Term(sum((value for _, value in given), ZERO), paths, text=count)


def _line_amounts(invoice: Invoice) -> list[tuple[str, Decimal]]:
    return [
        (f"lines.{place}.amount", line.amount) for place, line in enumerate(invoice.lines) if line.amount is not None
    ]


def _check_lines(invoice: Invoice) -> Iterator[Check]:
    total, amounts = invoice.amounts.lines_total, _line_amounts(invoice)
    if total is None or not amounts or invoice.lines_incomplete:
        return
    printed = Term(total, ("amounts.lines_total",))
    yield _judge("lines_sum", "BR-CO-10", invoice, [_sum(amounts, "line")], printed, parts=len(amounts))


def _check_adjustments(invoice: Invoice) -> Iterator[Check]:
    amounts = invoice.amounts
    for check_id, rule, path, total, charge in (
        ("allowances_sum", "BR-CO-11", "amounts.discount", amounts.discount, False),
        ("charges_sum", "BR-CO-12", "amounts.charges", amounts.charges, True),
    ):
        rows = [
            Term(row.amount, (f"allowances_charges.{place}.amount",))
            for place, row in enumerate(invoice.allowances_charges)
            if row.charge is charge and row.amount is not None
        ]
        if rows or total is not None:
            yield _judge(check_id, rule, invoice, rows, Term(total or ZERO, (path,)), parts=len(rows))


def _check_totals(invoice: Invoice) -> Iterator[Check]:
    amounts = invoice.amounts
    net, gross = Term(amounts.net or ZERO, ("amounts.net",)), Term(amounts.gross or ZERO, ("amounts.gross",))
    if amounts.lines_total is not None and amounts.net is not None:
        terms = [
            Term(amounts.lines_total, ("amounts.lines_total",)),
            *term("amounts.discount", amounts.discount, minus=True),
            *term("amounts.charges", amounts.charges),
        ]
        yield _judge("net_total", "BR-CO-13", invoice, terms, net)
    if amounts.tax is not None and invoice.taxes and all(row.amount is not None for row in invoice.taxes):
        rows = [
            Term(row.amount, (f"taxes.{place}.amount",))
            for place, row in enumerate(invoice.taxes)
            if row.amount is not None
        ]
        yield _judge("tax_sum", "BR-CO-14", invoice, rows, Term(amounts.tax, ("amounts.tax",)), parts=len(rows))
    if amounts.net is not None and amounts.gross is not None:
        yield _judge("gross_total", "BR-CO-15", invoice, [net, *term("amounts.tax", amounts.tax)], gross)
    if amounts.gross is not None and amounts.due is not None:
        yield from _check_due(invoice, gross, Term(amounts.due, ("amounts.due",)))


def _check_due(invoice: Invoice, gross: Term, due: Term) -> Iterator[Check]:
    amounts = invoice.amounts
    changes = [*term("amounts.paid", amounts.paid, minus=True), *term("amounts.rounding", amounts.rounding)]
    summary = amounts.lines_total is None and not changes  # the MINIMUM profile cannot say what was paid
    if not summary or gross.value == due.value:
        yield _judge("amount_due", "BR-CO-16", invoice, [gross, *changes], due)


# ---- tax categories --------------------------------------------------------------------------------------------------


def _check_products(invoice: Invoice) -> Iterator[Check]:
    """Base x rate = tax. In a category with rates this is a rule of its own as well."""
    for check in check_tax_rows(invoice):
        place = int(check.fields[0].split(".")[1])
        category = CATEGORIES.get(invoice.taxes[place].category or "")
        own = f", {category.rule(9)}" if category and category.taxed else ""
        yield check.model_copy(update={"rule": f"{check.rule}{own}"})


def _check_categories(invoice: Invoice) -> Iterator[Check]:
    for place, row in enumerate(invoice.taxes):
        category = CATEGORIES.get(row.category or "")
        if category is None:
            continue
        if row.base is not None and _all_categorized(invoice):
            yield _check_base(invoice, place, row, category)
        if not category.taxed and row.amount is not None:
            path = f"taxes.{place}.amount"
            zero = Term(ZERO, (f"taxes.{place}.category",), text=category.words)
            yield judge(
                "tax_rate_amount",
                [Equation((zero,), Term(row.amount, (path,)))],
                rule=category.rule(9),
                scale=SCALE,
                tolerance=ZERO,
            )


def _all_categorized(invoice: Invoice) -> bool:
    """Every item is there and says its category: the profiles without lines do not."""
    items = invoice.lines
    return bool(items) and not invoice.lines_incomplete and all(line.tax_category for line in items)


def _check_base(invoice: Invoice, place: int, row: Tax, category: Category) -> Check:
    """The taxable amount is the sum of all lines, charges and allowances of the category, and rate where it has one."""
    lines = [
        (f"lines.{number}.amount", line.amount)
        for number, line in enumerate(invoice.lines)
        if line.amount is not None and same_rate(category, row, line.tax_category, line.tax_rate)
    ]
    terms = [_sum(lines, "line"), *_adjustments_of(invoice.allowances_charges, row, category)]
    printed = Term(row.base or ZERO, (f"taxes.{place}.base",))
    return _judge("tax_base_sum", category.rule(8), invoice, terms, printed, parts=len(lines) + len(terms))


def _adjustments_of(rows: Sequence[AllowanceCharge], tax: Tax, category: Category) -> Iterator[Term]:
    for place, row in enumerate(rows):
        if row.amount and same_rate(category, tax, row.tax_category, row.tax_rate):
            yield Term(row.amount, (f"allowances_charges.{place}.amount",), minus=row.charge is False)
