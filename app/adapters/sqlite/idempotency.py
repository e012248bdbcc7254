"""Answers to requests with an Idempotency-Key, in SQLite. A row without a status belongs to a request that runs."""

import json
import sqlite3
from datetime import timedelta

from app.adapters.sqlite.database import SqliteDatabase, enter_owner, find_owner, utc_text
from app.domain.errors import Conflict, InvalidInput
from app.domain.principal import Owner
from app.ports import Clock, KeptResponse

KEPT_FOR = timedelta(hours=24)
_PLACE = "owner = ? AND route = ? AND key = ?"


class SqliteIdempotency:
    """The `IdempotencyStore` of one machine."""

    def __init__(self, database: SqliteDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> KeptResponse | None:
        now = self._clock()
        latest = utc_text(now + run_for)  # beyond it a request has begun by a wrong clock, and its end is not known
        with self._database.writing() as connection:
            number = enter_owner(connection, owner)
            row = connection.execute(
                f"SELECT * FROM answers WHERE {_PLACE} AND expires_at > ? AND (status IS NOT NULL OR expires_at <= ?)",
                (number, route, key, utc_text(now), latest),
            ).fetchone()
            if row is None:
                connection.execute("DELETE FROM answers WHERE expires_at < ?", (utc_text(now - KEPT_FOR),))
                connection.execute(
                    "INSERT OR REPLACE INTO answers (owner, route, key, fingerprint, expires_at) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (number, route, key, fingerprint, utc_text(now + run_for)),
                )
                return None
        if row["fingerprint"] != fingerprint:
            raise InvalidInput(
                "This Idempotency-Key came with another request before. Use a new key for a new request.",
                code="idempotency-key-reused",
            )
        if row["status"] is None:
            raise Conflict("The first request with this Idempotency-Key is still running.", code="request-running")
        return KeptResponse(row["status"], json.loads(row["headers"]), row["body"], row["about"])

    def finish(self, owner: Owner, route: str, key: str, response: KeptResponse) -> None:
        kept_until = utc_text(self._clock() + KEPT_FOR)
        with self._database.writing() as connection:
            connection.execute(
                f"UPDATE answers SET expires_at = ?, about = ?, status = ?, headers = ?, body = ? WHERE {_PLACE}",
                (
                    *(kept_until, response.about, response.status, json.dumps(dict(response.headers)), response.body),
                    *(find_owner(connection, owner), route, key),
                ),
            )

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                f"DELETE FROM answers WHERE {_PLACE} AND status IS NULL", (find_owner(connection, owner), route, key)
            )

    def forget(self, owner: Owner, about: str) -> None:
        def forget(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM answers WHERE owner = ? AND about = ?", (find_owner(connection, owner), about)
            )

        self._database.removing(forget)
