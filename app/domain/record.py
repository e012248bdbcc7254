"""A kept invoice: the corrected values, the evidence behind them, the document they belong to, and its history."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain import counting
from app.domain.checks import Check
from app.domain.counting import Counts, Money
from app.domain.document import DocumentInfo
from app.domain.invoice import Currency, Invoice
from app.domain.looked_at import count_unseen, seen
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

    def summary(self, *, duplicate: bool = False) -> "Summary":
        """Its row of a list. `duplicate`: an earlier invoice is the same."""
        invoice = self.invoice
        row = Summary(
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
        return row.counted_as(duplicate=duplicate)


class Summary(Stored):
    """One row of a list."""

    # Kept as JSON and shown as it was kept: a new field is missing in rows that are older until they are counted anew.

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
    counts: Annotated[Counts, Field(description="whether its amounts are in sums, and if not, why")] = (
        Counts.NOT_COUNTED
    )
    counted: Annotated[Money, Field(description="what it adds to sums; zero when it is left out")] = Money()

    def counted_as(self, *, duplicate: bool) -> "Summary":
        """The same row with what it counts as. `duplicate`: an earlier invoice is the same."""
        counts = counting.counts(
            *(self.document_type, self.failed_checks, self.money),
            disputed=self.status is RecordStatus.DISPUTED,
            duplicate=duplicate,
        )
        counted = self.money if counts.in_sums else Money()
        return self.model_copy(update={"counts": counts, "counted": counted})

    @property
    def money(self) -> Money:
        """Its amounts as they would stand in a sum, also when it is left out."""
        return counting.money(self.document_type, net=self.net, tax=self.tax, gross=self.gross)

    @property
    def counts_by_kind(self) -> bool:
        return counting.counts_by_kind(self.document_type, self.failed_checks)


@dataclass(frozen=True)
class Counted:
    """A record with what it counts as beside the owner's others."""

    record: Record
    counts: Counts

    @property
    def money(self) -> Money:
        """What it adds to sums; zero when it is left out."""
        return self.record.summary().money if self.counts.in_sums else Money()


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
    """Part of a list. `after` is the adapter's own cursor of the next part, None at the end.

    `rows`: each a `Summary` as JSON, as it is kept and as it is shown. Nothing is gained by taking them apart between.
    """

    rows: tuple[str, ...]
    after: str | None = None

    @property
    def items(self) -> tuple[Summary, ...]:
        return tuple(load(Summary, row) for row in self.rows)


SAVED, EDITED, TAKEN = "saved", "edited", "read-again"  # what may be done to an invoice


class Change(Stored):
    """One entry of an invoice's history: what version it made, when, which values changed, what was looked at."""

    version: int
    at: datetime
    action: str  # `saved`, `edited`, or `read-again`: values of another reading were taken
    values: dict[str, tuple[str | None, str | None]]  # path: (before, after)
    looked_at: Annotated[
        tuple[str, ...],
        Field(description="by a person, with this version, beside what changed; a path stands for all beneath it"),
    ] = ()
    not_looked_at: Annotated[
        int | None, Field(description="values of this version that nobody has looked at; null: nobody said")
    ] = None

    @classmethod
    def of_save(cls, record: Record) -> "Change":
        """The first entry of a record's history."""
        return cls(
            version=record.version,
            at=record.created_at,
            action="saved",
            values={},
            looked_at=seen(record.evidence),
            not_looked_at=count_unseen(record.evidence),
        )


class Apart(Money):
    """Documents that are left out of the sums, with the sum that they would have."""

    count: Annotated[int, Field(examples=[1])] = 0


class StatsRow(BaseModel):
    """Totals of one month, seller and currency. Absent month or seller: not read.

    `count`, `net`, `tax` and `gross` are of the documents that count: invoices, receipts and debit notes add, credit
    notes reduce. The others of the same month, seller and currency stand apart."""

    model_config = ConfigDict(frozen=True)

    month: Annotated[str | None, Field(description="YYYY-MM of the issue date", examples=["2026-11"])]
    seller: Annotated[str | None, Field(examples=["Nordlicht Papier GmbH"])]
    currency: Annotated[str | None, Field(examples=["EUR"])]
    count: Annotated[int, Field(description="documents that count, credit notes too", examples=[2])]
    net: Annotated[Decimal, Field(examples=["80.00"])]
    tax: Annotated[Decimal, Field(examples=["15.20"])]
    gross: Annotated[Decimal, Field(examples=["95.20"])]
    disputed: Annotated[Apart, Field(description="kept although a check fails")] = Apart()
    duplicates: Annotated[Apart, Field(description="the later ones of the same document")] = Apart()
    not_counted: Annotated[Apart, Field(description="quotes, orders, statements and other kinds")] = Apart()
