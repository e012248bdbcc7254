"""Take jobs from the queue and have them done."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.domain.errors import AppError
from app.ports import Job, JobQueue
from app.services.scans import ScanService

log = logging.getLogger(__name__)

AFTER_A_FAULT = timedelta(seconds=5)


class JobService:
    """`lease`: how long a job stays hidden after its worker died. While a worker lives it renews the lease."""

    def __init__(self, *, jobs: JobQueue, scans: ScanService, lease: timedelta = timedelta(seconds=30)) -> None:
        self._jobs = jobs
        self._scans = scans
        self._lease = lease

    def run_one(self) -> bool:
        """Do the oldest free job. False when there is none."""
        job = self._jobs.take(lease=self._lease)
        if job is None:
            return False
        with self._leased(job):
            again_in = self._process(job)
        if again_in is None:
            self._jobs.done(job)
        else:
            self._jobs.release(job, delay=again_in)
        return True

    def _process(self, job: Job) -> timedelta | None:
        try:
            return self._scans.process(job)
        except Exception:
            # The last border of the worker: whatever went wrong, the job stays in the queue and the next one is done.
            log.exception("job failed", extra={"scan_id": job.scan_id, "attempt": job.attempt})
            return AFTER_A_FAULT

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

        thread = threading.Thread(target=renew, name=f"lease {job.scan_id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
