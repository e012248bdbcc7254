"""What the services need from outside, in the domain's words, by noun. Adapters give it; `app/bootstrap` chooses which.

Edges are part of the promise and tested for every adapter in `tests/contract`. All methods block; `Unavailable` may
come from any. The owner is the first argument of everything that belongs to somebody; the few sweeping methods that
go over all owners say so in their name.
"""

from collections.abc import Callable
from datetime import datetime

from app.ports.documents import (
    DocumentStore,
    Key,
    Kind,
    LooseDocuments,
    MarkStore,
    RecordMarkStore,
    StoredObject,
    UploadTicket,
    WalkBook,
)
from app.ports.exports import ExportFiles, ExportRepository
from app.ports.invoices import ALIKE, InvoiceRepository, Reentry
from app.ports.jobs import LONGEST_HIDDEN, Event, Job, JobQueue, Nothing, ReadingEnded, RoundBook, UploadArrived
from app.ports.local import LocalExports, LocalFiles, LocalIssuer
from app.ports.outbox import (
    KEPT_DAYS,
    KEPT_FAILED_DAYS,
    LONGEST_PUT_OFF,
    Delivery,
    EventRow,
    EventTarget,
    Outbox,
)
from app.ports.reading import (
    DocumentInspector,
    DocumentReader,
    FilesInside,
    JobReader,
    MalwareScreen,
    NeedsJob,
    NotTaken,
    PageComparer,
    Progress,
    SecondOpinion,
    WordFinder,
)
from app.ports.requests import EndedSignIns, IdempotencyStore, KeptResponse, Metrics, TokenVerifier
from app.ports.scans import PageWordStore, ScanRepository
from app.ports.turns import TurnBook
from app.ports.uploads import UploadRepository

Clock = Callable[[], datetime]  # aware, UTC

__all__ = [
    "ALIKE",
    "KEPT_DAYS",
    "KEPT_FAILED_DAYS",
    "LONGEST_HIDDEN",
    "LONGEST_PUT_OFF",
    "Clock",
    "Delivery",
    "DocumentInspector",
    "DocumentReader",
    "DocumentStore",
    "EndedSignIns",
    "Event",
    "EventRow",
    "EventTarget",
    "ExportFiles",
    "ExportRepository",
    "FilesInside",
    "IdempotencyStore",
    "InvoiceRepository",
    "Job",
    "JobQueue",
    "JobReader",
    "KeptResponse",
    "Key",
    "Kind",
    "LocalExports",
    "LocalFiles",
    "LocalIssuer",
    "LooseDocuments",
    "MalwareScreen",
    "MarkStore",
    "Metrics",
    "NeedsJob",
    "NotTaken",
    "Nothing",
    "Outbox",
    "PageComparer",
    "PageWordStore",
    "Progress",
    "ReadingEnded",
    "RecordMarkStore",
    "Reentry",
    "RoundBook",
    "ScanRepository",
    "SecondOpinion",
    "StoredObject",
    "TokenVerifier",
    "TurnBook",
    "UploadArrived",
    "UploadRepository",
    "UploadTicket",
    "WalkBook",
    "WordFinder",
]
