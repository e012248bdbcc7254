"""What happens to invoices, as it is told to other programs: one model for each type, and what makes each.

An event is told at least once, so the same may come twice, with the same `id`. Those about one object come in the order
of their ids. It names things and holds none of their values: whoever may see those asks for them by id.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.domain import ids
from app.domain.record import Change, Record, RecordStatus
from app.domain.scan import Scan, ScanState

FORM = 1
"""Of the events that this program writes. Members that are added do not raise it."""

_INVOICE = "inv_0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_SCAN = "scn_0f1e2d3c4b5a69788796a5b4c3d2e1f0"

InvoiceId = Annotated[str, Field(examples=[_INVOICE])]
ScanId = Annotated[str, Field(examples=[_SCAN])]
Version = Annotated[int, Field(description="of the invoice, as its `ETag`", ge=1, examples=[1])]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class SavedData(_Model):
    invoice_id: InvoiceId
    scan_id: ScanId
    version: Version
    status: RecordStatus


class ChangedData(SavedData):
    action: Annotated[str, Field(description="`edited`, or `read-again`: values of another reading were taken")]


class DeletedData(_Model):
    invoice_id: InvoiceId
    scan_id: ScanId
    version: Annotated[int, Field(description="the last one", ge=1, examples=[1])]


class FailedData(_Model):
    scan_id: ScanId
    code: Annotated[str, Field(description="why, as in the scan's `reason`", examples=["damaged"])]
    again_of: Annotated[str | None, Field(description="the scan whose document it was to read again")] = None


class DomainEvent(_Model):
    """What all types have."""

    id: Annotated[
        str,
        Field(description="the same when it is told again; grows", examples=["evt_019ad5c0f1e62d3c4b5a69788796a5b4"]),
    ]
    version: Annotated[int, Field(description="of the form of events", examples=[FORM])] = FORM
    time: datetime
    about: Annotated[str, Field(description="id of the invoice or scan", examples=[_INVOICE])]
    owner: Annotated[
        str | None, Field(description="whose it is (`Owner.key`), told where events of several owners come together")
    ] = None

    def told(self) -> str:
        """As JSON: kept, shown and delivered as it is, and never read back into a model."""
        return self.model_dump_json(exclude={"owner"})


class InvoiceSaved(DomainEvent):
    type: Literal["invoice.saved"] = "invoice.saved"
    data: SavedData


class InvoiceNeedsReview(DomainEvent):
    """It was kept without a person having looked at it."""

    type: Literal["invoice.needs_review"] = "invoice.needs_review"
    data: SavedData


class InvoiceChanged(DomainEvent):
    type: Literal["invoice.changed"] = "invoice.changed"
    data: ChangedData


class InvoiceDeleted(DomainEvent):
    type: Literal["invoice.deleted"] = "invoice.deleted"
    data: DeletedData


class ScanFailed(DomainEvent):
    """The document was not read; no invoice comes of this scan."""

    type: Literal["scan.failed"] = "scan.failed"
    data: FailedData


AnyEvent = Annotated[
    InvoiceSaved | InvoiceNeedsReview | InvoiceChanged | InvoiceDeleted | ScanFailed, Field(discriminator="type")
]

TYPES: dict[str, type[DomainEvent]] = {
    "invoice.saved": InvoiceSaved,
    "invoice.needs_review": InvoiceNeedsReview,
    "invoice.changed": InvoiceChanged,
    "invoice.deleted": InvoiceDeleted,
    "scan.failed": ScanFailed,
}


def schema() -> dict[str, Any]:
    """JSON Schema of an event of any type."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Event",
        **TypeAdapter[Any](AnyEvent).json_schema(mode="serialization"),
    }


# ---- what makes them -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fact:
    """Something that has happened, before the outbox gives it an id and a time."""

    type: str
    about: str
    data: BaseModel

    def stamped(self, at: datetime, *, after: str | None) -> DomainEvent:
        """`after`: id of the event before it, if there is one."""
        time, event_id = at.astimezone(UTC), ids.event_id(at, after=after)
        members = {"id": event_id, "time": time, "about": self.about, "data": self.data}
        return TYPES[self.type].model_validate(members)


def of_save(record: Record) -> tuple[Fact, ...]:
    saved = Fact("invoice.saved", record.id, SavedData(**_kept(record)))
    return (saved, *_of_review(record))


def of_change(before: Record, after: Record, change: Change) -> tuple[Fact, ...]:
    changed = Fact("invoice.changed", after.id, ChangedData(**_kept(after), action=change.action))
    return (changed, *(_of_review(after) if before.status is not after.status else ()))


def of_delete(record: Record) -> tuple[Fact, ...]:
    gone = DeletedData(invoice_id=record.id, scan_id=record.scan_id, version=record.version)
    return (Fact("invoice.deleted", record.id, gone),)


def of_scan(scan: Scan) -> tuple[Fact, ...]:
    """What there is to tell of the step that has brought the scan into its state."""
    if scan.state is not ScanState.FAILED or scan.reason is None:
        return ()
    return (Fact("scan.failed", scan.id, FailedData(scan_id=scan.id, code=scan.reason.code, again_of=scan.again_of)),)


def _of_review(record: Record) -> tuple[Fact, ...]:
    if record.status is not RecordStatus.NEEDS_REVIEW:
        return ()
    return (Fact("invoice.needs_review", record.id, SavedData(**_kept(record))),)


def _kept(record: Record) -> dict[str, Any]:
    return {
        "invoice_id": record.id,
        "scan_id": record.scan_id,
        "version": record.version,
        "status": record.status,
    }
