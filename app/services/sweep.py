"""Mend what crashes and lost answers leave behind. Running twice or at once harms nothing.

Every rule looks at things old enough that nobody can still be working on them.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice

from app.domain.document import digest
from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.record import Record
from app.domain.rounds import AHEAD, Round, following, has_waited
from app.domain.scan import Scan, ScanState
from app.domain.upload import FILE_KEPT_FOR
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
    StoredObject,
    UploadRepository,
)
from app.services.invoices import InvoiceService
from app.services.scans import ScanService

log = logging.getLogger(__name__)

UNANSWERED = timedelta(minutes=2)  # longer than any request runs
ORPHAN = timedelta(minutes=15)
SCAN_ENDS_WITHIN = timedelta(minutes=30)
ARRIVED_UNSEEN = timedelta(minutes=5)  # an upload whose arrival nobody was told of
MORE_THAN_A_CRASH_LEAVES = 20


@dataclass(frozen=True)
class Finding:
    """Something that was not as it should be, and whether it was mended."""

    code: str
    id: str
    detail: str
    mended: bool


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
        keep_unsaved_days: int,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._scans = scans
        self._uploads = uploads
        self._invoices = invoices
        self._jobs = jobs
        self._rounds = rounds
        self._scan_service = scan_service
        self._invoice_service = invoice_service
        self._keep_unsaved_days = keep_unsaved_days
        self._clock = clock

    def run(self, *, mend: bool = True, even_many: bool = False) -> Iterator[Finding]:
        """One round; gives each finding as it is made. Without `mend` it only looks.

        Documents of invoices without a record are removed, but not `MORE_THAN_A_CRASH_LEAVES` at once: then the records
        are more likely to have been restored to an earlier time, and a person decides (`even_many`).
        """
        now = self._clock()
        made = self._rounds.enter(now) if mend else following(self._rounds.last(), now)
        yield from self._half_saved(mend)
        yield from self._stuck_scans(mend, made)
        yield from self._unsaved_scans(mend, made)
        yield from self._unseen_uploads(mend)
        yield from self._orphans(mend, even_many)

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

    def _half_saved(self, mend: bool) -> Iterator[Finding]:
        """A save that died: finished when its bytes are in place, else taken back."""
        for owner, record in self._invoices.pending_all_owners(**self._unanswered()):
            whole = self._has_its_bytes(owner, record)
            if mend and whole:
                self._invoice_service.finish(owner, record)
            elif mend:
                self._invoices.take_back(owner, record.id)
            yield Finding(
                "half-saved",
                record.id,
                "A save that was cut off was " + ("finished." if whole else "taken back."),
                mend,
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
            begun = made.steady_since if scan.began_at > made.at else max(scan.began_at, made.steady_since)
            late = made.at - begun > SCAN_ENDS_WITHIN
            if mend and late:
                try:
                    self._scan_service.fail(owner, scan, "timed-out", "The document was not read within 30 minutes.")
                except (Conflict, NotFound):  # it ended while we looked
                    continue
            elif mend:
                self._jobs.put(Job(owner, scan.id))
            ahead = "its time lies in the future, as the clock was wrong: " if scan.updated_at > made.at + AHEAD else ""
            yield Finding("stuck-scan", scan.id, ahead + ("failed as timed out" if late else "queued again"), mend)

    def _unsaved_scans(self, mend: bool, made: Round) -> Iterator[Finding]:
        for owner, scan in self._scans.ended_all_owners(**self._unanswered()):
            if scan.keep and scan.state is ScanState.DONE:  # its worker died in between
                if mend:
                    self._jobs.put(Job(owner, scan.id))
                yield Finding("unkept-scan", scan.id, "It was to be saved when it was read, and is now.", mend)
            if scan.waits_from is None:
                if mend:
                    self._scans.wait_from(owner, scan.id, made.day)
            elif made.day - scan.waits_from >= self._keep_unsaved_days:
                yield self._unwanted(owner, scan, mend)

    def _unwanted(self, owner: Owner, scan: Scan, mend: bool) -> Finding:
        """A scan that nobody saved on so many days that it is removed, as promised in the settings."""
        if mend:
            self._scans.delete(owner, scan.id)
            self._documents.delete(owner, Key(Kind.SCAN, scan.id))
        return Finding("unsaved-scan", scan.id, "Nobody saved this scan.", mend)

    def _unseen_uploads(self, mend: bool) -> Iterator[Finding]:
        """Files that arrived, and whose news was lost."""
        now = self._clock()
        for found in self._documents.walk_all_owners(Kind.UPLOAD):
            if not has_waited(found.modified_at, now, ARRIVED_UNSEEN):
                continue
            owner = self._uploads.find_owner(found.owner_key, found.key.id)
            upload = self._uploads.get(owner, found.key.id) if owner else None
            if owner and upload and upload.keep and upload.scan_id is None and upload.reason is None:
                if mend:
                    self._jobs.put(Job(owner, found.key.id))
                yield Finding("unseen-upload", found.key.id, "A file that arrived was not scanned.", mend)

    def _orphans(self, mend: bool, even_many: bool) -> Iterator[Finding]:
        """Documents without a record, and those of scans that were saved or cancelled."""
        now = self._clock()
        ages = {Kind.SCAN: ORPHAN, Kind.INVOICE: ORPHAN, Kind.UPLOAD: FILE_KEPT_FOR}
        for kind, age in ages.items():
            orphans = self._without_record(kind, now - age)
            first = list(islice(orphans, MORE_THAN_A_CRASH_LEAVES + 1))
            restored = kind is Kind.INVOICE and len(first) > MORE_THAN_A_CRASH_LEAVES and not even_many
            for found in chain(first, orphans):
                if mend and not restored:
                    self._documents.delete_found(found)
                said = "one of many: were the records restored?" if restored else "nothing needs it any more"
                yield Finding(
                    f"orphan-{kind}", found.key.id, f"A document without a record; {said}.", mend and not restored
                )

    def _without_record(self, kind: Kind, before: datetime) -> Iterator[StoredObject]:
        for found in self._documents.walk_all_owners(kind):
            if found.modified_at <= before and not self._is_needed(kind, found.owner_key, found.key.id):
                yield found

    def _is_needed(self, kind: Kind, owner_key: str, name: str) -> bool:
        if kind is Kind.INVOICE:
            return self._invoices.is_known(owner_key, name)
        return kind is Kind.SCAN and self._scans.needs_document(owner_key, name)
