"""Scans in SQLite. The reading lies apart from the rest of the row: it is large, and lists do without it."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from app.adapters.sqlite.database import OUTSIDE, SqliteDatabase, enter_owner, find_owner, outside, utc_text
from app.adapters.sqlite.loose import drop
from app.adapters.sqlite.outbox import SqliteOutbox
from app.adapters.sqlite.room import kept, release
from app.domain import cursor, events, read_totals
from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.reading import Reading
from app.domain.scan import ReaderTotals, Scan, ScanState
from app.domain.scan_counts import counted_spans, day_of, require_day, require_storage, spans
from app.domain.stored import dump, load
from app.domain.turns import Line
from app.ports import Clock, Key, Kind

_UNENDED = "state IN ('queued', 'reading')"
_ALIVE = "state NOT IN ('failed', 'cancelled')"


class SqliteScans:
    """The `ScanRepository` of one machine."""

    def __init__(self, database: SqliteDatabase, outbox: SqliteOutbox | None = None, *, clock: Clock) -> None:
        """`outbox`: where it is told what happens; None: nobody is told."""
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        with self._database.writing() as connection:
            number = enter_owner(connection, owner)
            same = _same(connection, number, scan)
            if same:
                return _scan(same)
            if scan.waits is None:
                _count(connection, number, scan, quota, self._clock())
            before = kept(connection, number, self._clock()) if scan.upload_id else (0, 0)
            release(connection, number, scan.upload_id)
            values = _columns(scan) | {"owner": number, "invoice_id": scan.invoice_id}
            connection.execute(
                f"INSERT INTO scans ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                tuple(values.values()),
            )
            after = kept(connection, number, self._clock())
            if scan.again_of is None and (after[0] > before[0] or after[1] > before[1]):
                require_storage(quota, *after)
        return scan

    def admit(self, owner: Owner, scan_id: str, *, quota: ScanQuota) -> Scan:
        now = self._clock()
        with self._database.writing() as connection:
            row = _require(connection, owner, scan_id)
            scan = _scan(row)
            if scan.waits is not None and not scan.state.ended:
                scan = scan.admitted(now)
                _count(connection, row["owner"], scan, quota, now)
                _write(connection, row["number"], scan)
        return scan

    def get(self, owner: Owner, scan_id: str) -> Scan:
        with self._database.reading() as connection:
            return _scan(_require(connection, owner, scan_id))

    def counted(self, owner: Owner) -> tuple[int, int]:
        month = next(spans(self._clock(), ScanQuota()))
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT scans, pages FROM scan_counts WHERE owner = ? AND span = ? AND start = ?",
                (find_owner(connection, owner), month.name, utc_text(month.start)),
            ).fetchone()
        return (row["scans"], row["pages"]) if row else (0, 0)

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT month, reader, documents, pages, micro_usd FROM read_totals WHERE owner = ? "
                "ORDER BY month, reader",
                (find_owner(connection, owner),),
            ).fetchall()
        return tuple(read_totals.totals(*row) for row in rows)

    def paid_all_owners(self, month: str) -> Decimal:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT ifnull(sum(micro_usd), 0) AS paid FROM read_totals WHERE month = ?", (month,)
            ).fetchone()
        return read_totals.usd(row["paid"])

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT issuer, subject FROM scans JOIN owners ON owners.number = scans.owner "
                "WHERE owners.key = ? AND scans.id = ?",
                (owner_key, scan_id),
            ).fetchone()
        return Owner(row["issuer"], row["subject"]) if row else None

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        query = f"scans {state} {unsaved}"
        where, values = ["owner = ?", "again_of IS NULL"], []
        if state is not None:
            where.append("state = ?")
            values.append(state.value)
        if unsaved:
            where.append("invoice_id IS NULL")
        if after is not None:
            created_at, scan_id = cursor.read(query, after, length=2)
            where.append("(created_at, id) < (?, ?)")
            values += [created_at or "", scan_id or ""]
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT created_at, id, invoice_id, waits_from, body, NULL AS reading FROM scans "
                f"INDEXED BY scans_newest WHERE {' AND '.join(where)} ORDER BY created_at DESC, id DESC LIMIT ?",
                (find_owner(connection, owner), *values, limit + 1),
            ).fetchall()
        last = rows[limit - 1] if len(rows) > limit else None
        after = cursor.write(query, last["created_at"], last["id"]) if last else None
        return tuple(_scan(row) for row in rows[:limit]), after

    def rereadings(self, owner: Owner, scan_id: str) -> tuple[Scan, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT invoice_id, waits_from, body, NULL AS reading FROM scans "
                f"WHERE owner = ? AND again_of = ? AND {_ALIVE} ORDER BY number",
                (find_owner(connection, owner), scan_id),
            ).fetchall()
        return tuple(_scan(row) for row in rows)

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        def advance(connection: sqlite3.Connection) -> Scan:
            row = _require(connection, owner, scan.id)
            kept = _scan(row)
            if not kept.may_become(scan):
                raise Conflict(f"The scan is {row['state']} and cannot become {scan.state}.", code="scan-state")
            later = scan.in_place_of(kept)
            _write(connection, row["number"], later)
            if scan.state is ScanState.FAILED:
                _uncount(connection, row["owner"], scan)
            _count_reading(connection, row["owner"], scan)
            if self._outbox is not None:
                self._outbox.append(connection, owner, events.of_scan(scan))
            return later

        if scan.state is ScanState.CANCELLED:
            return self._database.removing(advance)
        with self._database.writing() as connection:
            return advance(connection)

    def renew(self, owner: Owner, scan_id: str, by: Scan) -> None:
        with self._database.writing() as connection:
            row = _require(connection, owner, scan_id)
            _write(connection, row["number"], _scan(row).renewed(by))

    def keep(self, owner: Owner, scan_id: str) -> None:
        with self._database.writing() as connection:
            row = _require(connection, owner, scan_id)
            if row["invoice_id"] is None:
                _write(connection, row["number"], _scan(row).model_copy(update={"keep": True}))

    def mark_saved(self, owner: Owner, scan_id: str, invoice_id: str) -> None:
        with self._database.writing() as connection:
            row = _require(connection, owner, scan_id)
            if row["invoice_id"] not in (None, invoice_id):
                raise Conflict("Another invoice was saved from this scan.", code="already-saved")
            connection.execute("UPDATE scans SET invoice_id = ? WHERE number = ?", (invoice_id, row["number"]))

    def delete(self, owner: Owner, scan_id: str) -> None:
        def delete(connection: sqlite3.Connection) -> None:
            row = connection.execute(
                "DELETE FROM scans WHERE owner = ? AND id = ? RETURNING id", (find_owner(connection, owner), scan_id)
            ).fetchone()
            if row:
                drop(connection, owner, Key(Kind.SCAN, row["id"]), at=self._clock())

        self._database.removing(delete)

    def wait_from(self, owner: Owner, scan_id: str, day: int) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE scans SET waits_from = ? WHERE owner = ? AND id = ? AND waits_from IS NULL",
                (day, find_owner(connection, owner), scan_id),
            )

    def in_line(self, owner_key: str, line: Line, *, first: int, last: int) -> tuple[tuple[Owner, Scan], ...]:
        of_owner = self._found(f"{_UNENDED} AND owner = (SELECT number FROM owners WHERE key = ?)", (owner_key,))
        numbered = ((scan.number_in(line), owner, scan) for owner, scan in of_owner)
        waiting = [each for each in numbered if each[0] is not None and first <= each[0] <= last]
        return tuple((owner, scan) for _, owner, scan in sorted(waiting, key=lambda each: each[0] or 0))

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        found = self._all_owners(_UNENDED, before, after)
        return ((owner, scan) for owner, scan in found if scan.ticket is None)

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        return self._all_owners(f"NOT {_UNENDED} AND invoice_id IS NULL", before, after)

    def _all_owners(self, condition: str, before: datetime, after: datetime | None) -> Iterator[tuple[Owner, Scan]]:
        return self._found(f"{condition} AND {OUTSIDE.format('updated_at')}", outside(before, after))

    def _found(self, condition: str, values: tuple[str, ...]) -> Iterator[tuple[Owner, Scan]]:
        found = self._database.in_parts(
            "SELECT number, issuer, subject, invoice_id, waits_from, body, NULL AS reading FROM scans "
            f"JOIN (SELECT number AS owner, issuer, subject FROM owners) USING (owner) WHERE {condition}",
            values,
        )
        for row in found:
            yield Owner(row["issuer"], row["subject"]), _scan(row)


def _columns(scan: Scan) -> dict[str, str | int | None]:
    return {
        "id": scan.id,
        "state": scan.state.value,
        "sha256": scan.document.sha256,
        "size": scan.document.size,
        "reader": scan.reader,
        "reader_version": scan.reader_version,
        "created_at": utc_text(scan.created_at),
        "updated_at": utc_text(scan.updated_at),
        "again_of": scan.again_of,
        "body": dump(scan, exclude={"reading", "invoice_id", "waits_from"}),
        "reading": dump(scan.reading) if scan.reading else None,
    }


def _scan(row: sqlite3.Row) -> Scan:
    scan = load(Scan, row["body"])
    reading = load(Reading, row["reading"]) if row["reading"] else None
    inside = {name: row[name] for name in ("invoice_id", "waits_from")}
    return scan.model_copy(update={"reading": reading, **inside})


def _require(connection: sqlite3.Connection, owner: Owner, scan_id: str) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM scans WHERE owner = ? AND id = ?", (find_owner(connection, owner), scan_id)
    ).fetchone()
    if row is None:
        raise NotFound("There is no such scan.")
    return row


def _same(connection: sqlite3.Connection, owner: int, scan: Scan) -> sqlite3.Row | None:
    """What the owner has of these bytes. Older releases may have left several: then one that was saved."""
    where, values = "again_of IS NULL", [owner, scan.document.sha256]
    if scan.again_of is not None:
        where = "again_of = ? AND reader = ? AND reader_version = ?"
        values += [scan.again_of, scan.reader, scan.reader_version]
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM scans WHERE owner = ? AND sha256 = ? AND {where} AND {_ALIVE} "
        "ORDER BY invoice_id IS NULL, number LIMIT 1",
        values,
    ).fetchone()
    return row


def _write(connection: sqlite3.Connection, number: int, scan: Scan) -> None:
    values = _columns(scan)
    connection.execute(
        f"UPDATE scans SET {', '.join(f'{name} = ?' for name in values)} WHERE number = ?", (*values.values(), number)
    )


def _count(connection: sqlite3.Connection, owner: int, scan: Scan, quota: ScanQuota, now: datetime) -> None:
    """Count one scan in every span; `QuotaExceeded` takes the whole transaction back."""
    for span in spans(scan.began_at, quota):
        row = connection.execute(
            "INSERT INTO scan_counts (owner, span, start, scans, pages) VALUES (?, ?, ?, 1, ?) "
            "ON CONFLICT (owner, span, start) DO UPDATE SET scans = scans + 1, pages = pages + excluded.pages "
            "RETURNING scans, pages",
            (owner, span.name, utc_text(span.start), scan.document.pages),
        ).fetchone()
        span.require_room(row["scans"], row["pages"], now)
        # Minutes that are over, or far ahead, are of no use to anybody; days and months are few.
        if span.name == "minute":
            connection.execute(
                "DELETE FROM scan_counts WHERE owner = ? AND span = 'minute' AND start NOT BETWEEN ? AND ?",
                (owner, utc_text(span.start), utc_text(span.end)),
            )
    _require_day(connection, scan, quota, now)


# What all owners had read is a sum over an index, not a counter: it cannot be wrong.


def _require_day(connection: sqlite3.Connection, scan: Scan, quota: ScanQuota, now: datetime) -> None:
    row = connection.execute(
        "SELECT total(pages) AS pages FROM scan_counts WHERE span = 'day' AND start = ?",
        (utc_text(day_of(scan.began_at)),),
    ).fetchone()
    require_day(quota, int(row["pages"]), now)


def _uncount(connection: sqlite3.Connection, owner: int, scan: Scan) -> None:
    for span in counted_spans(scan):
        connection.execute(
            "UPDATE scan_counts SET scans = scans - 1, pages = pages - ? WHERE owner = ? AND span = ? AND start = ?",
            (scan.document.pages, owner, span.name, utc_text(span.start)),
        )


def _count_reading(connection: sqlite3.Connection, owner: int, scan: Scan) -> None:
    read = read_totals.read_by(scan)
    if read is not None:
        connection.execute(
            "INSERT INTO read_totals (owner, month, reader, documents, pages, micro_usd) VALUES (?, ?, ?, 1, ?, ?) "
            "ON CONFLICT (owner, month, reader) DO UPDATE SET "
            "documents = documents + 1, pages = pages + excluded.pages, micro_usd = micro_usd + excluded.micro_usd",
            (owner, read.month, read.reader, read.pages, read.micro_usd),
        )
