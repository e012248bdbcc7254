"""What becomes of bytes that no record claims.

They are deleted on a decision that is written down, never because a record is missing: a lost, older or foreign
database knows nothing of them, and neither does a save that is still under way. Whatever nobody decided about is found,
and its owner is asked (`app.services.loose`).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.scan import ScanState
from app.ports import (
    Clock,
    DocumentStore,
    InvoiceRepository,
    Key,
    Kind,
    LooseDocuments,
    ScanRepository,
    StoredObject,
    UploadRepository,
    WalkBook,
)
from app.services.findings import Finding
from app.services.putting_back import put_in_place
from app.services.walk import Walk, place_of

OLD_ENOUGH = timedelta(minutes=15)  # nobody is still at work on it


class Leftovers:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        loose: LooseDocuments,
        scans: ScanRepository,
        uploads: UploadRepository,
        invoices: InvoiceRepository,
        walks: WalkBook | None,
        clock: Clock,
    ) -> None:
        """`walks`: None where a look is never cut short."""
        self._documents = documents
        self._loose = loose
        self._scans = scans
        self._uploads = uploads
        self._invoices = invoices
        self._walks = walks
        self._clock = clock

    def remove(self, owner: Owner, key: Key) -> None:
        """Bytes whose record was removed, and then the note that they go."""
        self._documents.delete(owner, key)
        self._loose.forget(owner.key, key)

    def finish_deletes(self, delete: bool) -> Iterator[Finding]:
        """Remove what was decided about."""
        for dropped in self._loose.dropped_all_owners():
            if delete:
                self._documents.delete_found(dropped)
                self._loose.forget(dropped.owner_key, dropped.key)
            yield Finding("deleted-document", dropped.key.id, "It was decided that this document goes.", delete)

    def is_looking(self) -> bool:
        """Whether a look was cut short and is to go on."""
        return self._walks is not None and self._walks.place() is not None

    def look(self, *, note: bool, delete: bool, has_time: Callable[[], bool]) -> Iterator[Finding]:
        """Go over all bytes. `note`: remember those that are found, and give the new ones alone; when `has_time` is no
        longer true the next look goes on from there. `delete`: remove those that a record says are needed no more."""
        walk = Walk(self._documents, book=self._walks if note else None, has_time=has_time)
        known = self._loose.found_all_owners() if note else ()
        rows = deque(sorted(filter(walk.is_ahead, known), key=place_of))
        try:
            for stored in walk:
                is_old = stored.modified_at <= self._clock() - OLD_ENOUGH
                why = self._why_spare(stored) if is_old else None
                unclaimed = why is None and not self._is_claimed(stored)
                self._forget_up_to(stored, rows, but_itself=unclaimed)
                if why is not None:
                    yield Finding("spare-copy", stored.key.id, why, mended=delete and self._spared(stored))
                # A scan's bytes come before its row, all others behind it.
                elif unclaimed and (is_old or stored.key.kind is not Kind.SCAN):
                    yield from self._tell(stored, note=note)
            if walk.is_over:
                self._forget_all(rows)
        finally:
            walk.keep()

    def _tell(self, stored: StoredObject, *, note: bool) -> Iterator[Finding]:
        is_there = self._documents.has(stored.owner_key, stored.key)  # else it was deleted since the walk saw it
        if is_there and (not note or self._loose.note(stored.owner_key, stored)):
            yield _found(stored)

    def _is_claimed(self, stored: StoredObject) -> bool:
        """Whether a record has these bytes, or it is decided that they go."""
        has_record = {
            Kind.INVOICE: self._invoices.is_known,
            Kind.SCAN: self._scans.find_owner,
            Kind.UPLOAD: self._uploads.find_owner,
        }[stored.key.kind]
        return bool(has_record(stored.owner_key, stored.key.id)) or self._loose.is_dropped(stored.owner_key, stored.key)

    def _why_spare(self, stored: StoredObject) -> str | None:
        """Why these bytes may go, as a record that is there says; None: it does not."""
        try:
            match stored.key.kind:
                case Kind.SCAN:
                    return self._why_spare_scan(stored)
                case Kind.UPLOAD:
                    return self._why_spare_upload(stored)
                case Kind.INVOICE:
                    return None
        except NotFound:  # deleted while we looked: that is written down elsewhere
            return None

    def _why_spare_scan(self, stored: StoredObject) -> str | None:
        owner = self._scans.find_owner(stored.owner_key, stored.key.id)
        scan = self._scans.get(owner, stored.key.id) if owner else None
        if owner is None or scan is None:
            return None
        if scan.state is ScanState.CANCELLED:
            return "The scan was cancelled."
        if scan.invoice_id is not None and self._invoices.is_stored(owner, scan.invoice_id):
            return "The invoice is saved with its document."
        return None

    def _why_spare_upload(self, stored: StoredObject) -> str | None:
        owner = self._uploads.find_owner(stored.owner_key, stored.key.id)
        upload = self._uploads.get(owner, stored.key.id) if owner else None
        if upload is None:
            return None
        if upload.scan_id is not None:
            return "The upload was scanned."
        if upload.reason is not None and not upload.file_kept:
            return "The upload was refused."
        return None

    def _spared(self, stored: StoredObject) -> bool:
        """Remove a spare copy. Of a saved scan it first takes the place of a document that is missing there."""
        owner = self._scans.find_owner(stored.owner_key, stored.key.id) if stored.key.kind is Kind.SCAN else None
        try:
            if owner is not None:
                self._put_in_place(owner, stored.key)
        except (
            NotFound,
            Conflict,
        ):  # removed while we looked; or what lies there is not what was saved
            return False
        self._documents.delete_found(stored)
        return True

    def _put_in_place(self, owner: Owner, staged: Key) -> None:
        invoice_id = self._scans.get(owner, staged.id).invoice_id
        if invoice_id is not None:
            put_in_place(self._documents, self._invoices, owner, staged, invoice_id)

    def _forget_up_to(self, stored: StoredObject, rows: deque[StoredObject], *, but_itself: bool) -> None:
        """Rows of documents that have a record again, or are gone: those that the walk has passed."""
        passed = []
        while rows and place_of(rows[0]) <= place_of(stored):
            passed.append(rows.popleft())
        if but_itself and passed and place_of(passed[-1]) == place_of(stored):
            passed.pop()
        self._forget_all(passed)

    def _forget_all(self, rows: Iterable[StoredObject]) -> None:
        for row in rows:
            if not self._loose.is_dropped(row.owner_key, row.key):  # decided since the rows were read
                self._loose.forget(row.owner_key, row.key)


def _found(stored: StoredObject) -> Finding:
    return Finding(
        "found-document", stored.key.id, "A document without a record: take it in again, or delete it.", mended=False
    )
