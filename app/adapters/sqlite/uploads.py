"""Uploads in SQLite. Rows are forgotten some days after the file could have come."""

import sqlite3

from app.adapters.sqlite.database import SqliteDatabase, enter_owner, find_owner, utc_text
from app.adapters.sqlite.room import release, room_for
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.scan import Reason
from app.domain.stored import dump, load
from app.domain.upload import HELD_FOR, KEPT_FOR, Upload

_TODAY = "ifnull((SELECT day FROM rounds), 0)"  # days are counted by the sweeper's rounds


class SqliteUploads:
    """The `UploadRepository` of one machine."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        with self._database.writing() as connection:
            connection.execute(f"UPDATE uploads SET day = {_TODAY} WHERE day IS NULL")  # of an older program
            connection.execute(f"DELETE FROM uploads WHERE day < {_TODAY} - ?", (KEPT_FOR.days,))
            number = enter_owner(connection, owner)
            held = room_for(connection, number, upload.held, quota, upload.created_at)
            upload = upload.model_copy(update={"held": held})
            connection.execute(
                "INSERT INTO uploads (owner, id, created_at, body, held, held_until, day) "
                f"VALUES (?, ?, ?, ?, ?, ?, {_TODAY})",
                (
                    *(number, upload.id, utc_text(upload.created_at), dump(upload)),
                    *(held, utc_text(upload.created_at + HELD_FOR)),
                ),
            )
        return upload

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        with self._database.writing() as connection:
            number = find_owner(connection, owner)
            row = connection.execute(
                "SELECT body FROM uploads WHERE owner = ? AND id = ?", (number, upload_id)
            ).fetchone()
            if row and load(Upload, row["body"]).is_awaited:
                connection.execute(
                    "UPDATE uploads SET held = ?, held_until = NULL WHERE owner = ? AND id = ?",
                    (size, number, upload_id),
                )

    def get(self, owner: Owner, upload_id: str) -> Upload:
        with self._database.reading() as connection:
            return _require(connection, owner, upload_id)

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
        with self._database.writing() as connection:
            upload = _require(connection, owner, upload_id)
            if upload.scan_id is None:
                later = upload.model_copy(
                    update={"scan_id": scan_id, "known": known, "reason": reason, "file_kept": file_kept}
                )
                number = find_owner(connection, owner)
                connection.execute(
                    "UPDATE uploads SET body = ? WHERE owner = ? AND id = ?", (dump(later), number, upload_id)
                )
                if not later.is_awaited:
                    release(connection, number, upload_id)

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT issuer, subject FROM uploads JOIN owners ON owners.number = uploads.owner "
                "WHERE owners.key = ? AND uploads.id = ?",
                (owner_key, upload_id),
            ).fetchone()
        return Owner(row["issuer"], row["subject"]) if row else None


def _require(connection: sqlite3.Connection, owner: Owner, upload_id: str) -> Upload:
    row = connection.execute(
        "SELECT body FROM uploads WHERE owner = ? AND id = ?", (find_owner(connection, owner), upload_id)
    ).fetchone()
    if row is None:
        raise NotFound("There is no such upload.")
    return load(Upload, row["body"])
