"""What invoices count as in SQLite, and the totals of it: both change in the transaction that changes the invoices.

A document that is the same as an earlier one is no part of the sums. So a change of one invoice may change what another
counts as: the earliest of those that are the same, when this one comes before it or was before it. Those few are taken
out of the totals before a change and put in again after it, by what is true then.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from app.domain.invoice_keys import InOrder, twin_keys
from app.domain.record import Record, Summary
from app.domain.stored import dump, load
from app.domain.totals import NOTHING, Months, Place, Sums, Totals, added, part_of, place_of, sums_of

_SAME = ("same_file", "same_claim")
_NAMES = "month, seller, currency, counts"
_OF_PLACE = "owner = ? AND month = ? AND seller = ? AND currency = ? AND counts = ?"


@contextmanager
def changing(connection: sqlite3.Connection, owner: int, number: int, after: Record | None) -> Iterator[None]:
    """Around a change of the invoice `number`. `after`: what it will be, stored; None: it is removed."""
    alike = [tuple(row[column] for column in _SAME) for row in _stored(connection, [number])]
    if after:
        alike.append(twin_keys(after.summary(), after.document.sha256))
    concerned = [number, *_next_alike(connection, owner, number, alike)]
    before = [row["summary"] for row in _stored(connection, concerned) if row["counts"] is not None]
    _count(connection, owner, (load(Summary, text) for text in before), -1)
    yield
    _count(connection, owner, [_settled(connection, owner, row) for row in _stored(connection, concerned)], 1)


def _next_alike(
    connection: sqlite3.Connection, owner: int, number: int, alike: Iterable[tuple[str | None, ...]]
) -> set[int]:
    """The earliest invoice, but for this one, of each that has something in common with it."""
    found = set[int]()
    for keys in alike:
        for column, key in zip(_SAME, keys, strict=True):
            row = connection.execute(
                f"SELECT number FROM invoices WHERE owner = ? AND {column} = ? AND counts IS NOT NULL "
                "AND number <> ? ORDER BY created_at, id LIMIT 1",
                (owner, key, number),
            ).fetchone()
            found |= {row["number"]} if row else set()
    return found


def _stored(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[sqlite3.Row]:
    found = (
        connection.execute(
            "SELECT number, id, created_at, same_file, same_claim, counts, summary FROM invoices "
            "WHERE number = ? AND stored = 1",
            (number,),
        ).fetchone()
        for number in numbers
    )
    return [row for row in found if row is not None]


def _settled(connection: sqlite3.Connection, owner: int, row: sqlite3.Row) -> Summary:
    """The invoice's row of a list with what it counts as now, which is kept."""
    earlier = (
        connection.execute(
            f"SELECT 1 FROM invoices WHERE owner = ? AND {column} = ? AND counts IS NOT NULL "
            "AND (created_at, id) < (?, ?) LIMIT 1",
            (owner, row[column], row["created_at"], row["id"]),
        ).fetchone()
        for column in _SAME
    )
    summary = load(Summary, row["summary"]).counted_as(duplicate=any(earlier))
    _keep(connection, row["number"], summary)
    return summary


def _keep(connection: sqlite3.Connection, number: int, summary: Summary) -> None:
    connection.execute(
        "UPDATE invoices SET counts = ?, summary = ? WHERE number = ?",
        (summary.counts, dump(summary), number),
    )


# ---- totals ----------------------------------------------------------------------------------------------------------


def _count(connection: sqlite3.Connection, owner: int, summaries: Iterable[Summary], sign: int) -> None:
    """Add rows to the totals (`sign` 1) or take them out (-1)."""
    for summary in summaries:
        place = place_of(summary)
        kept = connection.execute(
            f"SELECT count, net, tax, gross FROM invoice_totals WHERE {_OF_PLACE}", (owner, *place)
        ).fetchone()
        sums = added(_sums(*kept) if kept else NOTHING, summary, sign)
        if sums[0]:
            _put(connection, owner, {place: sums})
        else:
            connection.execute(f"DELETE FROM invoice_totals WHERE {_OF_PLACE}", (owner, *place))


def _put(connection: sqlite3.Connection, owner: int, sums: dict[Place, Sums]) -> None:
    connection.executemany(
        f"INSERT INTO invoice_totals (owner, {_NAMES}, count, net, tax, gross) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
        f"ON CONFLICT (owner, {_NAMES}) DO UPDATE SET count = excluded.count, net = excluded.net, "
        "tax = excluded.tax, gross = excluded.gross",
        (
            (owner, *place, count, *(format(amount, "f") for amount in amounts))
            for place, (count, *amounts) in sums.items()
        ),
    )


def _kept_sums(
    connection: sqlite3.Connection, owner: int, first: str | None = None, last: str | None = None
) -> Iterator[tuple[Place, Sums]]:
    """In the order of their months."""
    for row in connection.execute(
        f"SELECT {_NAMES}, count, net, tax, gross FROM invoice_totals WHERE owner = ? AND month BETWEEN ? AND ? "
        "ORDER BY month, seller, currency, counts",
        (owner, first or "", last or "~"),
    ):
        yield (row[0], row[1], row[2], row[3]), _sums(*tuple(row)[4:])


def _sums(count: int, net: str, tax: str, gross: str) -> Sums:
    return count, Decimal(net), Decimal(tax), Decimal(gross)


def totals(connection: sqlite3.Connection, owner: int, months: Months) -> Totals:
    return part_of(_kept_sums(connection, owner, months.first, months.last), months)


# ---- counted anew ----------------------------------------------------------------------------------------------------


def are_right(connection: sqlite3.Connection, owner: int) -> bool:
    as_kept = True
    right: dict[Place, Sums] = {}
    for row, summary, now in _anew(connection, owner):
        as_kept = as_kept and tuple(row)[1:5] == now
        place = place_of(summary)
        right[place] = added(right.get(place, NOTHING), summary)
    return as_kept and right == dict(_kept_sums(connection, owner))


def put_right(connection: sqlite3.Connection, owner: int) -> None:
    wrong, summaries = [], []
    for row, summary, now in _anew(connection, owner):
        summaries.append(summary)
        if tuple(row)[1:5] != now:
            wrong.append((*now, row["number"]))
    connection.executemany(
        "UPDATE invoices SET counts = ?, same_file = ?, same_claim = ?, summary = ? WHERE number = ?", wrong
    )
    connection.execute("DELETE FROM invoice_totals WHERE owner = ?", (owner,))
    _put(connection, owner, sums_of(summaries))


def put_older_right(connection: sqlite3.Connection) -> None:
    """Count what a version of the program has kept that did not yet."""
    found = "SELECT DISTINCT owner FROM invoices WHERE stored = 1 AND counts IS NULL"
    for row in connection.execute(found).fetchall():
        put_right(connection, row["owner"])


def has_older(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM invoices WHERE stored = 1 AND counts IS NULL LIMIT 1")
    return found.fetchone() is not None


def _anew(connection: sqlite3.Connection, owner: int) -> Iterator[tuple[sqlite3.Row, Summary, tuple[str | None, ...]]]:
    """Every stored invoice with what has to be kept of it."""
    in_order = InOrder()
    for row in connection.execute(
        "SELECT number, counts, same_file, same_claim, summary, sha256 FROM invoices WHERE owner = ? AND stored = 1 "
        "ORDER BY created_at, id",
        (owner,),
    ):
        summary = in_order.counted(load(Summary, row["summary"]), row["sha256"])
        keys = twin_keys(summary, row["sha256"])
        yield row, summary, (summary.counts, *keys, dump(summary))
