"""An export: invoices as one file, made as a job and kept for a day. What it holds can be made again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.domain.errors import QuotaExceeded
from app.domain.record import Query
from app.domain.scan import Reason
from app.domain.stored import StandIn, Stored

KEPT_FOR = timedelta(hours=24)
"""From the moment it has ended; one that never ends goes as long after it was asked for."""


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


class Rows(StrEnum):
    """What a row stands for."""

    INVOICES = "invoices"
    LINES = "lines"


class ExportState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (ExportState.DONE, ExportState.FAILED)


class Piece(Stored):
    """Bytes that are kept already: the store's name for them, how many, and their SHA-256 as the store says it."""

    name: str
    size: int
    checksum: str = ""


class Pieces(Stored):
    """What is written of a file that is not whole yet. `rest`: bytes at its end that are too few for the store."""

    id: str
    pieces: tuple[Piece, ...] = ()
    rest: Piece | None = None

    @property
    def size(self) -> int:
        return sum(piece.size for piece in (*self.pieces, *((self.rest,) if self.rest else ())))


class Export(Stored):
    """One of an owner's. `version` counts up with every change; who writes must have seen the one before."""

    id: str
    version: int = 1
    state: Annotated[ExportState, StandIn(ExportState.FAILED)] = ExportState.QUEUED
    format: Format
    rows: Annotated[Rows, Field(description="what a row of a table stands for")] = Rows.INVOICES
    query: Query = Query()
    ids: Annotated[tuple[str, ...] | None, Field(description="of chosen invoices, in their order; null: all found")] = (
        None
    )
    invoices_done: Annotated[int, Field(description="invoices that are written so far")] = 0
    size: Annotated[int | None, Field(description="bytes of the whole file")] = None
    reason: Annotated[Reason | None, Field(description="why it failed")] = None
    created_at: datetime
    updated_at: datetime
    expires_at: Annotated[datetime, Field(description="when file and export are removed")]
    request_id: str | None = None
    written: Pieces | None = None
    after: Annotated[str | None, Field(description="where the invoices go on that are not written yet")] = None
    written_invoices: int = 0
    complete: Annotated[bool, Field(description="all is written, and only has to be put together")] = False
    taken_until: Annotated[datetime | None, Field(description="a worker is at it; nobody else goes on so long")] = None
    begun: Annotated[int, Field(description="how often it began from the first invoice")] = 0

    @property
    def file_name(self) -> str:
        return f"invoices-{self.created_at:%Y-%m-%d}.{self.format}"


def require_room(exports: Sequence[Export], *, at_once: int, most: int) -> None:
    """`QuotaExceeded` code `too-many-exports` when an owner who has these may not have another."""
    if sum(not export.state.ended for export in exports) >= at_once:
        raise QuotaExceeded(
            f"{at_once} exports are being made already. Wait for one, or delete it.",
            retry_after=10,
            code="too-many-exports",
        )
    if len(exports) >= most:
        raise QuotaExceeded(
            f"You keep {most} exports already. Delete one, or wait: each goes after a day.",
            retry_after=3_600,
            code="too-many-exports",
        )
