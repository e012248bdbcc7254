"""Leave to hand over a file outside the API, for files larger than a request may carry."""

from dataclasses import dataclass

from app.domain import ids
from app.domain.document import MEDIA_TYPES
from app.domain.errors import DocumentRejected
from app.domain.principal import Owner
from app.ports import DocumentStore, Key, Kind, UploadTicket


@dataclass(frozen=True)
class Upload:
    id: str
    ticket: UploadTicket


class UploadService:
    def __init__(self, *, documents: DocumentStore, max_bytes: int) -> None:
        self._documents = documents
        self._max_bytes = max_bytes

    def open(self, owner: Owner, *, media_type: str, size: int | None = None) -> Upload:
        """A ticket for one file of one type. `size`, if known, is refused early when it is over the limit."""
        if media_type not in MEDIA_TYPES:
            raise DocumentRejected(
                "unsupported-type", f"{media_type!r} is not taken. Taken are: {', '.join(MEDIA_TYPES)}."
            )
        if size is not None and size > self._max_bytes:
            raise DocumentRejected("too-large", f"The file has {size:,} bytes; the limit is {self._max_bytes:,}.")
        upload_id = ids.upload_id()
        key = Key(Kind.UPLOAD, upload_id)
        return Upload(upload_id, self._documents.ticket(owner, key, media_type=media_type, max_bytes=self._max_bytes))
