"""Tickets for files that are put straight into storage."""

from typing import Protocol

from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.scan import Reason
from app.domain.upload import Upload


class UploadRepository(Protocol):
    """Uploads, from the leave to put a file until some days later."""

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        """Keep a new one, and hold room among the owner's documents for `upload.held` bytes, for `HELD_FOR`; where less
        is left, for that. Gives the upload as it is kept. `StorageFull` code `storage-quota` when there is no room."""

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        """The file is there: room for its bytes is held until its fate is noted, or a scan of it takes the room over
        (`Scan.upload_id`). Again is fine; so is one that is absent or whose fate is known."""

    def get(self, owner: Owner, upload_id: str) -> Upload:
        """`NotFound` when the owner has no such upload."""

    def note(
        self,
        owner: Owner,
        upload_id: str,
        *,
        scan_id: str | None = None,
        known: bool = False,
        reason: Reason | None = None,
        file_kept: bool = False,
    ) -> None:
        """What became of the file: its scan, which may have been there before (`known`), or why there is none, and
        whether the file stays (`file_kept`) to be tried again. The first scan noted stays. `NotFound`."""

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        """The owner with this `Owner.key`, if it is one that has the upload."""
