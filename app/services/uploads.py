"""Leave to hand over a file outside the API, for files larger than a request may carry; and what becomes of it."""

import logging

from app.domain import ids
from app.domain.correlation import request_id
from app.domain.document import ANYTHING, media_type_of
from app.domain.errors import DocumentRejected, NotFound
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import Reason, Scan, Waiting
from app.domain.upload import Upload
from app.ports import Clock, DocumentStore, Key, Kind, UploadRepository, UploadTicket
from app.services.reading import ReaderPolicy
from app.services.scans import ScanService

log = logging.getLogger(__name__)


class UploadService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        uploads: UploadRepository,
        scans: ScanService,
        readers: ReaderPolicy,
        max_bytes: int,
        quota: ScanQuota,
        clock: Clock,
    ) -> None:
        self._documents = documents
        self._uploads = uploads
        self._scans = scans
        self._readers = readers
        self._max_bytes = max_bytes
        self._quota = quota
        self._clock = clock

    def open(
        self,
        owner: Owner,
        *,
        media_type: str | None = None,
        size: int | None = None,
        keep: bool = False,
        reader: str | None = None,
        file_name: str | None = None,
    ) -> tuple[Upload, UploadTicket]:
        """A ticket for one file. `media_type` is what it is said to be: it decides nothing, the bytes will. Room is
        held for `size` bytes, and no more can be put; without it, for the largest file, or for what is left.
        `StorageFull` code `storage-quota` when nothing is. `keep`, `reader` and `file_name` are those of the scan that
        follows (`ScanService.start`)."""
        if size is not None and size > self._max_bytes:
            raise DocumentRejected("too-large", f"The file has {size:,} bytes; the limit is {self._max_bytes:,}.")
        if reader is not None:
            self._readers.require(reader)
        upload = Upload(
            id=ids.upload_id(),
            media_type=media_type_of(media_type) or ANYTHING,
            keep=keep,
            reader=reader,
            file_name=file_name,
            created_at=self._clock(),
            request_id=request_id.get(),
            held=max(size, 1) if size is not None else self._max_bytes,
        )
        # The row first: whatever arrives under the ticket then has an owner, and room.
        upload = self._uploads.add(owner, upload, quota=self._quota)
        key = Key(Kind.UPLOAD, upload.id)
        return upload, self._documents.ticket(owner, key, media_type=upload.media_type, max_bytes=upload.held)

    def owner_of(self, owner_key: str, upload_id: str) -> Owner | None:
        """Whose upload it is that arrived; None when we gave no leave for it."""
        return self._uploads.find_owner(owner_key, upload_id)

    def get(self, owner: Owner, upload_id: str) -> Upload:
        if not ids.is_id(upload_id, "upl"):
            raise NotFound("There is no such upload.")
        return self._uploads.get(owner, upload_id)

    def scan(
        self,
        owner: Owner,
        upload_id: str,
        *,
        file_name: str | None = None,
        reader: str | None = None,
        at_once: bool = False,
        read_again: bool = False,
    ) -> Scan:
        """The scan of the file that was put under the ticket, started if it is not yet. `NotFound` while there is no
        file; `DocumentRejected`, also again, when it is refused. What failed for another reason than the file is tried
        again as long as the file is there."""
        upload = self.get(owner, upload_id)
        if upload.scan_id is not None:
            return self._noted(owner, upload.scan_id, known=upload.known)
        key = Key(Kind.UPLOAD, upload_id)
        try:
            data = self._documents.get(owner, key)
        except NotFound:
            return self._without_file(owner, upload_id)
        scan = self._start(
            owner, upload, data, file_name=file_name, reader=reader, at_once=at_once, read_again=read_again
        )
        self._uploads.note(owner, upload_id, scan_id=scan.id, known=scan.known)
        self._documents.delete(owner, key)
        return scan

    def fail(self, owner: Owner, upload_id: str, reason: Reason) -> None:
        """Note why nothing came of it. The file stays, for whoever asks for its scan."""
        log.warning("upload failed", extra={"code": reason.code})
        self._uploads.note(owner, upload_id, reason=reason, file_kept=True)

    def waiting(self, owner: Owner, upload: Upload) -> Waiting | None:
        """What the file of an upload waits for, if it does."""
        try:
            return self._scans.get(owner, upload.scan_id).waits if upload.scan_id else None
        except NotFound:  # saved and deleted since
            return None

    def _without_file(self, owner: Owner, upload_id: str) -> Scan:
        """What has become of a file that is not there, or not any more."""
        upload = self._uploads.get(owner, upload_id)
        if upload.scan_id is not None:
            return self._noted(owner, upload.scan_id, known=upload.known)
        if upload.reason is not None:
            raise DocumentRejected(upload.reason.code, upload.reason.detail)
        raise NotFound("No file was put under this upload yet.")

    def _noted(self, owner: Owner, scan_id: str, *, known: bool) -> Scan:
        return self._scans.get(owner, scan_id).model_copy(update={"known": known})

    def _start(
        self,
        owner: Owner,
        upload: Upload,
        data: bytes,
        *,
        file_name: str | None,
        reader: str | None,
        at_once: bool,
        read_again: bool,
    ) -> Scan:
        try:
            return self._scans.start(
                owner,
                data,
                declared_type=upload.media_type,
                file_name=file_name or upload.file_name,
                reader=reader or upload.reader,
                keep=upload.keep,
                at_once=at_once,
                read_again=read_again,
                upload_id=upload.id,
            )
        except DocumentRejected as error:
            self._uploads.note(owner, upload.id, reason=Reason(code=error.code, detail=error.detail))
            self._documents.delete(owner, Key(Kind.UPLOAD, upload.id))
            raise
