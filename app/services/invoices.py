"""Save: keep an invoice for good, change it, find it, delete it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from app.domain import ids
from app.domain.carry import carried
from app.domain.checks import Check
from app.domain.corrections import carry_over, changes, still_hold
from app.domain.errors import Conflict, NotFound, Stale
from app.domain.invoice import Invoice
from app.domain.looked_at import complete, count_unseen, marked, newly_seen
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.reading import Evidence
from app.domain.record import EDITED, FORM, TAKEN, Change, Page, Query, Record, RecordStatus
from app.domain.rounds import has_waited
from app.domain.scan import Scan, ScanState
from app.domain.totals import Months, Totals
from app.ports import (
    Clock,
    DocumentStore,
    IdempotencyStore,
    InvoiceRepository,
    Key,
    Kind,
    LooseDocuments,
    ScanRepository,
)
from app.services.checking import CheckService
from app.services.dispatch import Announce, nobody_is_told
from app.services.putting_back import put_in_place

ANOTHER_SAVE_MAY_RUN = timedelta(seconds=60)


class InvoiceService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        invoices: InvoiceRepository,
        scans: ScanRepository,
        loose: LooseDocuments,
        idempotency: IdempotencyStore,
        check: CheckService,
        clock: Clock,
        quota: ScanQuota = NO_LIMIT,
        announce: Announce = nobody_is_told,
    ) -> None:
        self._documents = documents
        self._invoices = invoices
        self._scans = scans
        self._loose = loose
        self._idempotency = idempotency
        self._check = check
        self._clock = clock
        self._quota = quota
        self._announce = announce

    # ---- save --------------------------------------------------------------------------------------------------------

    def save(
        self,
        owner: Owner,
        scan_id: str,
        invoice: Invoice | None = None,
        *,
        reviewed: bool = True,
        looked_at: Sequence[str] | None = None,
    ) -> Record:
        """Keep the invoice of an ended scan; without `invoice` as it was read. Safe to repeat: one file, one invoice.

        `looked_at`: paths of the values that a person has looked at, beside those that differ from what was read; of
        the others it is noted that nobody has. None: the caller does not say, and it is unknown of what stayed as read.
        `reviewed` false: nobody has looked at anything.

        Order: pending record, bytes under the permanent key, record turned to stored. A crash in between leaves a
        pending record that the next try or the sweeper ends. `Conflict`: the scan has not ended or was cancelled, it
        has no reading and no invoice was given, or it was saved with other values before.
        """
        scan = self._scan(owner, scan_id)
        record = self._record_of(owner, scan, invoice, reviewed=reviewed)
        if looked_at is not None or not reviewed:
            told = marked(complete(record.evidence, record.invoice), looked_at or (), rest=False)
            record = record.model_copy(update={"evidence": told})
        kept = self._reserve(owner, record)
        self._documents.copy(owner, Key(Kind.SCAN, scan.id), Key(Kind.INVOICE, kept.id))
        return self.finish(owner, kept)

    def check(self, owner: Owner, scan_id: str, invoice: Invoice | None) -> tuple[Check, ...]:
        """What `save` would find of the same values; nothing is kept. `Conflict` as for `save`."""
        return self._record_of(owner, self._scan(owner, scan_id), invoice, reviewed=True).checks

    def finish(self, owner: Owner, record: Record) -> Record:
        """The last steps of a save, whose bytes are in their place. Safe to repeat."""
        stored = self._invoices.store(owner, record.id)
        self._announce(owner, record.id)
        with suppress(NotFound):  # the scan was removed after an earlier try had got this far
            self._scans.mark_saved(owner, record.scan_id, record.id)
        self._documents.delete(owner, Key(Kind.SCAN, record.scan_id))
        return stored

    def put_back(self, owner: Owner, invoice_id: str) -> None:
        """Bytes that were handed over again for an invoice (`TakingIn`), into the place of its own, which are missing.
        Safe to repeat; of an invoice that is deleted meanwhile nothing stays."""
        with suppress(NotFound):
            staged = Key(Kind.SCAN, self.get(owner, invoice_id).scan_id)
            if self._documents.has(owner.key, staged):
                put_in_place(self._documents, self._invoices, owner, staged, invoice_id)
                self._documents.delete(owner, staged)

    def _scan(self, owner: Owner, scan_id: str) -> Scan:
        if not ids.is_id(scan_id, "scn"):
            raise NotFound("There is no such scan.")
        scan = self._scans.get(owner, scan_id)
        if scan.again_of is not None:  # what was read again is kept there, or offered to the invoice
            return self._scan(owner, scan.again_of)
        if not scan.state.ended:
            raise Conflict("The scan is still being read. Save it when it has ended.", code="scan-not-ended")
        if scan.state is ScanState.CANCELLED:
            raise Conflict(
                "The scan was cancelled and its document removed. Hand it over again.", code="scan-cancelled"
            )
        return scan

    def _record_of(self, owner: Owner, scan: Scan, given: Invoice | None, *, reviewed: bool) -> Record:
        reading = scan.reading
        if reading is None and given is None:
            raise Conflict("Nothing was read from this document: send the values with it.", code="nothing-read")
        read = reading.invoice if reading else Invoice()
        invoice = given if given is not None else read
        reader = reading.reader if reading else "user"
        of_document = still_hold(reading.checks, read, invoice) if reading else ()
        rules = self._check(owner, invoice, scan.document, reader=reader, invoice_id=scan.invoice_id)
        checks = (*of_document, *rules)
        now = self._clock()
        record = Record(
            id=ids.invoice_id(),
            scan_id=scan.id,
            version=1,
            status=_status(any(check.failed for check in checks), reviewed=reviewed),
            document=scan.document,
            reader=reader,
            invoice=invoice,
            evidence=carry_over(read, reading.evidence if reading else {}, invoice),
            checks=checks,
            created_at=now,
            updated_at=now,
        )
        return record.with_aside(carried(reading, record)) if reading else record

    def _reserve(self, owner: Owner, record: Record) -> Record:
        """The record that keeps these values of this scan, pending or stored; `Conflict` when one keeps others."""
        kept = self._invoices.begin(owner, record)
        died = has_waited(kept.created_at, self._clock(), ANOTHER_SAVE_MAY_RUN)
        another = kept.scan_id != record.scan_id or kept.invoice != record.invoice
        if died and another and self._invoices.take_back(owner, kept.id):
            # An earlier save died half way and was never answered: what is asked now counts.
            self._remove(owner, Key(Kind.INVOICE, kept.id))
            kept = self._invoices.begin(owner, record)
        same_scan = kept.scan_id == record.scan_id
        if same_scan and (kept.id == record.id or kept.invoice == record.invoice):
            return kept
        if self._invoices.is_stored(owner, kept.id):
            what = "scan" if same_scan else "file"
            raise Conflict(
                f"This {what} was saved before, as {kept.id}. Change that invoice instead.", code="already-saved"
            )
        raise Conflict("Another save of this scan is under way. Try again in a minute.", code="save-running")

    # ---- read --------------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, invoice_id: str) -> Record:
        self._require_id(invoice_id)
        return self._invoices.get(owner, invoice_id)

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        return self._invoices.list(owner, query, limit=limit, after=after)

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        self._require_id(invoice_id)
        return self._invoices.history(owner, invoice_id)

    def stats(self, owner: Owner, *, first: str | None = None, last: str | None = None) -> Totals:
        return self._invoices.totals(owner, Months(first, last))

    # ---- change ------------------------------------------------------------------------------------------------------

    def replace(
        self, owner: Owner, invoice_id: str, invoice: Invoice, *, version: int, looked_at: Sequence[str] = ()
    ) -> Record:
        """Put a person's version in place of `version`; `Stale` when that is no longer the present one. `looked_at`: as
        in `save`; of values that are not named and stay the same, what was known stays.

        Again, as when the answer got lost, it gives what it gave before."""
        before = self.get(owner, invoice_id)
        if (before.version, before.invoice) == (version + 1, invoice):
            return before
        _require_changeable(before, version)
        return self._changed(
            owner,
            before,
            invoice,
            evidence=carry_over(before.invoice, before.evidence, invoice),
            of_document=still_hold(before.checks, before.invoice, invoice),
            reader=before.reader,
            action=EDITED,
            reviewed=True,
            looked_at=looked_at,
        )

    def to_change(self, owner: Owner, invoice_id: str, *, version: int) -> Record:
        """The record, if this is still its version: `Stale` else. `Conflict` when a newer program wrote it."""
        record = self.get(owner, invoice_id)
        _require_changeable(record, version)
        return record

    def take(
        self,
        owner: Owner,
        before: Record,
        invoice: Invoice,
        *,
        evidence: dict[str, Evidence],
        of_document: tuple[Check, ...],
        reader: str,
    ) -> Record:
        """Put values of another reading into a record, as somebody has chosen them. What nobody has looked at stays
        to be looked at."""
        reviewed = before.status is not RecordStatus.NEEDS_REVIEW
        return self._changed(
            owner,
            before,
            invoice,
            evidence=evidence,
            of_document=of_document,
            reader=reader,
            action=TAKEN,
            reviewed=reviewed,
        )

    def _changed(
        self,
        owner: Owner,
        before: Record,
        invoice: Invoice,
        *,
        evidence: dict[str, Evidence],
        of_document: tuple[Check, ...],
        reader: str,
        action: str,
        reviewed: bool,
        looked_at: Sequence[str] = (),
    ) -> Record:
        rules = self._check(
            owner, invoice, before.document, reader=reader, invoice_id=before.id, kept_at=before.created_at
        )
        checks = (*of_document, *rules)
        now = self._clock()
        after = before.model_copy(
            update={
                "version": before.version + 1,
                "status": _status(any(check.failed for check in checks), reviewed=reviewed),
                "reader": reader,
                "invoice": invoice,
                "evidence": marked(evidence, looked_at, rest=None),
                "checks": checks,
                "updated_at": now,
                "form": FORM,
            }
        )
        change = Change(
            version=after.version,
            at=now,
            action=action,
            values=changes(before.invoice, invoice),
            looked_at=newly_seen(evidence, after.evidence),
            not_looked_at=count_unseen(after.evidence),
        )
        after = after.with_aside(carried(before, after))
        self._invoices.replace(owner, after, change, quota=self._quota)
        self._announce(owner, after.id)
        return after

    def delete(self, owner: Owner, invoice_id: str, *, version: int) -> None:
        """Remove it with its document, its scan and every kept answer that shows it.

        The record goes last but for its document, about which it is written down in the same step that it goes: as
        long as anything else is left, the invoice is there to be deleted again.
        """
        record = self.get(owner, invoice_id)
        if record.version != version:
            raise _stale(record)
        self._idempotency.forget(owner, invoice_id)
        scan_ids = [scan.id for scan in self._scans.rereadings(owner, record.scan_id)]
        for scan_id in (*scan_ids, record.scan_id):
            self._idempotency.forget(owner, scan_id)
            self._scans.delete(owner, scan_id)
            self._remove(owner, Key(Kind.SCAN, scan_id))
        self._invoices.delete(owner, invoice_id, version=version)
        self._announce(owner, invoice_id)
        self._remove(owner, Key(Kind.INVOICE, invoice_id))

    def _remove(self, owner: Owner, key: Key) -> None:
        """Bytes whose record was removed, and then the note that they go."""
        self._documents.delete(owner, key)
        self._loose.forget(owner.key, key)

    def _require_id(self, invoice_id: str) -> None:
        if not ids.is_id(invoice_id, "inv"):
            raise NotFound("There is no such invoice.")


def _require_changeable(record: Record, version: int) -> None:
    if record.version != version:
        raise _stale(record)
    if record.form > FORM or record.stands_in:
        raise Conflict(
            "A newer version of this program wrote the invoice; here it can be read, not changed.", code="newer-data"
        )


def _stale(kept: Record) -> Stale:
    return Stale(f"The invoice was changed in the meantime: it is now version {kept.version}.")


def _status(any_failed: bool, *, reviewed: bool) -> RecordStatus:
    if not reviewed:
        return RecordStatus.NEEDS_REVIEW
    return RecordStatus.DISPUTED if any_failed else RecordStatus.REVIEWED
