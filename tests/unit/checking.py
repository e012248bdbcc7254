"""Runs the checks on an invoice given as plain JSON."""

from datetime import date
from typing import Any

from app.domain.check_context import CheckContext
from app.domain.checks import CHECKS, Check
from app.domain.invoice import Invoice
from app.domain.rules import run_checks

TODAY = date(2026, 11, 22)


def check(invoice: Invoice | dict[str, Any], **facts: Any) -> tuple[Check, ...]:
    results = run_checks(Invoice.model_validate(invoice), CheckContext(today=TODAY, **facts))
    assert {result.id for result in results} <= CHECKS.keys()  # every rule is told to the users of the API
    return results


def of(check_id: str, invoice: Invoice | dict[str, Any], **facts: Any) -> list[Check]:
    """The results of one rule; empty when it had nothing to say."""
    return [result for result in check(invoice, **facts) if result.id == check_id]


def failed(invoice: Invoice | dict[str, Any], **facts: Any) -> set[str]:
    """The ids of the rules that failed. These invoices hold only what a rule needs: that more is missing is no news."""
    return {result.id for result in check(invoice, **facts) if result.failed and result.id != "missing"}


def passed(check_id: str, invoice: Invoice | dict[str, Any], **facts: Any) -> bool:
    """The rule spoke, and all it said was good."""
    results = of(check_id, invoice, **facts)
    return bool(results) and not any(result.failed for result in results)
