"""What becomes of bytes that no record claims.

They are deleted on a decision that is written down, never because a record is missing: a lost, older or foreign
database knows nothing of them, and neither does a save that is still under way. Whatever nobody decided about is found,
and its owner is asked (`app.services.loose`).
"""

from collections.abc import Iterator
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
)
from app.services.findings import Finding
from app.services.putting_back import put_in_place

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
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._loose = loose
        self._scans = scans
        self._uploads = uploads
        self._invoices = invoices
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

    def look(self, *, note: bool, delete: bool) -> Iterator[Finding]:
        """Go over all bytes. `note`: remember those that are found, and give the new ones alone. `delete`: remove those
        that a record says are needed no more."""
        unclaimed = set[tuple[str, Key]]()
        for stored in self._everything():
            is_old = stored.modified_at <= self._clock() - OLD_ENOUGH
            why = self._why_spare(stored) if is_old else None
            if why is not None:
                yield Finding("spare-copy", stored.key.id, why, mended=delete and self._spared(stored))
            elif not self._is_claimed(stored):
                unclaimed.add((stored.owner_key, stored.key))
                # A scan's bytes come before its row, all others behind it.
                if is_old or stored.key.kind is not Kind.SCAN:
                    yield from self._tell(stored, note=note)
        if note:
            self._forget_all_but(unclaimed)

    def _everything(self) -> Iterator[StoredObject]:
        for kind in Kind:
            yield from self._documents.walk_all_owners(kind)

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

    def _forget_all_but(self, unclaimed: set[tuple[str, Key]]) -> None:
        """Rows of documents that have a record again, or are gone."""
        for stored in self._loose.found_all_owners():
            if (stored.owner_key, stored.key) not in unclaimed:
                self._loose.forget(stored.owner_key, stored.key)


def _found(stored: StoredObject) -> Finding:
    return Finding(
        "found-document", stored.key.id, "A document without a record: take it in again, or delete it.", mended=False
    )
