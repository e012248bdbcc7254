"""What an owner has the system keep, against the quota: documents of scans, files under upload tickets, and the
records of invoices with their history."""

import sqlite3
from datetime import datetime

from app.adapters.sqlite.database import utc_text
from app.domain.quota import ScanQuota
from app.domain.scan_counts import room_left
from app.domain.upload import HELD_FOR

_OF_SCANS = "SELECT count(*) AS documents, total(size) AS size FROM scans WHERE owner = ? AND again_of IS NULL"
_OF_INVOICES = "SELECT total(kept_bytes) AS size FROM invoices WHERE owner = ?"
# Without an end: the file is there. An end that is too far away was written by a wrong clock.
_OF_UPLOADS = (
    "SELECT count(*) AS documents, total(held) AS size FROM uploads WHERE owner = ? AND held > 0 "
    "AND (held_until IS NULL OR held_until BETWEEN ? AND ?)"
)


def kept(connection: sqlite3.Connection, owner: int, now: datetime) -> tuple[int, int]:
    """Documents and bytes. Sums over an index, not counters: they cannot be wrong."""
    scans = connection.execute(_OF_SCANS, (owner,)).fetchone()
    invoices = connection.execute(_OF_INVOICES, (owner,)).fetchone()
    uploads = connection.execute(_OF_UPLOADS, (owner, utc_text(now), utc_text(now + HELD_FOR))).fetchone()
    return scans["documents"] + uploads["documents"], int(scans["size"] + invoices["size"] + uploads["size"])


def room_for(connection: sqlite3.Connection, owner: int, wanted: int, quota: ScanQuota, now: datetime) -> int:
    """How many of the wanted bytes there is room for; `StorageFull` when there is none for one more document."""
    return room_left(quota, *kept(connection, owner, now), wanted)


def release(connection: sqlite3.Connection, owner: int, upload_id: str | None) -> None:
    connection.execute("UPDATE uploads SET held = 0 WHERE owner = ? AND id = ?", (owner, upload_id))
