"""What an owner has the system keep: a counter of documents and bytes, and a row for each upload that holds room.

The counter changes in the transaction that changes what they count. A hold whose time is over is taken back when the
next one is asked for: nobody else looks at it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from app.adapters.dynamodb import counters
from app.adapters.dynamodb.counters import Take
from app.adapters.dynamodb.table import Action, ConditionFailed, DynamoTable, Row, delete, utc_text
from app.domain.errors import StorageFull
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan_counts import require_bytes, require_storage, room_left
from app.domain.upload import HELD_FOR

_KEPT = "kept"
_COUNTED = ("kept", "kept_size")
_HOLD = "held#"
_THERE = "9"  # no end: the file is there


def counts_pk(owner: Owner) -> str:
    return f"O#{owner.key}#Q"


def kept(table: DynamoTable, owner: Owner) -> tuple[int, int]:
    """Documents and bytes."""
    documents, size = counters.counted(counters.rows_of(table, counts_pk(owner), _KEPT, _COUNTED), _COUNTED)
    return documents, size


def take(table: DynamoTable, owner: Owner, counted: str, size: int, *, quota: ScanQuota, now: datetime) -> Take:
    """Count a document more, of the scan or upload `counted`, if there is room for it; else `StorageFull`."""

    def require(documents: int, size: int) -> None:
        try:
            require_storage(quota, documents, size)
        except StorageFull:
            if not take_back(table, owner, now):
                raise

    limits = {"kept": quota.documents, "kept_size": quota.document_bytes}
    place = counters.place_for(counted, limits)
    return Take(counts_pk(owner), _KEPT, {"kept": 1, "kept_size": size}, limits, place, require=require)


def change(owner: Owner, documents: int, size: int) -> Iterator[Action]:
    """Count more, or less, of what is kept, whether there is room or not."""
    if documents or size:
        yield Take(counts_pk(owner), _KEPT, {"kept": documents, "kept_size": size}, {}).action()


def bytes_of(*texts: str) -> int:
    return sum(len(text.encode()) for text in texts)


def more_bytes(owner: Owner, size: int, quota: ScanQuota) -> Take:
    """Count more, or less, bytes of what is kept already, if there is room for more; else `StorageFull`."""
    limits = {"kept_size": quota.document_bytes if size > 0 else None}
    return Take(
        *(counts_pk(owner), _KEPT, {"kept": 0, "kept_size": size}, limits),
        require=lambda _, size: require_bytes(quota, size),
    )


def held_by(table: DynamoTable, owner: Owner, upload_id: str | None) -> Row | None:
    return table.get(counts_pk(owner), _HOLD + upload_id) if upload_id else None


def holding(owner: Owner, upload_id: str, size: int, until: datetime | None) -> Row:
    """The row of a hold; without an end as long as the file is there."""
    end = utc_text(until) if until else _THERE
    return {"pk": counts_pk(owner), "sk": _HOLD + upload_id, "held": size, "held_until": end}


def release(row: Row) -> Action:
    """Take a hold away, if it is still as it was seen. The counters are the caller's."""
    seen = {"held": int(row["held"]), "end": row["held_until"]}
    return delete(row["pk"], row["sk"], when="held = :held AND held_until = :end", values=seen)


def room_for(table: DynamoTable, owner: Owner, wanted: int, quota: ScanQuota, now: datetime) -> int:
    """How many of the wanted bytes there is room for, once what is over is taken back; `StorageFull` for none."""
    take_back(table, owner, now)
    return room_left(quota, *kept(table, owner), wanted)


def take_back(table: DynamoTable, owner: Owner, now: datetime) -> bool:
    """Free the room of files that did not come in time; whether there were any."""
    found = False
    for row in table.partition(counts_pk(owner), low=_HOLD, high=_HOLD + "~"):
        end = row["held_until"]
        if end != _THERE and not utc_text(now) <= end <= utc_text(now + HELD_FOR):
            found = True
            with suppress(ConditionFailed):  # the file has just arrived
                table.write(release(row), *change(owner, -1, -int(row["held"])))
    return found
