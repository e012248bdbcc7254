"""Do what an event asks for. Events come twice, late and in any order: the rows say what there is still to do."""

import logging
from datetime import timedelta

from app.domain import ids
from app.domain.errors import AppError, NotFound
from app.domain.principal import Owner
from app.ports import Event, Job, JobQueue, Metrics, Nothing, ReadingEnded, UploadArrived, UploadRepository
from app.services.export_jobs import ExportJobs
from app.services.jobs import GAVE_UP, JobService
from app.services.scans import ScanService

log = logging.getLogger(__name__)

SOON = timedelta(seconds=10)


class EventService:
    def __init__(
        self,
        *,
        queue: JobQueue,
        jobs: JobService,
        scans: ScanService,
        uploads: UploadRepository,
        exports: ExportJobs,
        metrics: Metrics,
    ) -> None:
        self._queue = queue
        self._jobs = jobs
        self._scans = scans
        self._uploads = uploads
        self._exports = exports
        self._metrics = metrics

    def handle(self, event: Event, *, attempt: int) -> None:
        """Whatever it raises: the event is to be given again."""
        job = self._job_of(event, attempt)
        if isinstance(job, Nothing):
            self._metrics.count("EventsIgnored", why=job.why)
        else:
            again_in = self._jobs.process(job)
            if again_in is not None:
                # A message of its own: those that only wait must not look like poison, which is given again and again.
                self._queue.put(job, delay=again_in)

    def handle_later(self, event: Event) -> None:
        """Leave it to a worker, as where the event came with somebody's request."""
        job = self._job_of(event, 0)
        if isinstance(job, Job):
            self._jobs.put(job)

    def give_up(self, event: Event) -> None:
        """Let the scan, the upload or the export of an event fail: it was given for the last time. A document that was
        to be put back is left to the sweep."""
        try:
            job = self._job_of(event, 1)
            if isinstance(job, Job):
                self._metrics.count("GivenUp")
                self._note(job)
        except AppError as error:
            log.warning("could not note that we gave up: %s", error.detail)

    def _note(self, job: Job) -> None:
        if job.about.startswith("upl_"):
            self._uploads.note(job.owner, job.about, reason=GAVE_UP, file_kept=True)
            return
        if job.about.startswith("inv_"):  # its document lies at its scan, and the sweep puts it in its place
            return
        if ids.object_of_events(job.about):  # the outbox knows what is still to be delivered, and the sweep looks there
            return
        if job.about.startswith("exp_"):
            self._exports.give_up(job.owner, job.about)
            return
        scan = self._scans.get(job.owner, job.about)
        if not scan.state.ended:
            self._scans.work.fail(job.owner, scan, GAVE_UP.code, GAVE_UP.detail)

    def _job_of(self, event: Event, attempt: int) -> Job | Nothing:
        match event:
            case Job() | Nothing():
                return event
            case UploadArrived(owner_key, upload_id, size):
                owner = self._uploads.find_owner(owner_key, upload_id)
                if owner is None:
                    return Nothing("no-such-upload")
                if size is not None:
                    self._uploads.arrived(owner, upload_id, size)
                request_id = self._uploads.get(owner, upload_id).request_id
                return Job(owner, upload_id, attempt=attempt, request_id=request_id)
            case ReadingEnded(owner_key, scan_id, job):
                owner = self._scans.owner_of(owner_key, scan_id)
                return Nothing("no-such-scan") if owner is None else self._ended(owner, scan_id, job, attempt)

    def _ended(self, owner: Owner, scan_id: str, job: str, attempt: int) -> Job | Nothing:
        try:
            scan = self._scans.get(owner, scan_id)
        except NotFound:
            return Nothing("no-such-scan")
        if scan.job is None and not scan.state.ended:
            # The news came before the id of the job was kept: look again soon.
            self._queue.put(Job(owner, scan_id, request_id=scan.request_id), delay=SOON)
            return Nothing("too-early")
        if scan.job != job:
            return Nothing("no-such-job")
        return Job(owner, scan_id, attempt=attempt, request_id=scan.request_id)
