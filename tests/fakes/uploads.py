"""Tickets in memory."""

from datetime import datetime, timedelta

from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.scan import Reason
from app.domain.scan_counts import (
    room_left,
)
from app.domain.upload import HELD_FOR, Upload
from tests.fakes.scans import FakeScanRepository


class FakeUploadRepository:
    def __init__(self, scans: FakeScanRepository | None = None) -> None:
        self.uploads: dict[tuple[Owner, str], Upload] = {}
        self.there: set[tuple[Owner, str]] = set()
        self._scans = scans or FakeScanRepository()
        self._scans.uploads = self

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        held = room_left(quota, *self._scans.kept(owner, upload.created_at), upload.held)
        self.uploads[owner, upload.id] = upload.model_copy(update={"held": held})
        return self.uploads[owner, upload.id]

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        upload = self.uploads.get((owner, upload_id))
        if upload and upload.is_awaited:
            self.uploads[owner, upload_id] = upload.model_copy(update={"held": size})
            self.there.add((owner, upload_id))

    def held(self, owner: Owner, now: datetime) -> list[int]:
        """Bytes of each file that is there or awaited."""
        return [
            upload.held
            for place, upload in self.uploads.items()
            if place[0] == owner and upload.is_awaited and upload.held
            if place in self.there or timedelta() <= upload.created_at + HELD_FOR - now <= HELD_FOR
        ]

    def release(self, owner: Owner, upload_id: str | None) -> None:
        if upload := self.uploads.get((owner, upload_id or "")):
            self.uploads[owner, upload.id] = upload.model_copy(update={"held": 0})

    def get(self, owner: Owner, upload_id: str) -> Upload:
        try:
            return self.uploads[owner, upload_id]
        except KeyError as error:
            raise NotFound("There is no such upload.") from error

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
        kept = self.get(owner, upload_id)
        if kept.scan_id is None:
            fate = {"scan_id": scan_id, "known": known, "reason": reason, "file_kept": file_kept}
            self.uploads[owner, upload_id] = kept.model_copy(update=fate)

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        return next((owner for owner, name in self.uploads if (owner.key, name) == (owner_key, upload_id)), None)
