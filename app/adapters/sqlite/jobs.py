"""The job queue in SQLite: survives a restart, shared by all processes of the folder."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from app.adapters.sqlite.database import SqliteDatabase, enter_owner, utc_text
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.ports import LONGEST_HIDDEN, Clock, Job

# A job is free from `free_at` on, and when that lies further ahead than any delay or lease: the clock was wrong then.
_FREE = "(free_at <= ? OR free_at > ?)"

# Owners take turns, so that a pile of one keeps no other waiting: of whoever was served longest ago the oldest job, but
# first what somebody waits for.
_OTHERS = "(owners.issuer, owners.subject) NOT IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))"
_NEXT = f"""SELECT jobs.number FROM jobs JOIN owners ON owners.number = jobs.owner
    WHERE {_FREE} AND jobs.urgent >= ? AND {_OTHERS}
    ORDER BY owners.turn, jobs.urgent DESC, jobs.number LIMIT 1"""
_SERVED = "UPDATE owners SET turn = (SELECT max(turn) + 1 FROM owners) WHERE number = ?"


class SqliteJobs:
    """The `JobQueue` of one machine."""

    def __init__(self, database: SqliteDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        now = self._clock()
        with self._database.writing() as connection:
            owner = enter_owner(connection, job.owner)
            # A job that is being done now does not count: its worker may already have looked past what is new.
            waits = connection.execute(
                f"SELECT 1 FROM jobs WHERE owner = ? AND scan_id = ? AND (receipt IS NULL OR {_FREE})",
                (owner, job.about, *_freed(now)),
            ).fetchone()
            if not waits:
                connection.execute(
                    "INSERT INTO jobs (owner, scan_id, free_at, attempt, request_id, urgent) VALUES (?, ?, ?, 0, ?, ?)",
                    (owner, job.about, utc_text(now + delay), job.request_id, job.urgent),
                )
            elif job.urgent:
                connection.execute("UPDATE jobs SET urgent = 1 WHERE owner = ? AND scan_id = ?", (owner, job.about))

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        now = self._clock()
        wanted = (*_freed(now), only_urgent, json.dumps([(owner.issuer, owner.subject) for owner in not_of]))
        with self._database.reading() as connection:  # idle workers ask often: do not make them wait for writers
            if connection.execute(_NEXT, wanted).fetchone() is None:
                return None
        with self._database.writing() as connection:
            row = connection.execute(
                f"UPDATE jobs SET free_at = ?, receipt = ?, attempt = attempt + 1 WHERE number = ({_NEXT}) "
                "RETURNING owner, scan_id, receipt, attempt, request_id, urgent, "
                "(SELECT issuer FROM owners WHERE number = jobs.owner) AS issuer, "
                "(SELECT subject FROM owners WHERE number = jobs.owner) AS subject",
                (utc_text(now + lease), secrets.token_hex(16), *wanted),
            ).fetchone()
            if row is None:
                return None
            connection.execute(_SERVED, (row["owner"],))
        owner = Owner(row["issuer"], row["subject"])
        return Job(owner, row["scan_id"], row["receipt"], row["attempt"], row["request_id"], bool(row["urgent"]))

    def extend(self, job: Job, *, lease: timedelta) -> None:
        until = utc_text(self._clock() + lease)
        with self._database.writing() as connection:
            changed = connection.execute("UPDATE jobs SET free_at = ? WHERE receipt = ?", (until, job.receipt)).rowcount
        if not changed:
            raise NotFound("The job is no longer yours: it has ended, or another worker took it over.")

    def done(self, job: Job) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM jobs WHERE receipt = ?", (job.receipt,))

    def release(self, job: Job, *, delay: timedelta) -> None:
        free_at = utc_text(self._clock() + delay)
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET free_at = ?, receipt = NULL, attempt = attempt - 1 WHERE receipt = ?",
                (free_at, job.receipt),
            )


def _freed(now: datetime) -> tuple[str, str]:
    """The values of `_FREE`."""
    return utc_text(now), utc_text(now + LONGEST_HIDDEN)
