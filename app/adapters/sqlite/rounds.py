"""The sweeper's rounds in SQLite: one row."""

import sqlite3
from datetime import datetime

from app.adapters.sqlite.database import SqliteDatabase, utc_text
from app.domain.rounds import Round, following


class SqliteRounds:
    """The `RoundBook` of one machine."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def last(self) -> Round | None:
        with self._database.reading() as connection:
            return _last(connection)

    def enter(self, now: datetime) -> Round:
        with self._database.writing() as connection:
            made = following(_last(connection), now)
            connection.execute(
                "INSERT OR REPLACE INTO rounds (only_row, day, made_at, steady_since) VALUES (1, ?, ?, ?)",
                (made.day, utc_text(made.at), utc_text(made.steady_since)),
            )
        return made


def _last(connection: sqlite3.Connection) -> Round | None:
    row = connection.execute("SELECT day, made_at, steady_since FROM rounds").fetchone()
    if row is None:
        return None
    return Round(row["day"], datetime.fromisoformat(row["made_at"]), datetime.fromisoformat(row["steady_since"]))
