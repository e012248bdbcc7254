"""The totals of the document: allowances, charges, net, gross, and what is left to pay.

A printed invoice places its amounts more freely than an e-invoice: a discount may already be in the prices,
shipping may come after the tax, a till rounds. A rule passes when one of the usual ways of adding up holds.
"""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.checks import Check
from app.domain.invoice import Amounts, DocumentType, Invoice
from app.domain.rules.equation import Equation, Term, judge, term, with_any_of
from app.domain.rules.money import ZERO, scale_of

TAX_INSIDE = "the prices include tax"


def is_credit(invoice: Invoice) -> bool:
    """Credit notes print their amounts with or without a minus, and not always the same in every place."""
    return invoice.document_type is DocumentType.CREDIT_NOTE


def discount_terms(amounts: Amounts) -> list[Term]:
    """The discount as something taken off."""
    return _taken_off("amounts.discount", amounts.discount, amounts)


def paid_terms(amounts: Amounts) -> list[Term]:
    """What was paid, as something taken off."""
    return _taken_off("amounts.paid", amounts.paid, amounts)


def _taken_off(path: str, value: Decimal | None, amounts: Amounts) -> list[Term]:
    """Paper may print it with a minus already, which an invoice with negative totals must not be taken for."""
    total = amounts.gross or amounts.due or amounts.net or ZERO
    has_minus = value is not None and value < 0 < total
    return list(term(path, value, minus=not has_minus))


def charge_terms(amounts: Amounts) -> list[Term]:
    """What is added to the lines. Shipping and service are part of `charges` where that is given."""
    if amounts.charges is not None:
        return list(term("amounts.charges", amounts.charges))
    shipping = term("amounts.shipping", amounts.shipping)
    return [*shipping, *term("amounts.service_charge", amounts.service_charge)]


def after_tax_terms(amounts: Amounts) -> list[Term]:
    """Tip and rounding: never part of the net total."""
    return [*term("amounts.tip", amounts.tip), *term("amounts.rounding", amounts.rounding)]


def check_adjustments(invoice: Invoice) -> Iterator[Check]:
    """The single allowances (BR-CO-11) and charges (BR-CO-12) of the document add up to their totals."""
    amounts = invoice.amounts
    yield from _check_adjustments(
        invoice, "allowances_sum", "BR-CO-11", "amounts.discount", amounts.discount, charge=False
    )
    yield from _check_adjustments(invoice, "charges_sum", "BR-CO-12", "amounts.charges", amounts.charges, charge=True)


def _check_adjustments(
    invoice: Invoice, check_id: str, rule: str, path: str, total: Decimal | None, *, charge: bool
) -> Iterator[Check]:
    rows = [(place, row) for place, row in enumerate(invoice.allowances_charges) if row.charge is charge]
    values = [row.amount for _, row in rows if row.amount is not None]
    if total is None or not rows or len(values) < len(rows):
        return
    terms = tuple(
        Term(value, (f"allowances_charges.{place}.amount",)) for (place, _), value in zip(rows, values, strict=True)
    )
    printed, scale = Term(total, (path,)), scale_of(invoice)
    # Freight may be told apart from the other charges and still be part of their total.
    optional = list(term("amounts.shipping", invoice.amounts.shipping)) if charge else []
    ways = [Equation(terms, printed), *(Equation(each, printed) for each in with_any_of(terms, optional))]
    tolerance = scale.unit * len(rows)
    yield judge(check_id, ways, rule=rule, scale=scale, tolerance=tolerance, either_sign=True)


def check_net(invoice: Invoice) -> Iterator[Check]:
    """Lines - discount + charges = net (BR-CO-13)."""
    amounts, scale = invoice.amounts, scale_of(invoice)
    if amounts.lines_total is None or amounts.net is None:
        return
    lines = Term(amounts.lines_total, ("amounts.lines_total",))
    adjustments = [*discount_terms(amounts), *charge_terms(amounts)]
    net = Term(amounts.net, ("amounts.net",))
    ways = [Equation((lines, *adjustments), net)]
    if not invoice.allowances_charges:
        # Without single allowances, a discount may be told that the line amounts already contain.
        ways += [Equation(terms, net) for terms in with_any_of((lines,), adjustments)]
    if amounts.gross is not None and amounts.tax:
        gross = Term(amounts.gross, ("amounts.gross",))
        optional = [*adjustments, *after_tax_terms(amounts)]
        ways += [Equation(terms, gross, TAX_INSIDE) for terms in with_any_of((lines,), optional)]
    yield judge("net_total", ways, rule="BR-CO-13", scale=scale, tolerance=scale.unit, either_sign=is_credit(invoice))


def tax_terms(invoice: Invoice) -> list[Term]:
    """The tax total, or the rows of the tax table where no total is given."""
    if invoice.amounts.tax is not None:
        return [Term(invoice.amounts.tax, ("amounts.tax",))]
    return _tax_row_terms(invoice)


def _tax_row_terms(invoice: Invoice) -> list[Term]:
    rows = [(place, row.amount) for place, row in enumerate(invoice.taxes)]
    if any(amount is None for _, amount in rows):
        return []
    return [Term(amount, (f"taxes.{place}.amount",)) for place, amount in rows if amount is not None]


def check_gross(invoice: Invoice) -> Iterator[Check]:
    """Net + tax = gross (BR-CO-15)."""
    amounts, scale, tax = invoice.amounts, scale_of(invoice), tax_terms(invoice)
    if amounts.net is None or amounts.gross is None or not tax:
        return
    net, gross = Term(amounts.net, ("amounts.net",)), Term(amounts.gross, ("amounts.gross",))
    optional = after_tax_terms(amounts)
    if amounts.lines_total is None:  # then nothing says whether these are already in the net total
        optional += [*discount_terms(amounts), *charge_terms(amounts)]
    ways = [Equation((net, *tax), gross)]
    ways += [Equation(terms, gross) for terms in with_any_of((net, *tax), optional)]
    if any(row.amount is not None and row.amount < 0 for row in invoice.taxes):  # tax that the buyer keeps back
        ways.append(Equation((net, *_tax_row_terms(invoice)), gross))
    if invoice.document_type is DocumentType.RECEIPT:
        ways += [Equation(terms, gross, TAX_INSIDE) for terms in with_any_of((net,), after_tax_terms(amounts))]
    yield judge(
        "gross_total",
        ways,
        rule="BR-CO-15",
        scale=scale,
        tolerance=scale.unit + scale.cash,
        either_sign=is_credit(invoice),
    )


def check_due(invoice: Invoice) -> Iterator[Check]:
    """Gross - paid + rounding = due (BR-CO-16)."""
    amounts, scale = invoice.amounts, scale_of(invoice)
    if amounts.gross is None or amounts.due is None:
        return
    gross, due = Term(amounts.gross, ("amounts.gross",)), Term(amounts.due, ("amounts.due",))
    paid = paid_terms(amounts)
    rounding = list(term("amounts.rounding", amounts.rounding))
    ways = [Equation((gross, *paid, *rounding), due)]
    # The rounding may already be in the total; an old balance may be in what is to pay.
    optional = [*rounding, *term("amounts.prior_balance", amounts.prior_balance)]
    if amounts.lines_total is None and amounts.net is None:  # the total may stand before a deduction
        optional += discount_terms(amounts)
    ways += [Equation(terms, due) for terms in with_any_of((gross, *paid), optional)]
    if amounts.paid is not None and amounts.paid < 0:  # paid back, or written with another sign than usual
        refund = Term(amounts.paid, ("amounts.paid",), minus=True)
        ways += [Equation((gross, refund, *rounding), due)]
    if invoice.document_type is DocumentType.RECEIPT:  # what was to pay, then what was handed over
        ways += [
            Equation(terms, due) for terms in with_any_of((gross,), [*optional, *term("amounts.tip", amounts.tip)])
        ]
    result = judge(
        "amount_due",
        ways,
        rule="BR-CO-16",
        scale=scale,
        tolerance=scale.unit + scale.cash,
        either_sign=is_credit(invoice),
    )
    if not (result.failed and _payment_unseen(invoice)):
        yield result


def _payment_unseen(invoice: Invoice) -> bool:
    """Less is due than the total and no payment is told: a balance of zero, or a summary without lines and taxes."""
    amounts = invoice.amounts
    if amounts.paid is not None or amounts.due is None or amounts.gross is None:
        return False
    summary = not invoice.lines and not invoice.taxes
    return amounts.due == 0 or (summary and abs(amounts.due) < abs(amounts.gross))
