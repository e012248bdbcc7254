"""Take documents in: look at the bytes, know again what is there, and keep what is new, if a quota allows it."""

import logging
from datetime import timedelta

from app.domain import ids
from app.domain.correlation import request_id
from app.domain.document import DocumentInfo
from app.domain.errors import DocumentRejected, NotFound, QuotaExceeded, StorageFull
from app.domain.estimate import Estimate, Prices, estimated
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import WAITS_FOR_QUOTA, Scan, ScanState, Waiting
from app.ports import (
    Clock,
    DocumentInspector,
    DocumentStore,
    InvoiceRepository,
    Job,
    JobQueue,
    Key,
    Kind,
    MalwareScreen,
    ScanRepository,
)
from app.services.again import ReadingAgain
from app.services.reading import ReaderPolicy

log = logging.getLogger(__name__)

ALARMS = frozenset({"daily-stop"})  # codes that somebody has to be woken for


class TakingIn:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        scans: ScanRepository,
        invoices: InvoiceRepository,
        inspector: DocumentInspector,
        screen: MalwareScreen,
        readers: ReaderPolicy,
        again: ReadingAgain,
        jobs: JobQueue,
        quota: ScanQuota,
        max_bytes: int,
        default_reader: str,
        clock: Clock,
        prices: Prices | None = None,
    ) -> None:
        self._documents = documents
        self._scans = scans
        self._invoices = invoices
        self._inspector = inspector
        self._screen = screen
        self._readers = readers
        self._again = again
        self._jobs = jobs
        self._quota = quota
        self._max_bytes = max_bytes
        self._default_reader = default_reader
        self._clock = clock
        self._prices = prices or {}

    def estimate(self, owner: Owner, data: bytes, *, declared_type: str | None, file_name: str | None) -> Estimate:
        """What reading these bytes would cost. Nothing is kept or counted; what is refused here is refused there."""
        info = self._looked_at(owner, data, declared_type=declared_type, file_name=file_name)
        return estimated(info, self._readers.names, self._prices)

    def take(
        self,
        owner: Owner,
        data: bytes,
        *,
        declared_type: str | None,
        file_name: str | None,
        reader: str | None,
        keep: bool,
        read_again: bool,
        upload_id: str | None = None,
    ) -> Scan:
        """A new scan of the bytes, or what the owner has of them (`known`). See `ScanService.start`."""
        asked = self._readers.require(reader or self._default_reader)
        info = self._looked_at(owner, data, declared_type=declared_type, file_name=file_name)
        name = asked if reader else self._readers.fitting(asked, info)
        known = self._again.saved(owner, info.sha256)
        if known is not None:
            self._put_back(owner, known, data)
        else:
            scan = self._new(info, name, keep=keep, upload_id=upload_id)
            kept = self._kept(owner, scan, data)
            if kept.id == scan.id:
                return kept
            known = self._to_be_kept(owner, kept) if keep else kept
        return self._known(owner, known, again_by=name if read_again else None)

    def _looked_at(
        self, owner: Owner, data: bytes, *, declared_type: str | None, file_name: str | None
    ) -> DocumentInfo:
        if len(data) > self._max_bytes:
            raise DocumentRejected("too-large", f"The file has {len(data):,} bytes; the limit is {self._max_bytes:,}.")
        info = self._inspector.inspect(data, declared_type=declared_type, file_name=file_name, owner=owner)
        self._require_clean(data)
        return info

    def of_invoice(self, owner: Owner, invoice_id: str, *, reader: str | None) -> Scan:
        """The scan that reads the document of a kept invoice again. See `ScanService.read_again`."""
        asked = self._readers.require(reader or self._default_reader)
        if not ids.is_id(invoice_id, "inv"):
            raise NotFound("There is no such invoice.")
        record = self._invoices.get(owner, invoice_id)
        name = asked if reader else self._readers.fitting(asked, record.document)
        return self._known(owner, self._again.scan_of(owner, record), again_by=name)

    def admitted(self, owner: Owner, scan: Scan) -> Scan:
        """A scan that waits for a quota, counted when its time has come and there is room; else it waits on.
        `QuotaExceeded` when it has waited for as long as anything does."""
        now = self._clock()
        if scan.waits is None or not scan.waits.is_over(now):
            return scan
        try:
            return self._scans.admit(owner, scan.id, quota=self._quota)
        except QuotaExceeded as error:
            if now - scan.created_at > WAITS_FOR_QUOTA:
                raise
            longer = {"waits": self._waiting(error), "updated_at": now}
            return self._scans.advance(owner, scan.model_copy(update=longer))

    def _new(self, info: DocumentInfo, reader: str, *, keep: bool, upload_id: str | None) -> Scan:
        now = self._clock()
        return Scan(
            id=ids.scan_id(),
            state=ScanState.QUEUED,
            document=info,
            reader=reader,
            reader_version=self._readers.version,
            created_at=now,
            updated_at=now,
            keep=keep,
            upload_id=upload_id,
            request_id=request_id.get(),
        )

    def _kept(self, owner: Owner, scan: Scan, data: bytes) -> Scan:
        """The scan of these bytes: this one, or an earlier one."""
        key = Key(Kind.SCAN, scan.id)
        self._documents.put(owner, key, data)
        try:
            kept = self._added_or_waiting(owner, scan)
        except (QuotaExceeded, StorageFull):
            # After any other failure the row may be there: then the bytes are needed, and else they are swept.
            self._documents.delete(owner, key)
            raise
        if kept.id != scan.id:
            self._put_back(owner, kept, data)
            self._documents.delete(owner, key)
        return kept

    def _to_be_kept(self, owner: Owner, draft: Scan) -> Scan:
        """A wish to keep these bytes holds for what there is of them, too: a draft would end some day."""
        self._scans.keep(owner, draft.id)
        if draft.state.ended:  # else whoever reads it sees the wish when it is read
            self._jobs.put(Job(owner, draft.id, request_id=request_id.get()))
        return draft.model_copy(update={"keep": True})

    def _put_back(self, owner: Owner, kept: Scan, data: bytes) -> None:
        """The same bytes again mend a scan or an invoice whose own are missing. Those of an invoice go by way of its
        scan, for whoever scans may not touch what is kept; a worker puts them in their place. They are missing, too,
        when a delete has just gone by: then it must not leave anything."""
        place = self._again.place(owner, kept)
        if self._documents.has(owner.key, place):
            return
        staged, of_invoice = Key(Kind.SCAN, kept.id), place.kind is Kind.INVOICE
        self._documents.put(owner, staged, data)
        find = self._invoices.is_known if of_invoice else self._scans.find_owner
        if not find(owner.key, place.id):
            self._documents.delete(owner, staged)
        elif of_invoice:
            self._jobs.put(Job(owner, place.id, request_id=request_id.get()))

    def _added_or_waiting(self, owner: Owner, scan: Scan) -> Scan:
        try:
            return self._added(owner, scan)
        except QuotaExceeded as error:
            if not scan.keep or not self._quota.ever_fits(scan.document.pages):
                raise
            return self._added(owner, scan.model_copy(update={"waits": self._waiting(error)}))

    def _waiting(self, error: QuotaExceeded) -> Waiting:
        now = self._clock()
        until = now + timedelta(seconds=error.retry_after)
        return Waiting(code=error.code, detail=error.detail, since=now, until=until)

    def _added(self, owner: Owner, scan: Scan) -> Scan:
        try:
            return self._scans.add(owner, scan, quota=self._quota)
        except QuotaExceeded as error:
            if error.code in ALARMS:
                log.error("scans are stopped", extra={"code": error.code})
            raise

    def _known(self, owner: Owner, known: Scan, *, again_by: str | None) -> Scan:
        """What there is; read again by the reader `again_by`, if one is named."""
        if again_by is not None:
            there = self._again.there(owner, known, again_by)
            known = there or self._added(owner, self._again.new(known, again_by))
        return known.model_copy(update={"known": True})

    def _require_clean(self, data: bytes) -> None:
        """What was handed over under a ticket is in quarantine until here: nothing serves it, and it is swept."""
        found = self._screen.find(data)
        if found is not None:
            log.warning("malware refused", extra={"malware": found})
            raise DocumentRejected("malware", f"The file holds malware ({found}). It was not kept.")
