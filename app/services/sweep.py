"""Mend what crashes and lost answers leave behind. Running twice or at once harms nothing.

Every rule looks at things old enough that nobody can still be working on them.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from app.domain.document import digest
from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.record import Record
from app.domain.rounds import AHEAD, Round, following, has_waited
from app.domain.scan import Scan, ScanState
from app.ports import (
    Clock,
    DocumentStore,
    InvoiceRepository,
    Job,
    JobQueue,
    Key,
    Kind,
    RoundBook,
    ScanRepository,
    UploadRepository,
)
from app.services.dispatch import Dispatcher
from app.services.export_jobs import ExportJobs
from app.services.findings import Finding
from app.services.installation import InstallationService
from app.services.invoices import InvoiceService
from app.services.leftovers import Leftovers
from app.services.scans import ScanService
from app.services.turns import TurnService

log = logging.getLogger(__name__)

UNANSWERED = timedelta(minutes=2)  # longer than any request runs
SCAN_ENDS_WITHIN = timedelta(minutes=30)
ARRIVED_UNSEEN = timedelta(minutes=5)  # an upload whose arrival nobody was told of

ENTERED_AT_ONCE = 50  # invoices in one round, some seconds
DELIVERED_AT_ONCE = 500  # events in one round, as well


class SweepService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        scans: ScanRepository,
        uploads: UploadRepository,
        invoices: InvoiceRepository,
        jobs: JobQueue,
        rounds: RoundBook,
        scan_service: ScanService,
        invoice_service: InvoiceService,
        exports: ExportJobs,
        keep_unsaved_days: int,
        installation: InstallationService,
        leftovers: Leftovers,
        clock: Clock,
        dispatcher: Dispatcher | None = None,
        turns: TurnService | None = None,
    ) -> None:
        self._documents = documents
        self._scans = scans
        self._uploads = uploads
        self._invoices = invoices
        self._jobs = jobs
        self._rounds = rounds
        self._scan_service = scan_service
        self._invoice_service = invoice_service
        self._exports = exports
        self._keep_unsaved_days = keep_unsaved_days
        self._installation = installation
        self._leftovers = leftovers
        self._clock = clock
        self._dispatcher = dispatcher
        self._turns = turns

    def run(
        self, *, mend: bool = True, look: bool = True, has_time: Callable[[], bool] = lambda: True
    ) -> Iterator[Finding]:
        """One round; gives each finding as it is made. Without `mend` it only looks. While documents and records do not
        belong together nothing is deleted: neither what is over nor what was cut off.

        `look`: go over all documents, which asks for the record of each: where that is paid for it is not done in every
        round, but in those in which documents and records do not belong together, and in those that go on with what an
        earlier one had no time for. `has_time`: asked before each document."""
        trouble = self._installation.trouble()
        if trouble is not None:
            yield Finding(trouble, "installation", trouble.said, mended=False)
        delete = mend and trouble is None
        now = self._clock()
        made = self._rounds.enter(now) if mend else following(self._rounds.last(), now)
        yield from self._half_saved(mend, delete)
        if mend and self._turns is not None:
            self._turns.sweep()
        yield from self._stuck_scans(mend, made)
        yield from self._unsaved_scans(mend, delete, made)
        yield from self._unseen_uploads(mend, has_time)
        yield from self._entered_anew(mend, made)
        yield from self._undelivered(mend, made)
        yield from self._exports.sweep(mend=mend, delete=delete)
        yield from self._leftovers.finish_deletes(delete)
        if look or trouble is not None or (mend and self._leftovers.is_looking()):
            yield from self._leftovers.look(note=mend, delete=delete, has_time=has_time)

    def verify(self, *, mend: bool = True) -> Iterator[Finding]:
        """Compare every stored record with its bytes, which only a person can mend, and the totals with the records."""
        owners = set[Owner]()
        for owner, record in self._invoices.stored_all_owners():
            owners.add(owner)
            try:
                data = self._documents.get(owner, Key(Kind.INVOICE, record.id))
            except NotFound:
                yield Finding("document-missing", record.id, "The record has no document any more.", mended=False)
                continue
            if digest(data) != record.document.sha256:
                yield Finding(
                    "document-changed", record.id, "The document is not the one that was saved.", mended=False
                )

        for owner in owners:
            if not self._invoices.recount(owner, mend=mend):
                yield Finding("totals-wrong", owner.key, "The totals were not the sums of the invoices.", mend)

    def resume(self) -> int:
        """Queue every unended scan that waits for a reader, as at a start after a crash. Returns how many."""
        count = 0
        now = self._clock()
        for owner, scan in self._scans.unfinished_all_owners(before=now, after=now):
            self._jobs.put(Job(owner, scan.id))
            count += 1
        return count

    def _half_saved(self, mend: bool, delete: bool) -> Iterator[Finding]:
        """A save that died: finished when its bytes are in place, else taken back."""
        for owner, record in self._invoices.pending_all_owners(**self._unanswered()):
            whole = self._has_its_bytes(owner, record)
            if mend and whole:
                self._invoice_service.finish(owner, record)
            elif delete and self._invoices.take_back(owner, record.id):
                self._leftovers.remove(owner, Key(Kind.INVOICE, record.id))
            yield Finding(
                "half-saved",
                record.id,
                "A save that was cut off was " + ("finished." if whole else "taken back."),
                mend if whole else delete,
            )

    def _has_its_bytes(self, owner: Owner, record: Record) -> bool:
        try:
            return digest(self._documents.get(owner, Key(Kind.INVOICE, record.id))) == record.document.sha256
        except NotFound:
            return False

    def _unanswered(self) -> dict[str, datetime]:
        """When something was touched on which nobody can be working any more."""
        now = self._clock()
        return {"before": now - UNANSWERED, "after": now + AHEAD}

    def _stuck_scans(self, mend: bool, made: Round) -> Iterator[Finding]:
        for owner, scan in self._scans.unfinished_all_owners(**self._unanswered()):
            if scan.waits is not None:  # nothing is wrong with it: its turn may have come
                if mend and scan.waits.is_over(self._clock()):
                    self._jobs.put(Job(owner, scan.id))
                continue
            # Half an hour in which the program ran and the clock went as it should.
            since = scan.at_work_since
            begun = made.steady_since if since > made.at else max(since, made.steady_since)
            late = made.at - begun > SCAN_ENDS_WITHIN
            if mend and late:
                try:
                    self._scan_service.work.fail(
                        owner, scan, "timed-out", "The document was not read within 30 minutes."
                    )
                except (Conflict, NotFound):  # it ended while we looked
                    continue
            elif mend:
                self._jobs.put(Job(owner, scan.id))
            ahead = "its time lies in the future, as the clock was wrong: " if scan.updated_at > made.at + AHEAD else ""
            yield Finding("stuck-scan", scan.id, ahead + ("failed as timed out" if late else "queued again"), mend)

    def _unsaved_scans(self, mend: bool, delete: bool, made: Round) -> Iterator[Finding]:
        for owner, scan in self._scans.ended_all_owners(**self._unanswered()):
            if scan.keep and scan.state is ScanState.DONE:  # to be saved by itself: its worker died in between
                if mend:
                    self._jobs.put(Job(owner, scan.id))
                yield Finding("unkept-scan", scan.id, "It was to be saved when it was read, and is now.", mend)
            elif scan.waits_from is None:
                if mend:
                    self._scans.wait_from(owner, scan.id, made.day)
            elif made.day - scan.waits_from >= self._keep_unsaved_days:
                yield self._unwanted(owner, scan, delete)

    def _unwanted(self, owner: Owner, scan: Scan, delete: bool) -> Finding:
        """A scan that nobody saved on so many days that it is removed, as promised in the settings."""
        if delete:
            self._scans.delete(owner, scan.id)
            self._leftovers.remove(owner, Key(Kind.SCAN, scan.id))
        return Finding("unsaved-scan", scan.id, "Nobody saved this scan.", delete)

    def _entered_anew(self, mend: bool, made: Round) -> Iterator[Finding]:
        """What an earlier version of the program entered for the search in a form that is no longer looked for."""
        found = self._invoices.enter_anew_all_owners(day=made.day, at_most=ENTERED_AT_ONCE if mend else 0)
        if found.done or found.left:
            said = (
                f"{found.done} invoices of an earlier version were entered anew for the search; {found.left} are left."
            )
            yield Finding("older-entries", "search", said, mend and not found.left)

    def _undelivered(self, mend: bool, made: Round) -> Iterator[Finding]:
        """Events whose job was lost, or that were put off for longer than a job may wait."""
        if self._dispatcher is not None and mend:
            delivered = self._dispatcher.catch_up(at_most=DELIVERED_AT_ONCE)
            self._dispatcher.forget(day=made.day)
            if delivered:
                yield Finding("undelivered-events", "outbox", f"{delivered} events were delivered late.", mend)

    def _unseen_uploads(self, mend: bool, has_time: Callable[[], bool]) -> Iterator[Finding]:
        """Files that arrived, and whose news was lost."""
        now = self._clock()
        for found in self._documents.walk_all_owners(Kind.UPLOAD):
            if not has_time():
                return
            if not has_waited(found.modified_at, now, ARRIVED_UNSEEN):
                continue
            owner = self._uploads.find_owner(found.owner_key, found.key.id)
            upload = self._uploads.get(owner, found.key.id) if owner else None
            if mend and owner:
                self._uploads.arrived(owner, found.key.id, found.size)
            if owner and upload and upload.keep and not (upload.scan_id or upload.reason):
                if mend:
                    self._jobs.put(Job(owner, found.key.id))
                yield Finding("unseen-upload", found.key.id, "A file that arrived was not scanned.", mend)
