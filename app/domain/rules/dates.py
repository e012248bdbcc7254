"""Dates in an order that can be."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from app.domain.check_context import CheckContext
from app.domain.checks import Check
from app.domain.invoice import Invoice, Period
from app.domain.rules.verdict import TOLD_LINES, verdict

FAR_AHEAD = timedelta(days=60)  # invoices are dated ahead by days or weeks, not by months


def check_dates(invoice: Invoice, context: CheckContext) -> Iterator[Check]:
    """Due not before issue, issue not far in the future, periods not reversed."""
    issued, due = invoice.issue_date, invoice.due_date
    if issued is not None:
        yield _issued(issued, context.today)
    if issued is not None and due is not None:
        yield _in_order("due_date", due, "issue_date", issued)
    yield from _period("service_period", invoice.service_period)
    of_lines = (
        check for place, line in enumerate(invoice.lines) for check in _period(f"lines.{place}.period", line.period)
    )
    # Thousands of right periods would say nothing: lines are told only when wrong.
    yield from islice((check for check in of_lines if check.failed), TOLD_LINES)


def _issued(issued: date, today: date) -> Check:
    ahead = issued - today
    return verdict(
        "date_order",
        wrong=f"issue date {issued} is {ahead.days} days ahead of today, {today}" if ahead > FAR_AHEAD else None,
        right=f"issue date {issued} is not in the far future",
        fields=("issue_date",),
        found=issued.isoformat(),
    )


def _period(path: str, period: Period) -> Iterator[Check]:
    if period.start is not None and period.end is not None:
        yield _in_order(f"{path}.end", period.end, f"{path}.start", period.start)


def _in_order(later_path: str, later: date, earlier_path: str, earlier: date) -> Check:
    label, before = _words(later_path), _words(earlier_path)
    return verdict(
        "date_order",
        wrong=f"{label} {later} is before {before} {earlier}" if later < earlier else None,
        right=f"{label} {later} is not before {before} {earlier}",
        fields=(later_path, earlier_path),
        expected=f"{earlier} or later",
        found=later.isoformat(),
    )


def _words(path: str) -> str:
    """`service_period.end` as `service period end`, `lines.2.period.end` as `line 3 period end`."""
    parts = path.split(".")
    if parts[0] == "lines":
        parts = ["line", str(int(parts[1]) + 1), *parts[2:]]
    return " ".join(parts).replace("_", " ")
