"""Uploads in DynamoDB: one row each, which the table forgets some days after the file could have come."""

from collections.abc import Iterator
from contextlib import suppress

from app.adapters.dynamodb import counters, room
from app.adapters.dynamodb.table import (
    KEPT,
    NEW,
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    Value,
    pauses,
    put,
    update,
)
from app.domain import ids
from app.domain.errors import NotFound, StorageFull
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.scan import Reason
from app.domain.stored import dump, load
from app.domain.upload import HELD_FOR, KEPT_FOR, Upload

_ROW = "U"
_FATE = {"scan_id", "known", "reason", "file_kept"}


class DynamoUploads:
    """The `UploadRepository` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        for pause in pauses():
            held = room.room_for(self._table, owner, upload.held, quota, upload.created_at)
            upload = upload.model_copy(update={"held": held})
            hold = room.holding(owner, upload.id, held, upload.created_at + HELD_FOR)
            take = room.take(self._table, owner, upload.id, held, quota=quota, now=upload.created_at)
            try:
                rows = [put(self._row_of(owner, upload)), *([put(hold)] if held else [])]
                counters.write(self._table, [take] if held else [], *rows)
                return upload
            except StorageFull:  # somebody has taken the room: there may be less
                pause()
        raise AssertionError("pauses() ends with an error")

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        for pause in pauses():
            if self._row(owner.key, upload_id) is None or not self.get(owner, upload_id).is_awaited:
                return
            seen = room.held_by(self._table, owner, upload_id)
            now = room.holding(owner, upload_id, size, None)
            if seen is not None and (int(seen["held"]), seen["held_until"]) == (size, now["held_until"]):
                return
            try:
                self._table.write(*self._counted_by_size(owner, now, seen))
                return
            except ConditionFailed:
                pause()

    def _counted_by_size(self, owner: Owner, now: Row, seen: Row | None) -> Iterator[Action]:
        if seen is None:  # its time was over
            yield put(now, when=NEW)
            yield from room.change(owner, 1, now["held"])
            return
        when, values = "held = :held AND held_until = :end", {"held": int(seen["held"]), "end": seen["held_until"]}
        yield put(now, when=when, values=values)
        yield from room.change(owner, 0, now["held"] - int(seen["held"]))

    def _release(self, owner: Owner, upload_id: str) -> None:
        hold = room.held_by(self._table, owner, upload_id)
        if hold is not None:
            with suppress(ConditionFailed):
                self._table.write(room.release(hold), *room.change(owner, -1, -int(hold["held"])))

    def _row_of(self, owner: Owner, upload: Upload) -> Row:
        row: Row = {"pk": _pk(owner.key, upload.id), "sk": _ROW, "issuer": owner.issuer, "subject": owner.subject}
        row["body"] = dump(upload, exclude=_FATE)
        row["gone_after"] = int((upload.created_at + KEPT_FOR).timestamp())
        return row

    def get(self, owner: Owner, upload_id: str) -> Upload:
        row = self._row(owner.key, upload_id)
        if row is None:
            raise _absent()
        reason = load(Reason, row["reason"]) if "reason" in row else None
        upload = load(Upload, row["body"])
        fate = {"scan_id": row.get("scan_id"), "known": bool(row.get("known")), "reason": reason}
        fate["file_kept"] = bool(row.get("file_kept"))
        return upload.model_copy(update=fate)

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
        if self._row(owner.key, upload_id) is None:
            raise _absent()
        values: dict[str, Value]
        if scan_id is not None:
            change = "SET scan_id = :scan, known = :known REMOVE reason, file_kept"
            values = {"scan": scan_id, "known": int(known)}
        elif reason is not None:
            change = "SET reason = :value, file_kept = :kept"
            values = {"value": dump(reason), "kept": int(file_kept)}
        else:
            return
        when = f"{KEPT} AND attribute_not_exists(scan_id)"
        try:
            self._table.write_one(update(_pk(owner.key, upload_id), _ROW, change, when=when, values=values))
        except ConditionFailed:  # the first scan stays; or the row was forgotten meanwhile
            return
        if scan_id is not None or not file_kept:
            self._release(owner, upload_id)

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        row = self._row(owner_key, upload_id)
        return Owner(row["issuer"], row["subject"]) if row is not None else None

    def _row(self, owner_key: str, upload_id: str) -> Row | None:
        return self._table.get(_pk(owner_key, upload_id), _ROW) if ids.is_id(upload_id, "upl") else None


def _pk(owner_key: str, upload_id: str) -> str:
    return f"O#{owner_key}#U#{upload_id}"


def _absent() -> NotFound:
    return NotFound("There is no such upload.")
