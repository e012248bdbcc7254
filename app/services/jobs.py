"""Take jobs from the queue and have them done."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from app.domain import ids
from app.domain.correlation import of_request
from app.domain.errors import AppError, DocumentRejected, NotFound, QuotaExceeded, StorageFull, Unavailable
from app.domain.principal import Owner
from app.domain.rounds import has_waited
from app.domain.scan import Reason, ScanState
from app.domain.upload import TRIED_FOR, Upload
from app.ports import LONGEST_HIDDEN, Clock, Job, JobQueue
from app.services.dispatch import Dispatcher
from app.services.export_jobs import ExportJobs
from app.services.invoices import InvoiceService
from app.services.scans import ScanService
from app.services.uploads import UploadService

log = logging.getLogger(__name__)

AFTER_A_FAULT = timedelta(seconds=5)
MOST_TRIES = 7  # of a file that is put under a ticket, each of which ended without a word
GAVE_UP = Reason(code="gave-up", detail="Handling the document failed again and again.")


class JobService:
    """`lease`: how long a job stays hidden after its worker died. While a worker lives it renews the lease."""

    def __init__(
        self,
        *,
        jobs: JobQueue,
        scans: ScanService,
        uploads: UploadService,
        invoices: InvoiceService,
        exports: ExportJobs,
        clock: Clock,
        wake_workers: Callable[[], None],
        dispatcher: Dispatcher | None = None,
        lease: timedelta = timedelta(seconds=30),
    ) -> None:
        self._jobs = jobs
        self._scans = scans
        self._uploads = uploads
        self._invoices = invoices
        self._exports = exports
        self._clock = clock
        self._wake_workers = wake_workers
        self._dispatcher = dispatcher
        self._lease = lease
        self._running: dict[str, Job] = {}  # by receipt
        self._beginning = threading.Lock()

    def run_one(self, *, only_urgent: bool = False, most_of_one: int | None = None) -> bool:
        """Do the next free job. False when there is none, or none of an owner who has fewer than so many running."""
        job = self._take(only_urgent, most_of_one)
        if job is None:
            return False
        try:
            with self._leased(job):
                again_in = self.process(job)
        except Exception:
            if self._running.pop(job.receipt, None) is None:  # it was given back, for the process ends
                return True
            # The last border of the worker: whatever went wrong, the job stays in the queue and the next one is done.
            log.exception("job failed", extra={"about": job.about, "attempt": job.attempt})
            self._jobs.extend(job, lease=AFTER_A_FAULT)
            return True
        if self._running.pop(job.receipt, None) is None:
            return True
        if again_in is None:
            self._jobs.done(job)
        else:
            self._jobs.release(job, delay=again_in)
        return True

    def _take(self, only_urgent: bool, most_of_one: int | None) -> Job | None:
        """What counts is what runs here: a process that was killed leaves leases behind, which hold nobody up."""
        while True:
            job = self._jobs.take(lease=self._lease, only_urgent=only_urgent, not_of=self._busy(most_of_one))
            if job is None or self._begin(job, most_of_one):
                return job
            self._jobs.release(job, delay=timedelta())  # another thread was quicker for the same owner

    def _busy(self, most_of_one: int | None) -> list[Owner]:
        """Owners who have so many running."""
        if most_of_one is None:
            return []
        running = Counter(job.owner for job in list(self._running.values()))
        return [owner for owner, count in running.items() if count >= most_of_one]

    def _begin(self, job: Job, most_of_one: int | None) -> bool:
        with self._beginning:
            if job.owner in self._busy(most_of_one):
                return False
            self._running[job.receipt] = job
            return True

    def give_back(self) -> None:
        """The process ends: what is being done can be taken by another at once, and that it was begun is no attempt."""
        while self._running:
            _, job = self._running.popitem()
            with suppress(AppError):  # then its lease runs out
                self._jobs.release(job, delay=timedelta())

    def put(self, job: Job) -> None:
        """Have it done by a worker."""
        self._jobs.put(job)
        self._wake_workers()

    def process(self, job: Job) -> timedelta | None:
        """Do a job that was taken. Returns None when it is done with, or how long to wait before it is tried again."""
        with of_request(job.request_id):
            if ids.is_id(job.about, "upl"):
                return self._scan_upload(job)
            if ids.is_id(job.about, "inv"):
                self._invoices.put_back(job.owner, job.about)
                return None
            about = ids.object_of_events(job.about)
            if about is not None:
                return self._dispatcher.dispatch(job.owner, about) if self._dispatcher else None
            if ids.is_id(job.about, "exp"):
                return self._exports.process(job)
            again_in = self._scans.work.process(job)
            if again_in is None:
                self._keep(job)
            return again_in

    def _scan_upload(self, job: Job) -> timedelta | None:
        """Scan a file that has arrived and for which nobody comes back: it gets a scan, which may wait for a quota, or
        a reason that is noted at the upload."""
        try:
            upload = self._uploads.get(job.owner, job.about)
            if not upload.keep or upload.reason is not None:
                return None
            if job.attempt > MOST_TRIES:
                self._uploads.fail(job.owner, upload.id, GAVE_UP)
                return None
            return self._scan_or_wait(job, upload)
        except (NotFound, DocumentRejected) as error:  # forgotten or taken back; refused, which has been noted
            log.info("upload not scanned: %s", error.code)
            return None

    def _scan_or_wait(self, job: Job, upload: Upload) -> timedelta | None:
        try:
            scan = self._uploads.scan(job.owner, upload.id, at_once=True)
        except (QuotaExceeded, StorageFull, Unavailable) as error:
            # What else waits for a quota has a scan; who keeps too much must do something about it first.
            heals = isinstance(error, Unavailable) or error.code == StorageFull.code
            if heals and not has_waited(upload.created_at, self._clock(), TRIED_FOR):
                asked = timedelta(seconds=error.retry_after if isinstance(error, Unavailable) else 0)
                return min(max(asked, AFTER_A_FAULT), LONGEST_HIDDEN)
            self._uploads.fail(job.owner, upload.id, Reason(code=error.code, detail=error.detail))
            return None
        self._keep(Job(job.owner, scan.id))
        return None

    def _keep(self, job: Job) -> None:
        """Save the invoice of a scan that nobody waits for, to be reviewed later."""
        try:
            scan = self._scans.get(job.owner, job.about)
        except NotFound:
            return
        if scan.keep and scan.state is ScanState.DONE and scan.invoice_id is None:
            self._invoices.save(job.owner, scan.id, reviewed=False)

    @contextmanager
    def _leased(self, job: Job) -> Iterator[None]:
        """Renew the lease every third of it until the work is done."""
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(self._lease.total_seconds() / 3):
                try:
                    self._jobs.extend(job, lease=self._lease)
                except AppError:  # lost to another worker: the states of the scan decide who wins
                    return

        thread = threading.Thread(target=renew, name=f"lease {job.about}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
