"""What an owner has the system keep: two counters, of documents and bytes, and a row for each upload that holds room.

The counters change in the transaction that changes what they count. A hold whose time is over is taken back when the
next one is asked for: nobody else looks at it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from app.adapters.dynamodb.table import Action, ConditionFailed, DynamoTable, Row, Value, delete, put, update, utc_text
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.scan_counts import require_bytes, room_left
from app.domain.upload import HELD_FOR

_KEPT = "kept"
_HOLD = "held#"
_THERE = "9"  # no end: the file is there


def counts_pk(owner: Owner) -> str:
    return f"O#{owner.key}#Q"


def kept(table: DynamoTable, owner: Owner) -> tuple[int, int]:
    """Documents and bytes."""
    row = table.get(counts_pk(owner), _KEPT) or {}
    return int(row.get("kept", 0)), int(row.get("kept_size", 0))


def change(owner: Owner, documents: int, size: int, quota: ScanQuota | None = None) -> Action:
    """Count more, or less, of what is kept; with a quota only if there is room for it."""
    room: list[str] = []
    values: dict[str, Value] = {"many": documents, "size": size}
    if quota is not None and quota.documents is not None:
        room.append("kept <= :most")
        values["most"] = quota.documents - documents
    if quota is not None and quota.document_bytes is not None:
        room.append("kept_size <= :room")
        values["room"] = quota.document_bytes - size
    when = f"attribute_not_exists(pk) OR ({' AND '.join(room)})" if room else None
    return update(counts_pk(owner), _KEPT, "ADD kept :many, kept_size :size", when=when, values=values)


def bytes_of(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


def change_bytes(table: DynamoTable, owner: Owner, size: int, quota: ScanQuota = NO_LIMIT) -> Action:
    """Count more, or less, bytes of what is kept already. `StorageFull` when there is no room for more."""
    if size <= 0:
        return change(owner, 0, size)
    require_bytes(quota, kept(table, owner)[1] + size)
    return change(owner, 0, size, ScanQuota(document_bytes=quota.document_bytes))


def held_by(table: DynamoTable, owner: Owner, upload_id: str | None) -> Row | None:
    return table.get(counts_pk(owner), _HOLD + upload_id) if upload_id else None


def holding(owner: Owner, upload_id: str, size: int, until: datetime | None) -> Row:
    """The row of a hold; without an end as long as the file is there."""
    end = utc_text(until) if until else _THERE
    return {"pk": counts_pk(owner), "sk": _HOLD + upload_id, "held": size, "held_until": end}


def hold(owner: Owner, row: Row, quota: ScanQuota) -> Iterator[Action]:
    yield put(row)
    yield change(owner, 1, row["held"], quota)


def release(row: Row) -> Action:
    """Take a hold away, if it is still as it was seen. The counters are the caller's."""
    seen = {"held": int(row["held"]), "end": row["held_until"]}
    return delete(row["pk"], row["sk"], when="held = :held AND held_until = :end", values=seen)


def room_for(table: DynamoTable, owner: Owner, wanted: int, quota: ScanQuota, now: datetime) -> int:
    """How many of the wanted bytes there is room for, once what is over is taken back; `StorageFull` for none."""
    take_back(table, owner, now)
    return room_left(quota, *kept(table, owner), wanted)


def take_back(table: DynamoTable, owner: Owner, now: datetime) -> None:
    """Free the room of files that did not come in time."""
    for row in table.partition(counts_pk(owner), low=_HOLD, high=_HOLD + "~"):
        end = row["held_until"]
        if end != _THERE and not utc_text(now) <= end <= utc_text(now + HELD_FOR):
            with suppress(ConditionFailed):  # the file has just arrived
                table.write(release(row), change(owner, -1, -int(row["held"])))
