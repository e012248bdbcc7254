"""Scan: take a document in, have it read, give the result."""

from collections.abc import Callable

from app.domain import ids
from app.domain.correlation import request_id
from app.domain.document import Document
from app.domain.errors import Conflict, NotFound
from app.domain.estimate import Estimate
from app.domain.principal import Owner
from app.domain.scan import ReaderTotals, Scan, ScanState
from app.ports import Clock, DocumentInspector, DocumentStore, Job, JobQueue, Key, Kind, ScanRepository
from app.services.again import ReadingAgain
from app.services.scan_work import ScanWork
from app.services.taking_in import TakingIn
from app.services.turns import TurnService

MOST_PAGES_IN_CALL = 3  # recognizing a page takes up to seven seconds of the 29 that a call has


class ScanService:
    def __init__(
        self,
        *,
        work: ScanWork,
        documents: DocumentStore,
        scans: ScanRepository,
        jobs: JobQueue,
        inspector: DocumentInspector,
        taking_in: TakingIn,
        again: ReadingAgain,
        clock: Clock,
        wake_workers: Callable[[], None],
        turns: TurnService | None = None,
        reads_in_call: bool = False,
    ) -> None:
        """`work`: what is done in a job. `turns`: of a reader that takes only so many; None: nobody counts.
        `reads_in_call`: whoever starts a scan of a few pages and waits for it reads it too, as where no worker runs
        beside."""
        self.work = work
        self._documents = documents
        self._scans = scans
        self._jobs = jobs
        self._inspector = inspector
        self._taking_in = taking_in
        self._again = again
        self._clock = clock
        self._wake_workers = wake_workers
        self._turns = turns
        self._reads_in_call = reads_in_call

    # ---- in ----------------------------------------------------------------------------------------------------------

    def start(
        self,
        owner: Owner,
        data: bytes,
        *,
        declared_type: str | None = None,
        file_name: str | None = None,
        reader: str | None = None,
        keep: bool = False,
        at_once: bool = False,
        read_again: bool = False,
        upload_id: str | None = None,
    ) -> Scan:
        """Take the bytes in and have them read. What the owner has of the same bytes is given as it is (`known`),
        whatever has read it, and costs nothing; with `read_again` it is read once more.

        `keep`: save the invoice without waiting for a person; over a quota it waits (`Scan.waits`), for nobody comes
        back with it. `at_once`: the caller waits for the reading.

        Order: bytes, then the row with its count, then the job. What a crash leaves, the next try or the sweeper mends.
        """
        kept = self._taking_in.take(
            owner,
            data,
            declared_type=declared_type,
            file_name=file_name,
            reader=reader,
            keep=keep,
            read_again=read_again,
            upload_id=upload_id,
        )
        return self._begun(owner, kept, at_once=at_once)

    def estimate(
        self, owner: Owner, data: bytes, *, declared_type: str | None = None, file_name: str | None = None
    ) -> Estimate:
        """What reading the bytes would cost with each reader. Nothing is kept, counted or read."""
        return self._taking_in.estimate(owner, data, declared_type=declared_type, file_name=file_name)

    def read_again(self, owner: Owner, invoice_id: str, *, reader: str | None = None, at_once: bool = False) -> Scan:
        """Have the document of a kept invoice read once more. `NotFound` when there is no such invoice."""
        return self._begun(owner, self._taking_in.of_invoice(owner, invoice_id, reader=reader), at_once=at_once)

    def _begun(self, owner: Owner, kept: Scan, *, at_once: bool) -> Scan:
        if kept.state is not ScanState.QUEUED:
            return kept
        return self._have_read(owner, kept, at_once=at_once).model_copy(update={"known": kept.known})

    def _have_read(self, owner: Owner, scan: Scan, *, at_once: bool) -> Scan:
        """The scan after whatever can be done now: read in the call, or queued."""
        job = Job(owner, scan.id, attempt=1, request_id=request_id.get(), urgent=at_once)
        if not (at_once and self._reads_in_call and scan.document.pages <= MOST_PAGES_IN_CALL):
            self._jobs.put(job)
            self._wake_workers()
            return scan
        again_in = self.work.process(job)
        if again_in is not None:
            self._jobs.put(job, delay=again_in)
        return self._scans.get(owner, scan.id)

    def owner_of(self, owner_key: str, scan_id: str) -> Owner | None:
        """Whose scan an event tells of; None when there is no such scan."""
        return self._scans.find_owner(owner_key, scan_id)

    # ---- out ---------------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, scan_id: str) -> Scan:
        if not ids.is_id(scan_id, "scn"):
            raise NotFound("There is no such scan.")
        scan = self._scans.get(owner, scan_id)
        return scan if self._turns is None else self._turns.told(owner, scan)

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        return self._scans.list(owner, state=state, unsaved=unsaved, limit=limit, after=after)

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        return self._scans.read_totals(owner)

    def place(self, owner: Owner, scan: Scan) -> Key:
        """Where its document lies."""
        return self._again.place(owner, scan)

    def page_picture(self, owner: Owner, scan_id: str, page: int) -> bytes:
        """JPEG of one page, re-encoded. `NotFound` for a page that the document does not have."""
        scan = self.get(owner, scan_id)
        if not 1 <= page <= scan.document.pages:
            raise NotFound(f"The document has {scan.document.pages} page(s).")
        data = self._documents.get(owner, self.place(owner, scan))
        return self._inspector.render(Document(data, scan.document, owner=owner), page)

    def cancel(self, owner: Owner, scan_id: str) -> Scan:
        """Stop it. Already cancelled is fine; `Conflict` when it has ended otherwise."""
        scan = self.get(owner, scan_id)
        if scan.state is ScanState.CANCELLED:
            return scan
        if scan.state.ended:
            raise Conflict(f"The scan has already ended: it is {scan.state}.", code="scan-ended")
        changed = {"state": ScanState.CANCELLED, "updated_at": self._clock()}
        cancelled = self._scans.advance(owner, scan.model_copy(update=changed))
        self._documents.delete(owner, Key(Kind.SCAN, scan_id))
        return cancelled
