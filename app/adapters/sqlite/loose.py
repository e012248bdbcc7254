"""Documents without a record in SQLite: those that are to go, and those that were found."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from app.adapters.sqlite.database import SqliteDatabase, utc_text
from app.domain import cursor
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.ports import Clock, Key, Kind, StoredObject

_QUERY = "loose documents"
_COLUMNS = "number, owner, kind, id, size, modified_at"


class SqliteLooseDocuments:
    """The `LooseDocuments` of one machine. An owner is named by key: of some that is all that is left."""

    def __init__(self, database: SqliteDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        last = cursor.read(_QUERY, after, length=1)[0] if after is not None else None
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM loose_documents WHERE owner = ? AND dropped = 0 AND id > ? "
                "ORDER BY id LIMIT ?",
                (owner.key, last or "", limit + 1),
            ).fetchall()
        further = cursor.write(_QUERY, rows[limit - 1]["id"]) if len(rows) > limit else None
        return tuple(_stored(row) for row in rows[:limit]), further

    def get(self, owner: Owner, key: Key) -> StoredObject:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM loose_documents WHERE owner = ? AND id = ? AND kind = ? AND dropped = 0",
                (owner.key, key.id, key.kind.value),
            ).fetchone()
        if row is None:
            raise NotFound("There is no such document.")
        return _stored(row)

    def drop(self, owner: Owner, key: Key) -> None:
        self._database.removing(lambda connection: drop(connection, owner, key, at=self._clock()))

    def is_dropped(self, owner_key: str, key: Key) -> bool:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM loose_documents WHERE owner = ? AND id = ? AND dropped = 1", (owner_key, key.id)
            ).fetchone()
        return row is not None

    def note(self, owner_key: str, found: StoredObject) -> bool:
        with self._database.writing() as connection:
            row = connection.execute(
                "INSERT INTO loose_documents (owner, kind, id, dropped, size, modified_at) VALUES (?, ?, ?, 0, ?, ?) "
                "ON CONFLICT DO NOTHING RETURNING number",
                (owner_key, found.key.kind.value, found.key.id, found.size, utc_text(found.modified_at)),
            ).fetchone()
        return row is not None

    def forget(self, owner_key: str, key: Key) -> None:
        def forget(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM loose_documents WHERE owner = ? AND id = ?", (owner_key, key.id))

        self._database.removing(forget)

    def dropped_all_owners(self) -> Iterator[StoredObject]:
        return self._all_owners(1)

    def found_all_owners(self) -> Iterator[StoredObject]:
        return self._all_owners(0)

    def _all_owners(self, dropped: int) -> Iterator[StoredObject]:
        for row in self._database.in_parts(f"SELECT {_COLUMNS} FROM loose_documents WHERE dropped = ?", (dropped,)):
            yield _stored(row)


def drop(connection: sqlite3.Connection, owner: Owner, key: Key, *, at: datetime) -> None:
    """Note in the transaction under way that the bytes go."""
    connection.execute(
        "INSERT INTO loose_documents (owner, kind, id, dropped, size, modified_at) VALUES (?, ?, ?, 1, 0, ?) "
        "ON CONFLICT (owner, id) DO UPDATE SET dropped = 1",
        (owner.key, key.kind.value, key.id, utc_text(at)),
    )


def _stored(row: sqlite3.Row) -> StoredObject:
    key = Key(Kind(row["kind"]), row["id"])
    return StoredObject(row["owner"], key, row["size"], datetime.fromisoformat(row["modified_at"]))
