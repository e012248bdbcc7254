"""Documents that were found without a record: look through them, take them in again, or delete them."""

from app.domain import ids
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.scan import Scan
from app.ports import DocumentStore, Key, Kind, LooseDocuments, StoredObject
from app.services.scans import ScanService

_KINDS = {"inv": Kind.INVOICE, "scn": Kind.SCAN, "upl": Kind.UPLOAD}


class LooseService:
    def __init__(self, *, documents: DocumentStore, loose: LooseDocuments, scans: ScanService) -> None:
        self._documents = documents
        self._loose = loose
        self._scans = scans

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        return self._loose.list(owner, limit=limit, after=after)

    def take_in(
        self,
        owner: Owner,
        document_id: str,
        *,
        file_name: str | None = None,
        reader: str | None = None,
        at_once: bool = False,
        read_again: bool = False,
    ) -> Scan:
        """The scan of these bytes, started if there is none yet. What was kept as an invoice is kept again when it is
        read, to be reviewed: it must not end with the days of an unsaved scan.

        The old name goes when the bytes lie under their new one and the row is there. `NotFound`, or as
        `ScanService.start`: then it stays found.
        """
        key = self._found(owner, document_id)
        data = self._documents.get(owner, key)
        keep = key.kind is Kind.INVOICE
        scan = self._scans.start(
            owner, data, file_name=file_name, reader=reader, keep=keep, at_once=at_once, read_again=read_again
        )
        self._loose.drop(owner, key)
        return scan

    def drop(self, owner: Owner, document_id: str) -> None:
        """Delete it, for good. It is no longer shown from now on; the sweeper removes the bytes."""
        self._loose.drop(owner, self._found(owner, document_id))

    def _found(self, owner: Owner, document_id: str) -> Key:
        prefix = document_id[:3]
        if prefix not in _KINDS or not ids.is_id(document_id, prefix):
            raise NotFound("There is no such document.")
        return self._loose.get(owner, Key(_KINDS[prefix], document_id)).key
