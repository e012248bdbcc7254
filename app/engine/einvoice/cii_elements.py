"""Elements that the head and the lines of a Cross Industry Invoice have in common."""

from datetime import date
from decimal import Decimal

from app.engine.einvoice import parts, values
from app.engine.einvoice.findings import Findings
from app.engine.einvoice.xml import Node

SUMMATION = ("SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")


def tax_totals(settlement: Node) -> list[Node]:
    """The total tax in the currency of the document. Several are kinds of tax that add up when the rows of the tax
    table say so; else the first counts."""
    totals = settlement.one(*SUMMATION).all("TaxTotalAmount")
    amounts = parts.amounts_in(totals, settlement.first("InvoiceCurrencyCode"))
    rows = settlement.all("ApplicableTradeTax/CalculatedAmount")
    return amounts if _sum(amounts) == _sum(rows) else amounts[:1]


def _sum(nodes: list[Node]) -> Decimal:
    return values.total(number for number in (values.number(node.text) for node in nodes) if number is not None)


def rate(tax: Node) -> Node | None:
    """Percent of a tax."""
    return tax.first("RateApplicablePercent", "ApplicablePercent")


def indicator(node: Node) -> Node | None:
    """True for a charge, false for an allowance."""
    return node.first("ChargeIndicator/Indicator", "ChargeIndicator")


def event(delivery: Node) -> Node | None:
    """The day of delivery."""
    path = "ActualDeliverySupplyChainEvent/OccurrenceDateTime"
    return delivery.first(f"{path}/DateTimeString", path)


def period(settlement: Node, name: str, out: Findings) -> None:
    """The billing period into a field."""
    period = settlement.one("BillingSpecifiedPeriod")
    start, end = (period.first(f"{part}/DateTimeString", part) for part in ("StartDateTime", "EndDateTime"))
    out.period(name, start, end)


def day(node: Node) -> date:
    """For comparing dates: before all others when it is none."""
    days = values.span(node.text, node.attributes.get("format"))
    return days[1] if days else date.min
