"""What a job does with a scan: have it read, wait for what is busy, end it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

from app.domain import ids
from app.domain.document import Document
from app.domain.errors import (
    Conflict,
    DocumentRejected,
    Misconfigured,
    NoResponse,
    NotFound,
    QuotaExceeded,
    StorageFull,
    Throttled,
    Unavailable,
)
from app.domain.principal import Owner
from app.domain.readers import TEXTRACT
from app.domain.reading import Note, Reading
from app.domain.scan import WAITS_FOR_QUOTA, Reason, Scan, ScanState, Ticket, Waiting
from app.domain.turns import Line
from app.ports import LONGEST_HIDDEN, Clock, DocumentStore, Job, JobReader, Key, Kind, Metrics, NeedsJob, ScanRepository
from app.services.again import ReadingAgain
from app.services.checking import CheckService
from app.services.dispatch import Announce, nobody_is_told
from app.services.reading import ReaderPolicy, Unread
from app.services.taking_in import TakingIn
from app.services.turns import NoTurn, TurnService

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
ANSWERED_WITHIN = timedelta(seconds=60)  # longer than any call of a reader that charges
WAITS_AT_MOST = timedelta(minutes=25)  # for a part that is broken: so that every scan has ended after 30
THROTTLED_AT_MOST = timedelta(days=7)  # for one that takes only so much: it is well, and will take it
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)


class Stopped(Exception):
    """The scan was cancelled or removed while it was being read."""


class ScanWork:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        scans: ScanRepository,
        readers: ReaderPolicy,
        check: CheckService,
        taking_in: TakingIn,
        again: ReadingAgain,
        clock: Clock,
        metrics: Metrics,
        job_reader: JobReader | None = None,
        turns: TurnService | None = None,
        reads_in_call: bool = False,
        announce: Announce = nobody_is_told,
    ) -> None:
        """`turns`: of a reader that takes only so many; None: nobody counts. `reads_in_call`: no worker runs beside
        whoever waits for a scan."""
        self._documents = documents
        self._scans = scans
        self._readers = readers
        self._check = check
        self._taking_in = taking_in
        self._again = again
        self._clock = clock
        self._metrics = metrics
        self._job_reader = job_reader
        self._turns = turns
        self._reads_in_call = reads_in_call
        self._announce = announce

    def process(self, job: Job) -> timedelta | None:
        """Read the scan of a job, or fetch what was read elsewhere. Returns None when there is nothing more to do now,
        or how long to wait before another try."""
        try:
            scan = self._scans.get(job.owner, job.about)
            if scan.state.ended:
                return None
            if scan.sent:
                return self._await_answer(job.owner, scan)
            if scan.ticket is not None and self._turns is not None:
                return self._on_ticket(job, scan, scan.ticket, self._turns)
            if scan.waits is not None:
                scan = self._gone_on(job.owner, scan)
            if scan.waits is not None:
                left = scan.waits.until - self._clock()
                return max(left, SHORTEST_WAIT) if left <= LONGEST_HIDDEN else None  # the sweeper knows when
            return self._or_wait(job, scan, self._try if scan.job is None else self._fetch)
        except (NotFound, Conflict, Stopped):  # removed, ended or cancelled in the meantime
            return None

    def _gone_on(self, owner: Owner, scan: Scan) -> Scan:
        """The scan, waiting no longer if its time has come."""
        if scan.waits is None or not scan.waits.is_counted:
            return self._admitted(owner, scan)
        now = self._clock()
        return self._scans.advance(owner, scan.resumed(now)) if scan.waits.is_over(now) else scan

    def _admitted(self, owner: Owner, scan: Scan) -> Scan:
        """The scan, waiting no longer when its time has come and there is room. `Conflict`: it has waited enough."""
        try:
            return self._taking_in.admitted(owner, scan)
        except QuotaExceeded as error:
            self.fail(owner, scan, error.code, f"It waited {WAITS_FOR_QUOTA.days} days in vain. {error.detail}")
            raise Conflict("It has waited enough.") from error

    def fail(self, owner: Owner, scan: Scan, code: str, detail: str, notes: tuple[Note, ...] = ()) -> Scan:
        reason = Reason(code=code, detail=detail, notes=notes)
        failed = self._advance(owner, scan, state=ScanState.FAILED, reason=reason)
        self._announce(owner, scan.id)
        self._metrics.count("ScansFailed", reason=code)
        return failed

    def _await_answer(self, owner: Owner, scan: Scan) -> timedelta | None:
        """Another try has asked a reader that charges. If it died, nobody knows whether that was charged: a person
        decides whether to pay once more, never a repeated message."""
        left = min(scan.updated_at + ANSWERED_WITHIN - self._clock(), ANSWERED_WITHIN)
        if left > timedelta():
            return left
        self.fail(
            *(owner, scan, "interrupted"),
            "Reading was cut off while a reader that charges for each try was at work. Hand the document over again "
            "to pay for another try.",
        )
        return None

    def _or_wait(self, job: Job, scan: Scan, work: Callable[[Job, Scan], None]) -> timedelta | None:
        """Do the work. What it says of the document ends the scan; a part that is busy or broken is waited for, less
        and less often."""
        try:
            work(job, scan)
        except DocumentRejected as error:
            self.fail(job.owner, scan, error.code, error.detail, error.notes if isinstance(error, Unread) else ())
        except Misconfigured as error:  # trying again is no use
            log.error("scans are stopped", extra={"code": error.code}, exc_info=error.__cause__)
            self.fail(job.owner, scan, error.code, error.detail)
        except NoTurn as error:
            return self._in_line(job, scan, error.line)
        except QuotaExceeded as error:
            return self._unpaid(job.owner, scan, error)
        except Throttled as error:
            return self._throttled(job.owner, scan, error)
        except (Unavailable, StorageFull) as error:
            waited = self._clock() - scan.at_work_since
            if waited > WAITS_AT_MOST:
                self.fail(job.owner, scan, error.code, error.detail)
                return None
            asked = timedelta(seconds=error.retry_after if isinstance(error, Unavailable) else 0)
            return min(max(waited / 2, asked, SHORTEST_WAIT), LONGEST_WAIT)
        return None

    def _on_ticket(self, job: Job, scan: Scan, ticket: Ticket, turns: TurnService) -> timedelta | None:
        """Go on if its turn has come."""
        if not turns.has_come(job.owner, ticket):
            turns.deal(ticket.line)
            return turns.look_again_in(turns.told(job.owner, scan))
        if scan.waits is not None:
            scan = self._scans.advance(job.owner, scan.resumed(self._clock()))
        return self._or_wait(job, scan, partial(self._on_turn, ticket.line))

    def _in_line(self, job: Job, scan: Scan, line: Line) -> timedelta | None:
        """Have it wait for its turn. That is no attempt: the row is as before this one."""
        if self._turns is None:
            raise AssertionError("there are no turns here")
        if job.urgent and self._reads_in_call:
            return SHORTEST_WAIT  # a worker may have it read as a job, and may look through the line
        waiting = self._turns.joined(job.owner, scan, line)
        said = {"state": ScanState.READING, "stage": None, "sent": False, "updated_at": self._clock()}
        waiting = self._scans.advance(job.owner, waiting.model_copy(update=said))
        number = waiting.number_in(line)
        soon = self._turns.deal(line, awake=(job.owner.key, number)) if number is not None else None
        return self._turns.look_again_in(waiting) if soon is None else soon

    def _unpaid(self, owner: Owner, scan: Scan, error: QuotaExceeded) -> timedelta | None:
        """Have it wait for the next month. That is no attempt either."""
        now = self._clock()
        until = now + timedelta(seconds=error.retry_after)
        waits = Waiting(code=error.code, detail=error.detail, since=now, until=until)
        said = {"stage": None, "sent": False, "ticket": None, "waits": waits}
        self._advance(owner, scan, state=ScanState.READING, **said)
        return until - now if until - now <= LONGEST_HIDDEN else None

    def _throttled(self, owner: Owner, scan: Scan, error: Throttled) -> timedelta | None:
        """Waited for, for days: each that waits keeps its place for as long as others are served."""
        now = self._clock()
        if now - scan.began_at > THROTTLED_AT_MOST:
            self.fail(owner, scan, error.code, error.detail)
            return None
        waited = now - scan.at_work_since
        if waited > WAITS_AT_MOST / 2:  # else it were taken for stuck
            self._advance(owner, scan, state=ScanState.READING, sent=False, resumed_at=now)
        return min(max(waited / 2, timedelta(seconds=error.retry_after), SHORTEST_WAIT), LONGEST_WAIT)

    def _on_turn(self, line: Line, job: Job, scan: Scan) -> None:
        """Go on with one whose turn has come: what costs nothing was asked before."""
        try:
            if line is Line.JOB and self._readers.is_paid_for(job.owner, TEXTRACT.name, scan.document):
                self._begin(job.owner, scan)
            else:
                self._try(job, scan, has_turn=line is Line.CALL)
        finally:
            if self._turns is not None:
                self._turns.deal(line)

    @contextmanager
    def _asked_in_turn(self, line: Line) -> Iterator[None]:
        """Whoever is refused inside for the rate waits for another turn, and all others with it."""
        try:
            yield
        except Throttled as error:
            if self._turns is None:
                raise
            log.warning("reader is busy: the line waits", extra={"line": line, "seconds": error.retry_after})
            self._turns.hold_back(line, timedelta(seconds=error.retry_after))
            raise NoTurn(line) from error

    def _try(self, job: Job, scan: Scan, *, has_turn: bool = False) -> None:
        if job.attempt > MAX_ATTEMPTS <= scan.attempts:  # a delivery that came to no reading counts for nothing
            self.fail(job.owner, scan, "gave-up", f"Reading stopped {MAX_ATTEMPTS} times without a result.")
            return
        taken = {"attempts": job.attempt, "taken_by": ids.try_id(), "sent": False}
        self._read(job, self._advance(job.owner, scan, state=ScanState.READING, **taken), has_turn=has_turn)

    def _read(self, job: Job, scan: Scan, *, has_turn: bool) -> None:
        """Ask the readers. The row tells before a reader that charges is asked, and again when it was not."""
        owner = job.owner

        def progress(stage: str) -> None:
            nonlocal scan
            if self._turns is not None and stage == TEXTRACT.name and not has_turn:
                self._turns.take(Line.CALL)
            sent = scan.sent or self._readers.charges(stage)
            scan = scan.model_copy(update={"stage": stage, "sent": sent})
            try:
                self._advance(owner, scan, state=ScanState.READING)
            except (Conflict, NotFound) as error:
                raise Stopped from error

        try:
            with self._asked_in_turn(Line.CALL):
                reading = self._readers.read(self._document(job, scan), scan.reader, progress)
        except NeedsJob:
            self._begin_job(owner, scan)
        except NoResponse as error:
            if scan.sent:
                raise DocumentRejected(error.code, error.detail) from error
            raise
        except (Unavailable, NoTurn):
            if scan.sent:
                self._advance(owner, scan, state=ScanState.READING, stage=None, sent=False)
            raise
        else:
            self._finish(owner, scan, reading)

    def _begin_job(self, owner: Owner, scan: Scan) -> None:
        """Have it read elsewhere. That can be repeated: the same bytes are the same job, and charged once."""
        if self._job_reader is None:
            raise NeedsJob
        if self._turns is not None:
            self._turns.take(Line.JOB)
        self._begin(owner, self._advance(owner, scan, state=ScanState.READING, sent=False))

    def _begin(self, owner: Owner, scan: Scan) -> None:
        if self._job_reader is None:
            raise Misconfigured("This installation has no part that reads such a document.")
        place = self._again.place(owner, scan)
        if not self._documents.has(owner.key, place):  # on its way back there; what lies beside is soon gone
            raise Unavailable("The document is being put back into its place.")
        with self._asked_in_turn(Line.JOB):
            job = self._job_reader.begin(owner, place, scan.document, scan_id=scan.id)
        self._advance(owner, scan, state=ScanState.READING, job=job, ticket=None)

    def _fetch(self, job: Job, scan: Scan) -> None:
        """Take over what the job of a scan has read; nothing while it still runs."""
        if self._job_reader is None or scan.job is None:
            raise Misconfigured("This installation has no part that reads such a document.")
        reading = self._job_reader.result(scan.job)
        if reading is not None:
            document = self._document(job, scan)
            self._finish(job.owner, scan, self._readers.with_free_readers(document, scan.reader, reading))

    def _finish(self, owner: Owner, scan: Scan, reading: Reading) -> None:
        rules = self._check(owner, reading.invoice, scan.document, reader=reading.reader, invoice_id=scan.offered_to)
        checks = (*reading.checks, *rules)
        done = {"stage": None, "sent": False, "reading": reading.model_copy(update={"checks": checks})}
        read = scan.model_copy(update=done | {"state": ScanState.DONE, "updated_at": self._clock()})
        self._scans.advance(owner, self._again.delivered(owner, read))
        self._metrics.count("Scans", reader=reading.reader)
        self._metrics.count("Pages", reading.pages, reader=reading.reader)
        if reading.cost is not None:
            self._metrics.count("CostUsd", float(reading.cost.usd), reader=reading.reader)

    def _document(self, job: Job, scan: Scan) -> Document:
        try:
            data = self._bytes(job.owner, scan)
            return Document(data, scan.document, owner=job.owner, urgent=job.urgent)
        except NotFound as error:
            raise DocumentRejected("document-missing", "The document is no longer kept. Hand it over again.") from error

    def _bytes(self, owner: Owner, scan: Scan) -> bytes:
        """Those of an invoice may be on their way back to it, from the place of the scan that it was saved from."""
        place = self._again.place(owner, scan)
        with suppress(NotFound):
            return self._documents.get(owner, place)
        with suppress(NotFound):
            return self._documents.get(owner, Key(Kind.SCAN, scan.again_of or scan.id))
        return self._documents.get(owner, place)

    def _advance(self, owner: Owner, scan: Scan, **values: object) -> Scan:
        return self._scans.advance(owner, scan.model_copy(update={**values, "updated_at": self._clock()}))
