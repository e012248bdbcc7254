"""A scan: one handed-over document on its way to a reading. States only go forward."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.domain.document import DocumentInfo
from app.domain.errors import Conflict
from app.domain.reading import Note, Reading
from app.domain.stored import StandIn, Stored
from app.domain.turns import Line


class ScanState(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in _ENDED

    def may_become(self, later: "ScanState") -> bool:
        """True when the step goes forward. `reading` to `reading` is a new stage or a new try."""
        return later in _NEXT[self]


_ENDED = frozenset({ScanState.DONE, ScanState.FAILED, ScanState.CANCELLED})
_NEXT = {
    ScanState.QUEUED: frozenset({ScanState.READING, *_ENDED}),
    ScanState.READING: frozenset({ScanState.READING, *_ENDED}),
    ScanState.DONE: frozenset[ScanState](),
    ScanState.FAILED: frozenset[ScanState](),
    ScanState.CANCELLED: frozenset[ScanState](),
}


class Reason(Stored):
    """Why a scan failed: a code for programs, a sentence for people."""

    code: str
    detail: str
    notes: Annotated[tuple[Note, ...], Field(description="what each reader said that was asked")] = ()


READER_BUSY, PAID_CAP = "reader-busy", "paid-cap"
"""Codes of what a document waits for that was counted: its turn with a reader, and the money for one."""

WAITS_FOR_QUOTA = timedelta(days=35)
"""How long a document waits for a quota at most: to the end of a month, and some days for its turn then."""


class Waiting(Stored):
    """That a document is not read yet: because a quota is used up or a reader takes only so many. What of, in words,
    and when it is looked at again."""

    code: str
    detail: str
    since: datetime
    until: Annotated[datetime, Field(description="when it goes on; where it waits for its turn, as far as is known")]
    place: Annotated[
        int | None, Field(description="how many documents have their turn before, where it waits for one")
    ] = None

    @property
    def is_counted(self) -> bool:
        """True when there was room in the quotas, and it waits for something else."""
        return self.code in (READER_BUSY, PAID_CAP)

    def is_over(self, now: datetime) -> bool:
        """True, too, before it began: then a clock that was wrong has been set right."""
        return not self.since <= now < self.until


class Ticket(Stored):
    """A scan's number in the line of its owner (`app.domain.turns`)."""

    line: Line
    number: int


class Scan(Stored):
    id: str
    state: Annotated[ScanState, StandIn(ScanState.READING)]
    stage: Annotated[str | None, Field(description="what is being done: `text`, `engine` ...")] = None
    document: DocumentInfo
    reader: Annotated[str, Field(description="the reader that was asked for; `auto` chooses")]
    reader_version: Annotated[str, Field(description="of all readers that may be chosen")]
    created_at: datetime
    updated_at: datetime
    waits: Annotated[Waiting | None, Field(description="for a quota, or its turn: until then it is not read")] = None
    ticket: Annotated[Ticket | None, Field(description="until the reader whose turn it waits for has taken it")] = None
    counted_at: Annotated[datetime | None, Field(description="when it had waited and was counted; else when made")] = (
        None
    )
    resumed_at: Annotated[datetime | None, Field(description="when it had waited for a reader, and went on")] = None
    attempts: int = 0
    taken_by: Annotated[str | None, Field(description="the try that reads it, or that did last")] = None
    sent: Annotated[bool, Field(description="that try has asked a reader that charges and told of no answer")] = False
    reason: Reason | None = None
    reading: Reading | None = None
    keep: Annotated[bool, Field(description="save it by itself when it is read, to be reviewed later")] = False
    job: Annotated[str | None, Field(description="id of the job by which it is read elsewhere")] = None
    request_id: Annotated[str | None, Field(description="of the request that brought it")] = None
    invoice_id: Annotated[str | None, Field(description="the invoice that was saved from it")] = None
    waits_from: Annotated[int | None, Field(description="counted day from which on it waits to be saved")] = None
    upload_id: Annotated[str | None, Field(description="whose file it is; its room becomes the scan's")] = None
    again_of: Annotated[str | None, Field(description="the scan whose document it reads again")] = None
    offered_to: Annotated[str | None, Field(description="the invoice to which its values are offered")] = None
    known: Annotated[
        bool, Field(exclude=True, description="whoever handed the file over was given what was there already")
    ] = False

    def may_become(self, later: "Scan") -> bool:
        """True when the step goes forward. While one try waits for a reader that charges, no other may read; one that
        waits for a quota may only wait longer, or end; from a state of a newer release none leads on."""
        if self.stands_in:
            return False
        if self.waits is not None and not self.waits.is_counted and later.state is ScanState.READING:
            return False
        if later.state is ScanState.QUEUED:
            return self.state is ScanState.QUEUED and None not in (self.waits, later.waits)
        if self.sent and later.state is ScanState.READING and later.taken_by != self.taken_by:
            return False
        return self.state.may_become(later.state)

    @property
    def began_at(self) -> datetime:
        """From when on it is counted, and is to be read."""
        return self.counted_at or self.created_at

    def number_in(self, line: Line) -> int | None:
        """Its number in a line, if it waits there."""
        ticket = None if self.state.ended else self.ticket
        return ticket.number if ticket is not None and ticket.line is line else None

    @property
    def at_work_since(self) -> datetime:
        """From when on nothing of its own kept it from being read."""
        return self.resumed_at or self.began_at

    def resumed(self, at: datetime) -> "Scan":
        """Its turn has come, or there is money again. The ticket holds until the reader has taken it."""
        return self.model_copy(update={"waits": None, "resumed_at": at, "updated_at": at})

    def admitted(self, at: datetime) -> "Scan":
        """Waiting no longer."""
        return self.model_copy(update={"waits": None, "counted_at": at, "updated_at": at})

    def in_place_of(self, kept: "Scan") -> "Scan":
        """With what is noted at the kept one beside its reading: the invoice, and the wish that there be one."""
        return self.model_copy(update={"invoice_id": kept.invoice_id, "keep": self.keep or kept.keep})

    def renewed(self, by: "Scan") -> "Scan":
        """With what `by` has read of the same document. `Conflict` unless it is done and nothing was saved from it."""
        if self.state is not ScanState.DONE or self.invoice_id is not None:
            raise Conflict("Its reading is not a draft any more.", code="scan-state")
        names = ("reading", "reader", "reader_version", "updated_at")
        return self.model_copy(update={name: getattr(by, name) for name in names})


class ReaderTotals(BaseModel):
    """What one reader read in one month, and what it charged by list price."""

    model_config = ConfigDict(frozen=True)

    month: Annotated[str, Field(description="YYYY-MM in which the reading ended, UTC")]
    reader: str
    documents: int
    pages: int
    usd: Decimal
