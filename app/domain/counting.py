"""What a document adds to sums of money: one rule for the list, the totals, the export and the page.

By its kind: an invoice, a receipt or a debit note counts with its amounts as given, so one with a negative total, such
as a correction, takes away. So does a document whose kind was not read, for most are invoices. A credit note takes
away, whether its amounts are given with a minus or without. Whatever else there is does not count: it asks for no money
(quotes, orders, delivery notes), or for money that an invoice has asked for already (reminders, statements).

Of those that count, two groups are left out and shown apart: duplicates, and what a person has kept as disputed.
"""

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.invoice import DocumentType

DUPLICATE_CHECKS = frozenset({"duplicate_file", "duplicate_business"})
_NO_INVOICE = "not_an_invoice"
_ADDING = frozenset({None, DocumentType.INVOICE, DocumentType.RECEIPT, DocumentType.DEBIT_NOTE})
_ZERO = Decimal(0)


class Counts(StrEnum):
    """`adds` and `reduces`: it is in the sums. `duplicate`: an earlier one counts. `disputed`: kept although a check
    fails. `not_counted`: its kind adds to no sum."""

    ADDS = "adds"
    REDUCES = "reduces"
    DUPLICATE = "duplicate"
    DISPUTED = "disputed"
    NOT_COUNTED = "not_counted"

    @property
    def in_sums(self) -> bool:
        return self in (Counts.ADDS, Counts.REDUCES)


class Money(BaseModel):
    """Amounts with the sign that they have in a sum."""

    model_config = ConfigDict(frozen=True)

    net: Annotated[Decimal, Field(examples=["100.00"])] = _ZERO
    tax: Annotated[Decimal, Field(examples=["19.00"])] = _ZERO
    gross: Annotated[Decimal, Field(examples=["119.00"])] = _ZERO


def counts_by_kind(document_type: str | None, failed_checks: Collection[str]) -> bool:
    """False for what adds to no sum, whatever else is known of it."""
    known = document_type in _ADDING or document_type == DocumentType.CREDIT_NOTE
    return known and _NO_INVOICE not in failed_checks


def money(document_type: str | None, *, net: Decimal | None, tax: Decimal | None, gross: Decimal | None) -> Money:
    """The amounts as they would stand in a sum. The first that is not zero of gross, net and tax tells the sign."""
    leading = next((amount for amount in (gross, net, tax) if amount), _ZERO)
    turned = document_type == DocumentType.CREDIT_NOTE and leading > 0
    net, tax, gross = (_turned(amount) if turned else amount or _ZERO for amount in (net, tax, gross))
    return Money.model_construct(net=net, tax=tax, gross=gross)


def counts(
    document_type: str | None,
    failed_checks: Collection[str],
    sums: Money,
    *,
    disputed: bool,
    duplicate: bool,
) -> Counts:
    """`disputed`: a person has kept it so. `duplicate`: an earlier document is the same, in what is kept at present.

    A check that once found a duplicate does not make it disputed: whether there is one now is known better."""
    if not counts_by_kind(document_type, failed_checks):
        return Counts.NOT_COUNTED
    if duplicate:
        return Counts.DUPLICATE
    if disputed and not (failed_checks and DUPLICATE_CHECKS.issuperset(failed_checks)):
        return Counts.DISPUTED
    leading = next((amount for amount in (sums.gross, sums.net, sums.tax) if amount), _ZERO)
    reduces = leading < 0 or (not leading and document_type == DocumentType.CREDIT_NOTE)
    return Counts.REDUCES if reduces else Counts.ADDS


def _turned(amount: Decimal | None) -> Decimal:
    """With the other sign, digit by digit: a minus before a Decimal would round it."""
    return amount.copy_negate() if amount else _ZERO
