"""The sum of the items, and whether all of them are there."""

from collections.abc import Iterator, Sequence

from app.domain.checks import Check, Outcome
from app.domain.invoice import DocumentType, Invoice
from app.domain.rules.equation import Equation, Term, judge, with_any_of
from app.domain.rules.money import ZERO, scale_of
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
    to_net, to_gross = _to_net(invoice, lines, adjustments), _to_gross(invoice, lines, adjustments)
    receipt = invoice.document_type is DocumentType.RECEIPT
    yield from (*to_gross, *to_net) if receipt else (*to_net, *to_gross)
    yield from _to_gross(invoice, lines, adjustments, taxes=tax_terms(invoice))


def _to_net(invoice: Invoice, lines: Term, adjustments: list[Term]) -> Iterator[Equation]:
    if invoice.amounts.net is not None:
        net = Term(invoice.amounts.net, ("amounts.net",))
        yield from (Equation(terms, net) for terms in with_any_of((lines,), adjustments))


def _to_gross(invoice: Invoice, lines: Term, adjustments: list[Term], taxes: Sequence[Term] = ()) -> Iterator[Equation]:
    """With `taxes` they are added to the lines, without they are inside."""
    amounts = invoice.amounts
    optional = [*adjustments, *after_tax_terms(amounts)]
    if amounts.gross is not None:
        gross, first = Term(amounts.gross, ("amounts.gross",)), (lines, *taxes)
    elif amounts.due is not None:
        gross, first = Term(amounts.due, ("amounts.due",)), (lines, *taxes, *paid_terms(amounts))
    else:
        return
    note = TAX_INSIDE if _is_taxed(invoice) and not taxes else ""
    yield from (Equation(terms, gross, note) for terms in with_any_of(first, optional))


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
