"""Events in SQLite: one row each, written in the transaction that makes it true; rows are in the order of commits."""

import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from app.adapters.sqlite.database import SqliteDatabase, find_owner, utc_text
from app.domain.events import Fact
from app.domain.principal import Owner
from app.ports import KEPT_DAYS, KEPT_FAILED_DAYS, LONGEST_PUT_OFF, Clock, Delivery, EventRow

_FREE = "(free_at <= ? OR free_at > ?)"
_MINE = "state = 'waiting' AND owner = ? AND id = ? AND receipt = ?"


class SqliteOutbox:
    """The `Outbox` of one machine."""

    def __init__(self, database: SqliteDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def append(self, connection: sqlite3.Connection, owner: Owner, facts: Iterable[Fact]) -> None:
        """Part of the transaction under way."""
        now, number = self._clock(), find_owner(connection, owner)
        last = connection.execute("SELECT max(id) AS id FROM events WHERE owner = ?", (number,)).fetchone()["id"]
        for fact in facts:
            event = fact.stamped(now, after=last)
            connection.execute(
                "INSERT INTO events (owner, id, about, type, body, at, free_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, event.id, fact.about, fact.type, event.told(), utc_text(now), utc_text(now)),
            )
            last = event.id

    def take(self, owner: Owner, about: str, *, lease: timedelta) -> Delivery | None:
        now = self._clock()
        first = "SELECT number FROM events WHERE owner = ? AND about = ? AND state = 'waiting' ORDER BY number LIMIT 1"
        with self._database.writing() as connection:
            row = connection.execute(
                f"UPDATE events SET free_at = ?, receipt = ?, attempts = attempts + 1 WHERE number = ({first}) "
                f"AND {_FREE} RETURNING id, type, about, at, body, attempts, receipt",
                (
                    *(utc_text(now + lease), secrets.token_hex(8)),
                    *(find_owner(connection, owner), about),
                    *_freed(now),
                ),
            ).fetchone()
        if row is None:
            return None
        time = datetime.fromisoformat(row["at"])
        return Delivery(owner, row["id"], row["type"], row["about"], time, row["body"], row["attempts"], row["receipt"])

    def delivered(self, owner: Owner, delivery: Delivery) -> None:
        self._set(owner, delivery, "state = 'delivered'")

    def put_off(self, owner: Owner, delivery: Delivery, *, delay: timedelta) -> None:
        self._set(owner, delivery, "receipt = NULL, free_at = ?", utc_text(self._clock() + delay))

    def failed(self, owner: Owner, delivery: Delivery) -> None:
        self._set(owner, delivery, "state = 'failed'")

    def _set(self, owner: Owner, delivery: Delivery, values: str, *given: str) -> None:
        with self._database.writing() as connection:
            mine = (find_owner(connection, owner), delivery.id, delivery.receipt)
            connection.execute(f"UPDATE events SET {values} WHERE {_MINE}", (*given, *mine))

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[EventRow, ...], bool]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, body FROM events WHERE owner = ? AND id > ? ORDER BY id LIMIT ?",
                (find_owner(connection, owner), after or "", limit + 1),
            ).fetchall()
        return tuple(EventRow(row["id"], row["body"]) for row in rows[:limit]), len(rows) > limit

    def waiting_all_owners(self) -> Iterator[tuple[Owner, str]]:
        found = self._database.in_parts(
            "SELECT number, issuer, subject, about FROM events "
            "JOIN (SELECT number AS owner, issuer, subject FROM owners) USING (owner) "
            f"WHERE state = 'waiting' AND {_FREE}",
            _freed(self._clock()),
        )
        for row in found:
            yield Owner(row["issuer"], row["subject"]), row["about"]

    def forget_all_owners(self, *, day: int) -> int:
        def forget(connection: sqlite3.Connection) -> int:
            connection.execute("UPDATE events SET ended_day = ? WHERE state <> 'waiting' AND ended_day IS NULL", (day,))
            return connection.execute(
                "DELETE FROM events WHERE ended_day <= ? AND (state = 'delivered' OR ended_day <= ?)",
                (day - KEPT_DAYS, day - KEPT_FAILED_DAYS),
            ).rowcount

        return self._database.removing(forget)


def _freed(now: datetime) -> tuple[str, str]:
    """The values of `_FREE`."""
    return utc_text(now), utc_text(now + LONGEST_PUT_OFF)
