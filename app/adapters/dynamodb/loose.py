"""Documents without a record in DynamoDB: one row each, of those that are to go and of those that were found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from app.adapters.dynamodb.table import NEW, Action, ConditionFailed, DynamoTable, Row, delete, put, utc_text
from app.domain import cursor
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.ports import Clock, Key, Kind, StoredObject

_QUERY = "loose documents"
_DROPPED, _FOUND = "dropped-document", "found-document"
_LAST_TIME = "9"  # later than any time
_AT_ONCE = 100


class DynamoLooseDocuments:
    """The `LooseDocuments` of an AWS account."""

    def __init__(self, table: DynamoTable, *, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        last = cursor.read(_QUERY, after, length=1)[0] if after is not None else None
        rows = self._table.partition(_pk(owner.key), low=f"{last or ''}\0")
        found = list(islice((_stored(row) for row in rows if row["fate"] == _FOUND), limit + 1))
        further = cursor.write(_QUERY, found[limit - 1].key.id) if len(found) > limit else None
        return tuple(found[:limit]), further

    def get(self, owner: Owner, key: Key) -> StoredObject:
        row = self._row(owner.key, key)
        if row is None or row["fate"] != _FOUND:
            raise NotFound("There is no such document.")
        return _stored(row)

    def drop(self, owner: Owner, key: Key) -> None:
        self._table.write_one(dropping(owner, key, at=self._clock()))

    def is_dropped(self, owner_key: str, key: Key) -> bool:
        row = self._row(owner_key, key)
        return row is not None and row["fate"] == _DROPPED

    def note(self, owner_key: str, found: StoredObject) -> bool:
        if self._row(owner_key, found.key) is not None:  # to look costs a fifth of a write, and the sweeper often asks
            return False
        row = _row_of(owner_key, found.key, _FOUND, at=found.modified_at) | {"size": found.size}
        try:
            self._table.write_one(put(row, when=NEW))
        except ConditionFailed:
            return False
        return True

    def forget(self, owner_key: str, key: Key) -> None:
        self._table.write_one(delete(_pk(owner_key), key.id))

    def dropped_all_owners(self) -> Iterator[StoredObject]:
        return self._all_owners(_DROPPED)

    def found_all_owners(self) -> Iterator[StoredObject]:
        return self._all_owners(_FOUND)

    def _all_owners(self, fate: str) -> Iterator[StoredObject]:
        found = self._table.todo(fate, before=_LAST_TIME)
        while some := list(islice(found, _AT_ONCE)):
            for row in self._table.get_all(some).values():
                if row["fate"] == fate:  # the index may lag behind: the row itself says what it is
                    yield _stored(row)

    def _row(self, owner_key: str, key: Key) -> Row | None:
        return self._table.get(_pk(owner_key), key.id) if key.id else None


def dropping(owner: Owner, key: Key, *, at: datetime) -> Action:
    """Part of a transaction: note that the bytes go."""
    return put(_row_of(owner.key, key, _DROPPED, at=at) | {"size": 0})


def _pk(owner_key: str) -> str:
    return f"O#{owner_key}#L"


def _row_of(owner_key: str, key: Key, fate: str, *, at: datetime) -> Row:
    row: Row = {"pk": _pk(owner_key), "sk": key.id, "kind": key.kind.value, "fate": fate, "modified_at": utc_text(at)}
    return row | {"todo": f"{fate}#{owner_key[0]}", "since": utc_text(at)}


def _stored(row: Row) -> StoredObject:
    owner_key = str(row["pk"]).split("#")[1]
    modified_at = datetime.fromisoformat(row["modified_at"]).astimezone(UTC)
    return StoredObject(owner_key, Key(Kind(row["kind"]), row["sk"]), int(row["size"]), modified_at)
