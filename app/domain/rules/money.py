"""How exact an invoice's amounts are, and how they are written in the detail of a check."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.invoice import DocumentType, Invoice
from app.domain.rules.currencies import CASH_UNIT, MINOR_DIGITS, OFTEN_WHOLE, ROUNDED_ON_INVOICES

ZERO = Decimal(0)


@dataclass(frozen=True)
class Scale:
    """`digits` after the point, `unit` the smallest step (0.01), `cash` how far rounding for cash may go (0: none)."""

    digits: int
    unit: Decimal
    cash: Decimal = ZERO

    def round(self, value: Decimal) -> Decimal:
        return value.quantize(self.unit, ROUND_HALF_UP)

    def show(self, value: Decimal) -> str:
        """`1234.5` as `1,234.50`; further digits that are not zero are kept."""
        return f"{value:,.{max(self.digits, decimals(value))}f}"

    def plain(self, value: Decimal) -> str:
        """`1234.5` as `1234.50`, for `expected` and `found`."""
        return f"{value:.{max(self.digits, decimals(value))}f}"


def decimals(value: Decimal) -> int:
    """Digits after the point without the zeros at the end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def scale_of(invoice: Invoice) -> Scale:
    """The scale of the invoice's currency. Documents that print no cents at all are exact to one whole."""
    currency = invoice.currency
    digits = 2 if currency is None else MINOR_DIGITS.get(currency, 2)
    if (currency is None or currency in OFTEN_WHOLE) and _all_whole(invoice):
        digits = 0
    return Scale(digits=digits, unit=Decimal(1).scaleb(-digits), cash=_cash_slack(invoice))


def _all_whole(invoice: Invoice) -> bool:
    amounts = invoice.amounts
    values = [amounts.net, amounts.tax, amounts.gross, amounts.due, *(line.amount for line in invoice.lines)]
    return all(decimals(value) == 0 for value in values if value is not None)


def _cash_slack(invoice: Invoice) -> Decimal:
    """Half the cash unit, when the rounding itself is not among the amounts."""
    currency, amounts = invoice.currency or "", invoice.amounts
    at_the_till = invoice.document_type is DocumentType.RECEIPT
    if amounts.rounding is not None or not (at_the_till or currency in ROUNDED_ON_INVOICES):
        return ZERO
    return CASH_UNIT.get(currency, ZERO) / 2
