"""Scan: take a document in, have it read, give the result."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from app.domain import ids
from app.domain.checks import Check
from app.domain.document import Document, DocumentInfo
from app.domain.errors import (
    Conflict,
    DocumentRejected,
    Misconfigured,
    NotFound,
    QuotaExceeded,
    StorageFull,
    Unanswered,
    Unavailable,
)
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.domain.scan import Reason, Scan, ScanState
from app.ports import (
    Clock,
    DocumentInspector,
    DocumentStore,
    Job,
    JobQueue,
    Key,
    Kind,
    MalwareScreen,
    ScanQuota,
    ScanRepository,
)
from app.services.reading import ReaderPolicy

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
ANSWERED_WITHIN = timedelta(seconds=60)  # longer than any call of a reader that charges
ALARMS = frozenset({"daily-stop", "misconfigured"})  # codes that somebody has to be woken for


class Checker(Protocol):
    """Runs the rules over an invoice of an owner (`app.services.checking`)."""

    def __call__(
        self, owner: Owner, invoice: Invoice, document: DocumentInfo, *, reader: str, invoice_id: str | None
    ) -> tuple[Check, ...]: ...


class Stopped(Exception):
    """The scan was cancelled or removed while it was being read."""


class ScanService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        scans: ScanRepository,
        jobs: JobQueue,
        inspector: DocumentInspector,
        screen: MalwareScreen,
        readers: ReaderPolicy,
        check: Checker,
        quota: ScanQuota,
        max_bytes: int,
        default_reader: str,
        clock: Clock,
        wake_workers: Callable[[], None],
    ) -> None:
        self._documents = documents
        self._scans = scans
        self._jobs = jobs
        self._inspector = inspector
        self._screen = screen
        self._readers = readers
        self._check = check
        self._quota = quota
        self._max_bytes = max_bytes
        self._default_reader = default_reader
        self._clock = clock
        self._wake_workers = wake_workers

    # ---- in ----------------------------------------------------------------------------------------------------------

    def start(
        self,
        owner: Owner,
        data: bytes,
        *,
        declared_type: str | None = None,
        file_name: str | None = None,
        reader: str | None = None,
    ) -> Scan:
        """Take the bytes in and queue them for reading. The same bytes again give the same scan and cost nothing.

        Order: bytes, then the row with its count, then the job. What a crash leaves, the next try or the sweeper mends.
        """
        name = self._readers.require(reader or self._default_reader)
        if len(data) > self._max_bytes:
            raise DocumentRejected("too-large", f"The file has {len(data):,} bytes; the limit is {self._max_bytes:,}.")
        info = self._inspector.inspect(data, declared_type=declared_type, file_name=file_name)
        self._require_clean(data)
        now = self._clock()
        scan = Scan(
            id=ids.scan_id(),
            state=ScanState.QUEUED,
            document=info,
            reader=name,
            reader_version=self._readers.version,
            created_at=now,
            updated_at=now,
        )
        key = Key(Kind.SCAN, scan.id)
        self._documents.put(owner, key, data)
        try:
            kept = self._scans.add(owner, scan, quota=self._quota)
        except (QuotaExceeded, StorageFull) as error:
            # After any other failure the row may be there: then the bytes are needed, and else they are swept.
            self._documents.delete(owner, key)
            if error.code in ALARMS:
                log.error("scans are stopped", extra={"code": error.code})
            raise
        if kept.id != scan.id:
            self._documents.delete(owner, key)
        if kept.state is ScanState.QUEUED:
            self._jobs.put(Job(owner, kept.id))
            self._wake_workers()
        return kept

    def start_from_upload(
        self, owner: Owner, upload_id: str, *, file_name: str | None = None, reader: str | None = None
    ) -> Scan:
        """As `start`, with the bytes that were put under an upload ticket. `NotFound` while there are none."""
        if not ids.is_id(upload_id, "upl"):
            raise NotFound("There is no such upload.")
        key = Key(Kind.UPLOAD, upload_id)
        scan = self.start(owner, self._documents.get(owner, key), file_name=file_name, reader=reader)
        self._documents.delete(owner, key)
        return scan

    def _require_clean(self, data: bytes) -> None:
        """What was handed over under a ticket is in quarantine until here: nothing serves it, and it is swept."""
        found = self._screen.find(data)
        if found is not None:
            log.warning("malware refused", extra={"malware": found})
            raise DocumentRejected("malware", f"The file holds malware ({found}). It was not kept.")

    # ---- out ---------------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, scan_id: str) -> Scan:
        if not ids.is_id(scan_id, "scn"):
            raise NotFound("There is no such scan.")
        return self._scans.get(owner, scan_id)

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        return self._scans.list(owner, state=state, unsaved=unsaved, limit=limit, after=after)

    def page_picture(self, owner: Owner, scan_id: str, page: int) -> bytes:
        """JPEG of one page, re-encoded. `NotFound` for a page that the document does not have."""
        scan = self.get(owner, scan_id)
        if not 1 <= page <= scan.document.pages:
            raise NotFound(f"The document has {scan.document.pages} page(s).")
        key = Key(Kind.INVOICE, scan.invoice_id) if scan.invoice_id else Key(Kind.SCAN, scan.id)
        return self._inspector.render(Document(self._documents.get(owner, key), scan.document), page)

    def cancel(self, owner: Owner, scan_id: str) -> Scan:
        """Stop it. Already cancelled is fine; `Conflict` when it has ended otherwise."""
        scan = self.get(owner, scan_id)
        if scan.state is ScanState.CANCELLED:
            return scan
        if scan.state.ended:
            raise Conflict(f"The scan has already ended: it is {scan.state}.", code="scan-ended")
        cancelled = self._advance(owner, scan, state=ScanState.CANCELLED)
        self._documents.delete(owner, Key(Kind.SCAN, scan_id))
        return cancelled

    # ---- the work ----------------------------------------------------------------------------------------------------

    def process(self, job: Job) -> timedelta | None:
        """Read the scan of a job. Returns None when the job is done with, or how long to wait before another try."""
        try:
            scan = self._scans.get(job.owner, job.scan_id)
            if scan.state.ended:
                return None
            return self._await_answer(job.owner, scan) if scan.sent else self._try_or_wait(job, scan)
        except (NotFound, Conflict, Stopped):  # removed, ended or cancelled in the meantime
            return None

    def _await_answer(self, owner: Owner, scan: Scan) -> timedelta | None:
        """Another try has asked a reader that charges. If it died, nobody knows whether that was charged: a person
        decides whether to pay once more, never a repeated message."""
        left = scan.updated_at + ANSWERED_WITHIN - self._clock()
        if left > timedelta():
            return left
        self.fail(
            *(owner, scan, "interrupted"),
            "Reading was cut off while a reader that charges for each try was at work. Hand the document over again "
            "to pay for another try.",
        )
        return None

    def _try_or_wait(self, job: Job, scan: Scan) -> timedelta | None:
        try:
            self._try(job, scan)
        except Misconfigured as error:  # trying again is no use
            self.fail(job.owner, scan, error.code, error.detail)
        except (Unavailable, StorageFull) as error:
            if job.attempt < MAX_ATTEMPTS:
                return timedelta(seconds=2**job.attempt)
            self.fail(job.owner, scan, error.code, error.detail)
        return None

    def _try(self, job: Job, scan: Scan) -> None:
        if job.attempt > MAX_ATTEMPTS:
            self.fail(job.owner, scan, "gave-up", f"Reading stopped {MAX_ATTEMPTS} times without a result.")
        else:
            taken = {"attempts": job.attempt, "taken_by": ids.try_id(), "sent": False}
            self._read(job.owner, self._advance(job.owner, scan, state=ScanState.READING, **taken))

    def fail(self, owner: Owner, scan: Scan, code: str, detail: str) -> Scan:
        return self._advance(owner, scan, state=ScanState.FAILED, reason=Reason(code=code, detail=detail))

    def _read(self, owner: Owner, scan: Scan) -> None:
        try:
            reading = self._reading_of(owner, scan)
        except DocumentRejected as error:
            self.fail(owner, scan, error.code, error.detail)
            return
        rules = self._check(owner, reading.invoice, scan.document, reader=reading.reader, invoice_id=None)
        checks = (*reading.checks, *rules)
        done = {"stage": None, "sent": False, "reading": reading.model_copy(update={"checks": checks})}
        self._advance(owner, scan, state=ScanState.DONE, **done)

    def _reading_of(self, owner: Owner, scan: Scan) -> Reading:
        """What the readers say. The row tells before a reader that charges is asked, and again when it was not."""

        def progress(stage: str) -> None:
            nonlocal scan
            scan = scan.model_copy(update={"stage": stage, "sent": self._readers.charges(stage)})
            try:
                self._advance(owner, scan, state=ScanState.READING)
            except (Conflict, NotFound) as error:
                raise Stopped from error

        try:
            return self._readers.read(self._document(owner, scan), scan.reader, progress)
        except Unanswered as error:
            if scan.sent:
                raise DocumentRejected(error.code, error.detail) from error
            raise
        except Unavailable:
            if scan.sent:
                self._advance(owner, scan, state=ScanState.READING, stage=None, sent=False)
            raise

    def _document(self, owner: Owner, scan: Scan) -> Document:
        try:
            return Document(self._documents.get(owner, Key(Kind.SCAN, scan.id)), scan.document)
        except NotFound as error:
            raise DocumentRejected("document-missing", "The document is no longer kept. Hand it over again.") from error

    def _advance(self, owner: Owner, scan: Scan, **values: object) -> Scan:
        return self._scans.advance(owner, scan.model_copy(update={**values, "updated_at": self._clock()}))
