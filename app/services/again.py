"""The same bytes again: what there is of them, and reading them once more by a newer or another reader.

A document is read again by a scan of its own, beside the first one and without a copy of the bytes. What it finds takes
the place of a draft; to an invoice it is only offered (`app/services/offers.py`).
"""

from app.domain import ids
from app.domain.correlation import request_id
from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.domain.record import Record
from app.domain.scan import Scan, ScanState
from app.ports import Clock, InvoiceRepository, Key, Kind, ScanRepository
from app.services.reading import ReaderPolicy


class ReadingAgain:
    def __init__(
        self, *, scans: ScanRepository, invoices: InvoiceRepository, readers: ReaderPolicy, clock: Clock
    ) -> None:
        self._scans = scans
        self._invoices = invoices
        self._readers = readers
        self._clock = clock

    def saved(self, owner: Owner, sha256: str) -> Scan | None:
        """The scan of the invoice that the owner keeps of these bytes, if there is one."""
        for invoice_id in self._invoices.same_file(owner, sha256, other_than=None):
            try:
                return self.scan_of(owner, self._invoices.get(owner, invoice_id))
            except NotFound:  # deleted between the two looks
                continue
        return None

    def scan_of(self, owner: Owner, record: Record) -> Scan:
        """The scan of an invoice. Where its row is gone, what it would say, by the record; a row is not made again, for
        the invoice may be about to be deleted and the row would stay."""
        try:
            return self._scans.get(owner, record.scan_id)
        except NotFound:
            return _scan_from(record)

    def there(self, owner: Owner, first: Scan, reader: str) -> Scan | None:
        """What makes a wish to read a scan's document again needless: it is being read, or the same readers have read
        it already. No reader that charges is asked twice by one version. None: it is to be read."""
        earlier = self._scans.rereadings(owner, first.id)
        for scan in (first, *earlier):
            if not scan.state.ended or (scan.offered_to and not scan.invoice_id and self._is_same(scan, reader)):
                return scan
        if any(self._is_same(scan, reader) or self._has_charged(owner, scan, reader) for scan in (first, *earlier)):
            return first
        return None

    def new(self, first: Scan, reader: str) -> Scan:
        """A scan, not yet kept, that is to read the document of another one again."""
        now = self._clock()
        return Scan(
            id=ids.scan_id(),
            state=ScanState.QUEUED,
            document=first.document,
            reader=reader,
            reader_version=self._readers.version,
            created_at=now,
            updated_at=now,
            request_id=request_id.get(),
            again_of=first.id,
            offered_to=first.invoice_id,
        )

    def _is_same(self, scan: Scan, reader: str) -> bool:
        done = scan.state is ScanState.DONE
        return done and (scan.reader, scan.reader_version) == (reader, self._readers.version)

    def _has_charged(self, owner: Owner, scan: Scan, reader: str) -> bool:
        if scan.state is not ScanState.DONE or not self._readers.may_charge_again(scan.reader_version, reader):
            return False
        reading = scan.reading or self._scans.get(owner, scan.id).reading
        return reading is not None and reading.cost is not None

    def place(self, owner: Owner, scan: Scan) -> Key:
        """Where the document of a scan lies. `NotFound` when it reads one again that is gone."""
        if scan.offered_to is not None:
            return Key(Kind.INVOICE, scan.offered_to)
        if scan.again_of is not None:
            return self.place(owner, self._scans.get(owner, scan.again_of))
        return Key(Kind.INVOICE, scan.invoice_id) if scan.invoice_id else Key(Kind.SCAN, scan.id)

    def delivered(self, owner: Owner, scan: Scan) -> Scan:
        """The scan that has read a document again, when its reading has taken the place of the draft; where an invoice
        was saved meanwhile, the scan as an offer to that."""
        if scan.again_of is None or scan.offered_to is not None:
            return scan
        try:
            self._scans.renew(owner, scan.again_of, scan)
        except Conflict:
            saved = self._scans.get(owner, scan.again_of).invoice_id
            return scan.model_copy(update={"offered_to": saved})
        return scan


def _scan_from(record: Record) -> Scan:
    return Scan(
        id=record.scan_id,
        state=ScanState.DONE,
        document=record.document,
        reader=record.reader,
        reader_version="",
        created_at=record.created_at,
        updated_at=record.created_at,
        reading=Reading(
            reader=record.reader,
            version="",
            pages=record.document.pages,
            invoice=record.invoice,
            evidence=record.evidence,
            checks=record.checks,
        ),
        invoice_id=record.id,
    )
