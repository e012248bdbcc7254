"""The mark among the records of one machine: the only row of its table."""

import sqlite3
from datetime import datetime

from app.adapters.sqlite.database import SqliteDatabase, utc_text
from app.domain.installation import Mark


class SqliteMark:
    """The `RecordMarkStore` of one machine."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def read(self) -> Mark | None:
        with self._database.reading() as connection:
            return _kept(connection)

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        with self._database.writing() as connection:
            if _kept(connection) != over:
                return False
            connection.execute("DELETE FROM installation")
            connection.execute(
                "INSERT INTO installation (id, stamp, at) VALUES (?, ?, ?)",
                (mark.installation, mark.stamp, utc_text(mark.at)),
            )
        return True

    def is_empty(self) -> bool:
        with self._database.reading() as connection:
            row = connection.execute("SELECT EXISTS (SELECT 1 FROM scans) OR EXISTS (SELECT 1 FROM invoices)")
            return not row.fetchone()[0]


def _kept(connection: sqlite3.Connection) -> Mark | None:
    row = connection.execute("SELECT id, stamp, at FROM installation").fetchone()
    return Mark(row["id"], row["stamp"], datetime.fromisoformat(row["at"])) if row else None
