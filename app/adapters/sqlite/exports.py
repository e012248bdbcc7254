"""Exports in SQLite: one row each."""

import sqlite3
from collections.abc import Iterator

from app.adapters.sqlite.database import SqliteDatabase, enter_owner, find_owner
from app.domain.errors import Conflict, NotFound
from app.domain.export import Export, require_room
from app.domain.principal import Owner
from app.domain.stored import dump, load


class SqliteExports:
    """The `ExportRepository` of one machine."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def add(self, owner: Owner, export: Export, *, at_once: int, most: int) -> None:
        with self._database.writing() as connection:
            number = enter_owner(connection, owner)
            require_room(_of(connection, number), at_once=at_once, most=most)
            connection.execute(
                "INSERT INTO exports (owner, id, version, body) VALUES (?, ?, ?, ?)",
                (number, export.id, export.version, dump(export)),
            )

    def get(self, owner: Owner, export_id: str) -> Export:
        with self._database.reading() as connection:
            return load(Export, _require(connection, owner, export_id)["body"])

    def list(self, owner: Owner) -> tuple[Export, ...]:
        with self._database.reading() as connection:
            return _of(connection, find_owner(connection, owner))

    def replace(self, owner: Owner, export: Export) -> None:
        with self._database.writing() as connection:
            kept = _require(connection, owner, export.id)
            if kept["version"] != export.version - 1:
                raise Conflict("The export was changed in the meantime.")
            connection.execute(
                "UPDATE exports SET version = ?, body = ? WHERE owner = ? AND id = ?",
                (export.version, dump(export), find_owner(connection, owner), export.id),
            )

    def delete(self, owner: Owner, export_id: str) -> None:
        self._database.removing(
            lambda connection: connection.execute(
                "DELETE FROM exports WHERE owner = ? AND id = ?", (find_owner(connection, owner), export_id)
            )
        )

    def is_known(self, owner_key: str, export_id: str) -> bool:
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT 1 FROM exports JOIN owners ON owners.number = exports.owner "
                "WHERE owners.key = ? AND exports.id = ?",
                (owner_key, export_id),
            )
            return found.fetchone() is not None

    def all_owners(self) -> Iterator[tuple[Owner, Export]]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT issuer, subject, body FROM exports JOIN owners ON owners.number = exports.owner"
            ).fetchall()
        for row in rows:
            yield Owner(row["issuer"], row["subject"]), load(Export, row["body"])


def _of(connection: sqlite3.Connection, number: int) -> tuple[Export, ...]:
    rows = connection.execute("SELECT body FROM exports WHERE owner = ?", (number,))
    exports = (load(Export, row["body"]) for row in rows)
    return tuple(sorted(exports, key=lambda export: (export.created_at, export.id), reverse=True))


def _require(connection: sqlite3.Connection, owner: Owner, export_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT version, body FROM exports WHERE owner = ? AND id = ?", (find_owner(connection, owner), export_id)
    ).fetchone()
    if row is None:
        raise NotFound("There is no such export.")
    return row
