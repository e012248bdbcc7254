"""Uploads in DynamoDB: one row each, which the table forgets some days after the file could have come."""

from app.adapters.dynamodb_table import KEPT, ConditionFailed, DynamoTable, Row, Value, put, update
from app.domain import ids
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.scan import Reason
from app.domain.stored import dump, load
from app.domain.upload import KEPT_FOR, Upload

_ROW = "U"
_FATE = {"scan_id", "known", "reason", "file_kept"}


class DynamoUploads:
    """The `UploadRepository` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def add(self, owner: Owner, upload: Upload) -> None:
        row: Row = {"pk": _pk(owner.key, upload.id), "sk": _ROW, "issuer": owner.issuer, "subject": owner.subject}
        row["body"] = dump(upload, exclude=_FATE)
        row["gone_after"] = int((upload.created_at + KEPT_FOR).timestamp())
        self._table.write_one(put(row))

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

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        row = self._row(owner_key, upload_id)
        return Owner(row["issuer"], row["subject"]) if row is not None else None

    def _row(self, owner_key: str, upload_id: str) -> Row | None:
        return self._table.get(_pk(owner_key, upload_id), _ROW) if ids.is_id(upload_id, "upl") else None


def _pk(owner_key: str, upload_id: str) -> str:
    return f"O#{owner_key}#U#{upload_id}"


def _absent() -> NotFound:
    return NotFound("There is no such upload.")
