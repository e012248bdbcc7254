"""What may be taken off by whoever pays early: from elements of its own, or from the text of the terms.

XRechnung writes it into the terms, a line each: `#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=100.00#` (BR-DE-18).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

_IN_TERMS = re.compile(
    r"#SKONTO#TAGE=(?P<days>[0-9]{1,4})#PROZENT=(?P<percent>[0-9]{1,3}(?:\.[0-9]{1,4})?)"
    r"(?:#BASISBETRAG=(?P<base>-?[0-9]{1,20}\.[0-9]{2}))?#"
)


@dataclass(frozen=True)
class CashDiscount:
    """Each part as it stands in the XML."""

    days: Node | None = None
    until: Node | None = None
    percent: Node | None = None
    base: Node | None = None
    amount: Node | None = None


def read(out: Findings, discount: CashDiscount) -> None:
    """One into its row of `payment.cash_discounts`."""
    if discount.days:
        out.value("days", _whole(discount.days), discount.days.text)
    out.date("until", discount.until)
    out.number("percent", discount.percent)
    out.number("base", discount.base)
    out.number("amount", discount.amount)


def of_cii(terms: Iterable[Node]) -> Iterator[CashDiscount]:
    for term in terms:
        for node in term.all("ApplicableTradePaymentDiscountTerms"):
            yield CashDiscount(
                days=node.first("BasisPeriodMeasure"),
                until=None if node.first("BasisPeriodMeasure") else term.first("DueDateDateTime/DateTimeString"),
                percent=node.first("CalculationPercent"),
                base=node.first("BasisAmount"),
                amount=node.first("ActualDiscountAmount"),
            )
        yield from in_terms(term.all("Description"))


def of_ubl(terms: Iterable[Node]) -> Iterator[CashDiscount]:
    for term in terms:
        if term.first("SettlementDiscountPercent", "SettlementDiscountAmount"):
            yield CashDiscount(
                days=term.first("SettlementPeriod/DurationMeasure"),
                until=term.first("SettlementPeriod/EndDate"),
                percent=term.first("SettlementDiscountPercent"),
                amount=term.first("SettlementDiscountAmount"),
            )
        yield from in_terms(term.all("Note"))


def in_terms(texts: Iterable[Node]) -> Iterator[CashDiscount]:
    """Those that are written into the text of the terms."""
    for text in texts:
        for found in _IN_TERMS.finditer(text.text):
            parts = {name: _node(value) for name, value in found.groupdict().items() if value is not None}
            yield CashDiscount(**parts)


def _node(text: str) -> Node:
    node = Node("SKONTO", {})
    node.text = text
    return node


def _whole(measure: Node) -> int | None:
    """Days. Periods of another unit (months: MON, weeks: WEE) are no number of days."""
    days = {"DAY": 1, "": 1, "WEE": 7}.get(measure.attributes.get("unitCode", "").upper())
    found = re.fullmatch(r"([0-9]{1,4})(\.0*)?", measure.text)
    return int(found[1]) * days if found and days and int(found[1]) * days <= 9999 else None
