"""Rules over an invoice in its plain form, whatever read it. Pure: same invoice and context, same answers."""

import logging
from collections.abc import Callable, Iterator
from decimal import localcontext

from app.domain.check_context import CheckContext
from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice
from app.domain.rules.bank import check_accounts_known, check_bics, check_ibans
from app.domain.rules.currency import check_currency
from app.domain.rules.dates import check_dates
from app.domain.rules.duplicates import check_duplicates
from app.domain.rules.electronic import check_sums, holds_to_standard
from app.domain.rules.kind import check_kind
from app.domain.rules.line_product import check_line_products
from app.domain.rules.lines import check_lines_complete, check_lines_sum
from app.domain.rules.missing import check_missing
from app.domain.rules.rates import check_rates
from app.domain.rules.required import check_required
from app.domain.rules.sums import check_adjustments, check_due, check_gross, check_net
from app.domain.rules.tax import check_tax_rows, check_tax_sum
from app.domain.rules.tax_ids import check_tax_ids, check_vat_prefixes, check_vat_prefixes_of_standard
from app.domain.rules.vat_categories import check_categories

log = logging.getLogger(__name__)

DIGITS = 100  # the product of three amounts of 30 digits; with the usual 28, rounding a misread giant would raise

Rule = Callable[[Invoice], Iterator[Check]]

# Paper adds up in many ways, an electronic invoice in one.
SUMS_ON_PAPER: tuple[Rule, ...] = (
    check_lines_sum,
    check_adjustments,
    check_net,
    check_tax_rows,
    check_tax_sum,
    check_gross,
    check_due,
    check_missing,
)
SUMS_OF_XML: tuple[Rule, ...] = (check_sums, check_categories, check_required, check_vat_prefixes_of_standard)
RULES: tuple[Rule, ...] = (
    check_kind,
    check_lines_complete,
    check_line_products,
    check_vat_prefixes,
    check_tax_ids,
    check_ibans,
    check_bics,
    check_rates,
    check_currency,
)
RULES_WITH_CONTEXT: tuple[Callable[[Invoice, CheckContext], Iterator[Check]], ...] = (
    check_dates,
    check_duplicates,
    check_accounts_known,
)


def run_checks(invoice: Invoice, context: CheckContext) -> tuple[Check, ...]:
    """Every rule whose values are present, in a fixed order. Never raises: a rule that fails by a fault of ours is
    named as not applied."""
    with localcontext(prec=DIGITS):
        exact = context.electronic and holds_to_standard(invoice)
        sums = SUMS_OF_XML if exact else SUMS_ON_PAPER
        plain = (check for rule in (*sums, *RULES) for check in _applied(rule, invoice))
        with_context = (check for rule in RULES_WITH_CONTEXT for check in _applied(rule, invoice, context))
        return (*plain, *with_context)


def _applied(rule: Callable[..., Iterator[Check]], *given: Invoice | CheckContext) -> tuple[Check, ...]:
    """What the rule says; that it could not be applied, where values that nobody foresaw break it."""
    try:
        return tuple(rule(*given))
    except Exception as error:  # whatever it is: a rule must never cost the reading, nor a save
        name = getattr(rule, "__name__", "a rule").removeprefix("check_")
        log.error("the rule %s failed with %s", name, type(error).__name__)  # no values: they are the owner's
        return (Check(id="rule_applied", outcome=Outcome.FAILED, detail=f"the rule {name} could not be applied"),)
