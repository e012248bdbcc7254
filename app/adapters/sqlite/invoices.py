"""Invoices in SQLite: the record as JSON, beside it the columns, words and totals that make it quick to find."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from app.adapters.sqlite import invoice_rows as rows
from app.adapters.sqlite import room, totals
from app.adapters.sqlite.database import OUTSIDE, SqliteDatabase, enter_owner, find_owner, outside, utc_text
from app.adapters.sqlite.invoice_query import FEW, FIND, FIRST_ROWS, By, Listing, Place
from app.adapters.sqlite.loose import drop
from app.adapters.sqlite.outbox import SqliteOutbox
from app.domain import events
from app.domain.counting import Counts
from app.domain.errors import NotFound, Stale
from app.domain.invoice_keys import NEWEST, accounts
from app.domain.normalization import compact
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.record import Change, Counted, Page, Query, Record, RecordStatus, StatsRow
from app.domain.scan_counts import require_bytes
from app.domain.stored import dump, load
from app.domain.totals import Months, Totals
from app.ports import ALIKE, Key, Kind, Reentry

_RECORDS = (
    "SELECT i.number, i.owner, i.stored, i.counts, r.words, r.record "
    "FROM invoices i JOIN invoice_records r USING (number)"
)


class SqliteInvoices:
    """The `InvoiceRepository` of one machine."""

    def __init__(self, database: SqliteDatabase, outbox: SqliteOutbox | None = None) -> None:
        """`outbox`: where it is told what happens; None: nobody is told."""
        self._database = database
        self._outbox = outbox
        self._count_older()

    def _count_older(self) -> None:
        """What was saved by a version of the program that did not count: once, when a newer one starts."""
        with self._database.reading() as connection:
            if not totals.has_older(connection):
                return
        with self._database.writing() as connection:
            totals.put_older_right(connection)

    # ---- save --------------------------------------------------------------------------------------------------------

    def begin(self, owner: Owner, record: Record) -> Record:
        with self._database.writing() as connection:
            number = enter_owner(connection, owner)
            kept = connection.execute(
                f"{_RECORDS} WHERE i.owner = ? AND (i.scan_id = ? OR i.sha256 = ?) "
                "ORDER BY i.scan_id = ? DESC, i.number LIMIT 1",
                (number, record.scan_id, record.document.sha256, record.scan_id),
            ).fetchone()
            if kept:
                return _record(kept)
            values = rows.columns(record) | {"owner": number, "stored": 0}
            row = connection.execute(
                f"INSERT INTO invoices ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) RETURNING number",
                tuple(values.values()),
            ).fetchone()
            connection.execute(
                "INSERT INTO invoice_records (number, words, record) VALUES (?, ?, ?)",
                (row["number"], rows.owned_words(number, record), dump(record)),
            )
        return record

    def store(self, owner: Owner, invoice_id: str) -> Record:
        with self._database.writing() as connection:
            row = _require(connection, owner, invoice_id)
            record = _record(row)
            if not row["stored"]:
                with totals.changing(connection, row["owner"], row["number"], record):
                    connection.execute("UPDATE invoices SET stored = 1 WHERE number = ?", (row["number"],))
                rows.enter_words(connection, row["number"], row["words"])
                saved = Change.of_save(record)
                _enter_change(connection, row["number"], saved)
                self._tell(connection, owner, events.of_save(record))
        return record

    def _tell(self, connection: sqlite3.Connection, owner: Owner, facts: Iterable[events.Fact]) -> None:
        if self._outbox is not None:
            self._outbox.append(connection, owner, facts)

    def is_stored(self, owner: Owner, invoice_id: str) -> bool:
        with self._database.reading() as connection:
            row = _find(connection, owner, invoice_id)
        return bool(row and row["stored"])

    # ---- one invoice -------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, invoice_id: str) -> Record:
        with self._database.reading() as connection:
            row = _require_stored(connection, owner, invoice_id)
        return _record(row)

    def replace(self, owner: Owner, record: Record, change: Change, *, quota: ScanQuota = NO_LIMIT) -> None:
        with self._database.writing() as connection:
            row = _require_stored(connection, owner, record.id)
            before = _record(row)
            if before.version != record.version - 1:
                raise _stale(before)
            number, owner_number = row["number"], row["owner"]
            _, bytes_before = room.kept(connection, owner_number, record.updated_at)
            values = rows.columns(record)
            with totals.changing(connection, owner_number, number, record):
                connection.execute(
                    f"UPDATE invoices SET {', '.join(f'{name} = ?' for name in values)} WHERE number = ?",
                    (*values.values(), number),
                )
            words = rows.owned_words(owner_number, record)
            connection.execute(
                "UPDATE invoice_records SET words = ?, record = ? WHERE number = ?",
                (words, dump(record), number),
            )
            rows.forget_words(connection, number, row["words"])
            rows.enter_words(connection, number, words)
            _enter_change(connection, number, change)
            self._tell(connection, owner, events.of_change(before, record, change))
            _, kept_bytes = room.kept(connection, owner_number, record.updated_at)
            if kept_bytes > bytes_before:
                require_bytes(quota, kept_bytes)

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        with self._database.reading() as connection:
            row = _require_stored(connection, owner, invoice_id)
            changes = connection.execute(
                "SELECT change FROM invoice_changes WHERE number = ? ORDER BY version", (row["number"],)
            ).fetchall()
        return tuple(load(Change, row["change"]) for row in changes)

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        def delete(connection: sqlite3.Connection) -> Record:
            row = _require(connection, owner, invoice_id)
            record = _record(row)
            if version is not None and record.version != version:
                raise _stale(record)
            if row["stored"]:
                rows.forget_words(connection, row["number"], row["words"])
            with totals.changing(connection, row["owner"], row["number"], None):
                _remove(connection, owner, row)
            if row["stored"]:
                self._tell(connection, owner, events.of_delete(record))
            return record

        return self._database.removing(delete)

    def take_back(self, owner: Owner, invoice_id: str) -> bool:
        def take_back(connection: sqlite3.Connection) -> bool:
            row = _find(connection, owner, invoice_id)
            if row is None or row["stored"]:
                return False
            _remove(connection, owner, row)
            return True

        return self._database.removing(take_back)

    # ---- many invoices -----------------------------------------------------------------------------------------------

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        with self._database.reading() as connection:
            found, further = _part(connection, Listing(find_owner(connection, owner), query), limit, after)
        return Page(tuple(row["summary"] for row in found), after=further)

    def records(self, owner: Owner, query: Query) -> Iterator[Counted]:
        with self._database.reading() as connection:
            for row in _walk(connection, Listing(find_owner(connection, owner), query), None):
                yield _counted_at(connection, row["number"])

    def records_part(
        self, owner: Owner, query: Query, *, limit: int, after: str | None
    ) -> tuple[tuple[Counted, ...], str | None]:
        with self._database.reading() as connection:
            found, further = _part(connection, Listing(find_owner(connection, owner), query), limit, after)
            return tuple(_counted_at(connection, row["number"]) for row in found), further

    def records_of(self, owner: Owner, invoice_ids: Iterable[str]) -> Iterator[Counted]:
        with self._database.reading() as connection:
            for invoice_id in invoice_ids:
                row = _find(connection, owner, invoice_id)
                if row is not None and row["stored"]:
                    yield _counted(row)

    def same_file(self, owner: Owner, sha256: str, *, other_than: str | None) -> tuple[str, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM invoices WHERE owner = ? AND sha256 = ? AND stored = 1 AND id IS NOT ? ORDER BY number",
                (find_owner(connection, owner), sha256, other_than),
            ).fetchall()
        return tuple(row["id"] for row in found)

    def same_business(self, owner: Owner, *, seller: str, number: str, other_than: str | None) -> tuple[Record, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                f"{_RECORDS} WHERE i.owner = ? AND i.seller_key = ? AND i.number_key = ? AND i.stored = 1 "
                "AND i.id IS NOT ? ORDER BY i.number LIMIT ?",
                (find_owner(connection, owner), compact(seller), compact(number), other_than, ALIKE),
            ).fetchall()
        return tuple(_record(row) for row in found)

    def accounts_of(self, owner: Owner, *, seller: str, before: datetime) -> tuple[str, ...]:
        with self._database.reading() as connection:
            found = connection.execute(
                f"{_RECORDS} WHERE i.owner = ? AND i.seller_key = ? AND i.stored = 1 AND i.created_at < ? "
                "AND i.status <> ? ORDER BY i.created_at DESC LIMIT ?",
                (
                    find_owner(connection, owner),
                    compact(seller),
                    utc_text(before),
                    RecordStatus.NEEDS_REVIEW.value,
                    NEWEST,
                ),
            ).fetchall()
        return tuple(dict.fromkeys(number for row in found for number in accounts(_record(row))))

    def stats(self, owner: Owner) -> tuple[StatsRow, ...]:
        return self.totals(owner, Months(most=None)).rows

    def totals(self, owner: Owner, months: Months) -> Totals:
        with self._database.reading() as connection:
            return totals.totals(connection, find_owner(connection, owner), months)

    def recount(self, owner: Owner, *, mend: bool) -> bool:
        with self._database.reading() as connection:
            if totals.are_right(connection, find_owner(connection, owner)):
                return True
        if mend:
            with self._database.writing() as connection:
                totals.put_right(connection, find_owner(connection, owner))
        return False

    # ---- all owners --------------------------------------------------------------------------------------------------

    def pending_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Record]]:
        return self._all_owners(f"stored = 0 AND {OUTSIDE.format('created_at')}", outside(before, after))

    def enter_anew_all_owners(self, *, day: int, at_most: int) -> Reentry:
        """Nothing: whole words are entered here, as every version did, and the index itself looks for beginnings."""
        return Reentry()

    def stored_all_owners(self) -> Iterator[tuple[Owner, Record]]:
        return self._all_owners("stored = 1", ())

    def _all_owners(self, condition: str, values: tuple[str, ...]) -> Iterator[tuple[Owner, Record]]:
        found = self._database.in_parts(
            "SELECT number, issuer, subject, record FROM "
            "(SELECT number, owner, stored, created_at, record FROM invoices JOIN invoice_records USING (number)) "
            "JOIN (SELECT number AS owner, issuer, subject FROM owners) USING (owner) "
            f"WHERE {condition}",
            values,
        )
        for row in found:
            yield Owner(row["issuer"], row["subject"]), _record(row)

    def is_known(self, owner_key: str, invoice_id: str) -> bool:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM invoices JOIN owners ON owners.number = invoices.owner "
                "WHERE owners.key = ? AND invoices.id = ?",
                (owner_key, invoice_id),
            ).fetchone()
        return row is not None


def _find(connection: sqlite3.Connection, owner: Owner, invoice_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        f"{_RECORDS} WHERE i.owner = ? AND i.id = ?", (find_owner(connection, owner), invoice_id)
    ).fetchone()
    return row


def _require(connection: sqlite3.Connection, owner: Owner, invoice_id: str) -> sqlite3.Row:
    row = _find(connection, owner, invoice_id)
    if row is None:
        raise NotFound("There is no such invoice.")
    return row


def _require_stored(connection: sqlite3.Connection, owner: Owner, invoice_id: str) -> sqlite3.Row:
    row = _require(connection, owner, invoice_id)
    if not row["stored"]:
        raise NotFound("There is no such invoice.")
    return row


def _remove(connection: sqlite3.Connection, owner: Owner, row: sqlite3.Row) -> None:
    record = _record(row)
    connection.execute("DELETE FROM invoices WHERE number = ?", (row["number"],))
    drop(connection, owner, Key(Kind.INVOICE, record.id), at=record.updated_at)


def _record(row: sqlite3.Row) -> Record:
    return load(Record, row["record"])


def _counted(row: sqlite3.Row) -> Counted:
    return Counted(_record(row), Counts(row["counts"]))


def _counted_at(connection: sqlite3.Connection, number: int) -> Counted:
    return _counted(connection.execute(f"{_RECORDS} WHERE i.number = ?", (number,)).fetchone())


def _stale(kept: Record) -> Stale:
    return Stale(f"The invoice was changed in the meantime: it is now version {kept.version}.")


def _enter_change(connection: sqlite3.Connection, number: int, change: Change) -> None:
    connection.execute(
        "INSERT INTO invoice_changes (number, version, change) VALUES (?, ?, ?)",
        (number, change.version, dump(change)),
    )


def _walk(connection: sqlite3.Connection, listing: Listing, after: Place | None) -> Iterator[sqlite3.Row]:
    """The rows of a listing in order."""
    by, found = By.WALKING, list[int]()
    if listing.match:
        found = [row["rowid"] for row in connection.execute(FIND, (listing.match,))]
        by = By.SORTING if len(found) <= FEW else By.WALKING
    yield from _rows(connection, listing.parts(by, after, found=found))


def _rows(connection: sqlite3.Connection, statements: Iterator[tuple[str, list[Any]]]) -> Iterator[sqlite3.Row]:
    for statement, values in statements:
        yield from connection.execute(statement, values)


def _part(
    connection: sqlite3.Connection, listing: Listing, limit: int, after: str | None
) -> tuple[list[sqlite3.Row], str | None]:
    """Up to `limit` rows, and the cursor of what follows."""
    found = _first(connection, listing, listing.place_of(after) if after is not None else None, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], listing.cursor_of(Place(last["place"], last["id"])) if last else None


def _first(connection: sqlite3.Connection, listing: Listing, after: Place | None, wanted: int) -> list[sqlite3.Row]:
    """The first `wanted` rows. Words are looked for in a few rows first, which also tells how frequent each is."""
    if not listing.words:
        return list(islice(_walk(connection, listing, after), wanted))
    seen = list(islice(_rows(connection, listing.parts(By.COMPARING, after)), FIRST_ROWS))
    found = [row for row in seen if "0" not in row["has"]]
    if len(found) >= wanted or len(seen) < FIRST_ROWS:
        return found[:wanted]
    hits = [sum(row["has"][place] == "1" for row in seen) for place in range(len(listing.words))]
    frequent = frozenset(word for word, count in zip(listing.words, hits, strict=True) if count > FIRST_ROWS / 5)
    if len(frequent) < len(listing.words):
        listing = replace(listing, frequent=frequent)
    return list(islice(_walk(connection, listing, after), wanted))
