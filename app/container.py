"""What `bootstrap.py` builds and the entry files use: the services, and the few ports that HTTP itself needs."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from app.ports import Clock, EndedSignIns, IdempotencyStore, Metrics, TokenVerifier
from app.services.attachments import AttachmentService
from app.services.dispatch import Dispatcher
from app.services.documents import DocumentService
from app.services.events import EventService
from app.services.export import ExportService
from app.services.export_jobs import ExportJobs
from app.services.installation import InstallationService
from app.services.invoices import InvoiceService
from app.services.jobs import JobService
from app.services.loose import LooseService
from app.services.offers import OfferService
from app.services.scans import ScanService
from app.services.sweep import SweepService
from app.services.uploads import UploadService
from app.services.words import WordService
from app.settings import Settings


@dataclass(frozen=True)
class SignIn:
    """Where callers get their tokens: the issuer's address, and the id that the web page signs in with."""

    issuer: str
    client_id: str


@dataclass(frozen=True)
class Container:
    settings: Settings
    clock: Clock
    tokens: TokenVerifier
    ended_sign_ins: EndedSignIns
    idempotency: IdempotencyStore
    metrics: Metrics
    scans: ScanService
    uploads: UploadService
    invoices: InvoiceService
    loose: LooseService
    installation: InstallationService
    offers: OfferService
    documents: DocumentService
    words: WordService
    attachments: AttachmentService
    export: ExportService
    export_jobs: ExportJobs
    jobs: JobService
    events: EventService
    sweep: SweepService
    dispatcher: Dispatcher | None  # None: no events are kept
    readers: tuple[str, ...]  # names that a scan may ask for
    cursor_secret: Callable[[], bytes]  # asked when a cursor is made or read
    wake: Event  # set when a job was queued
    sign_in: SignIn
    close: Callable[[], None]  # ends the processes that it has started
