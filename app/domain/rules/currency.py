"""The currency exists, its amounts have its digits, and it fits the countries on the document."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.checks import Check
from app.domain.countries import currency_of
from app.domain.invoice import DocumentType, Invoice
from app.domain.rules.currencies import CODES, MINOR_DIGITS
from app.domain.rules.money import decimals
from app.domain.rules.verdict import verdict

TRADED = frozenset({"EUR", "USD"})  # on invoices everywhere
TOTALS = ("lines_total", "net", "tax", "gross", "due")


def check_currency(invoice: Invoice) -> Iterator[Check]:
    """One result: the first thing that does not fit."""
    currency = invoice.currency
    if currency is None:
        return
    totals = {name: value for name in TOTALS if (value := getattr(invoice.amounts, name)) is not None}
    fine = {path: value for path, value in totals.items() if decimals(value) > MINOR_DIGITS.get(currency, 2)}
    local = _local_currency(invoice)
    wrong: str | None = None
    expected: str | None = None
    fields: tuple[str, ...] = ("currency",)
    if currency not in CODES:
        wrong = f"{currency} is no currency of ISO 4217"
    elif fine:
        wrong = _too_fine(currency, fine)
        fields = ("currency", *(f"amounts.{name}" for name in fine))
    elif local is not None and currency != local:
        wrong, expected = f"seller and payment are in a country of {local}, the amounts in {currency}", local
    yield verdict(
        "currency_consistent",
        wrong=wrong,
        right=f"{currency} fits the document",
        fields=fields,
        expected=expected,
        found=currency,
    )


def _too_fine(currency: str, totals: dict[str, Decimal]) -> str:
    digits = MINOR_DIGITS.get(currency, 2)
    values = ", ".join(f"{value:f}" for value in totals.values())
    return f"{currency} has {digits or 'no'} digits after the point, yet the document has {values}"


def _local_currency(invoice: Invoice) -> str | None:
    """What is paid with where this document surely stays: a till, or seller, buyer (or account) in one country.

    None when that is not certain, or the printed currency is one that is usual across borders.
    """
    seller = invoice.seller.address.country or invoice.country
    local = currency_of(seller or "", alone=True)
    at_the_till = invoice.document_type is DocumentType.RECEIPT
    if local is None or at_the_till:
        return None if invoice.currency == "EUR" else local  # tills near a border take euros
    others = [invoice.buyer.address.country, *((account.iban or "")[:2] for account in invoice.payment.accounts)]
    stays = all(currency_of(country or "", alone=True) == local for country in others)
    meant = invoice.currency in TRADED or invoice.tax_currency is not None or invoice.exchange_rate is not None
    return local if stays and not meant else None
