"""A kept invoice: the corrected values, the evidence behind them, the document they belong to, and its history."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.checks import Check
from app.domain.document import DocumentInfo
from app.domain.invoice import Currency, Invoice
from app.domain.reading import Evidence
from app.domain.stored import StandIn, Stored, load

FORM = 1
"""Of the records that this program writes. Members that are added do not raise it: an older program keeps them. It is
raised when a known member gets another meaning, so that an older program would write something false."""


class RecordStatus(StrEnum):
    """What a person has said of it."""

    NEEDS_REVIEW = "needs_review"
    REVIEWED = "reviewed"
    DISPUTED = "disputed"  # saved although a check fails


class Record(Stored):
    """One invoice of one owner. `version` counts up from 1 with every change and is the ETag."""

    id: str
    scan_id: str
    version: Annotated[int, Field(ge=1)]
    status: Annotated[RecordStatus, StandIn(RecordStatus.NEEDS_REVIEW)]
    document: DocumentInfo
    reader: str
    invoice: Invoice
    evidence: dict[str, Evidence]
    checks: tuple[Check, ...]
    created_at: datetime
    updated_at: datetime
    form: int = FORM

    def summary(self) -> "Summary":
        """Its row of a list."""
        invoice = self.invoice
        return Summary(
            id=self.id,
            version=self.version,
            status=self.status,
            document_type=invoice.document_type,
            invoice_number=invoice.invoice_number,
            issue_date=invoice.issue_date,
            due_date=invoice.due_date,
            seller=invoice.seller.name,
            buyer=invoice.buyer.name,
            currency=invoice.currency,
            net=invoice.amounts.net,
            tax=invoice.amounts.tax,
            gross=invoice.amounts.gross,
            failed_checks=tuple(check.id for check in self.checks if check.failed),
            file_name=self.document.file_name,
            created_at=self.created_at,
            updated_at=self.updated_at,
        )


class Summary(Stored):
    """One row of a list."""

    # Kept as JSON and shown as it was kept: a new field would be missing in rows that are older.

    id: str
    version: int
    status: Annotated[RecordStatus, StandIn(RecordStatus.NEEDS_REVIEW)]
    document_type: str | None
    invoice_number: str | None
    issue_date: date | None
    due_date: date | None
    seller: str | None
    buyer: str | None
    currency: str | None
    net: Decimal | None
    tax: Decimal | None
    gross: Decimal | None
    failed_checks: tuple[str, ...]
    file_name: str | None
    created_at: datetime
    updated_at: datetime


class Sort(StrEnum):
    """Order of a list; a leading minus means largest or newest first. Absent values come last."""

    ISSUE_DATE = "issue_date"
    ISSUE_DATE_DOWN = "-issue_date"
    CREATED_AT = "created_at"
    CREATED_AT_DOWN = "-created_at"
    GROSS = "gross"
    GROSS_DOWN = "-gross"
    SELLER = "seller"
    SELLER_DOWN = "-seller"


class Query(BaseModel):
    """Which invoices, in which order. All conditions hold together."""

    model_config = ConfigDict(frozen=True)

    text: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    due_from: date | None = None
    due_to: date | None = None
    seller: str | None = None
    gross_min: Decimal | None = None
    gross_max: Decimal | None = None
    currency: Currency | None = None
    status: RecordStatus | None = None
    failed_check: str | None = None
    sort: Sort = Sort.CREATED_AT_DOWN


@dataclass(frozen=True)
class Page:
    """Part of a list. `after` is the adapter's own bookmark of the next part, None at the end.

    `rows`: each a `Summary` as JSON, as it is kept and as it is shown. Nothing is gained by taking them apart between.
    """

    rows: tuple[str, ...]
    after: str | None = None

    @property
    def items(self) -> tuple[Summary, ...]:
        return tuple(load(Summary, row) for row in self.rows)


class Change(Stored):
    """One entry of an invoice's history: what version it made, when, by whom, and which values changed."""

    version: int
    at: datetime
    action: str  # `saved` or `edited`
    values: dict[str, tuple[str | None, str | None]]  # path: (before, after)


class StatsRow(BaseModel):
    """Totals of one month, seller and currency. Absent month or seller: not read."""

    model_config = ConfigDict(frozen=True)

    month: str | None  # YYYY-MM of the issue date
    seller: str | None
    currency: str | None
    count: int
    net: Decimal
    tax: Decimal
    gross: Decimal
