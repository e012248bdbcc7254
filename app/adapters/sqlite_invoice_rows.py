"""An invoice's rows in SQLite beside its record: the columns of lists, the words of the search, the totals."""

import sqlite3
from decimal import Context, Decimal
from typing import Any

from app.adapters.invoice_keys import amount_key, compact_or_none, search_words, seller_order
from app.adapters.sqlite_database import utc_text
from app.adapters.totals import totals_of
from app.domain.record import Record, StatsRow, Summary
from app.domain.stored import dump, load

_EXACT = Context(prec=60)  # the usual 28 digits would round a sum of amounts of 30
_OWNER_SIGNS = 6
_TOTALS = "invoice_totals (owner, month, seller, currency, count, net, tax, gross)"


def columns(record: Record) -> dict[str, Any]:
    """The columns of `invoices` that follow from the record."""
    invoice, gross = record.invoice, record.invoice.amounts.gross
    summary = record.summary()
    return {
        "id": record.id,
        "scan_id": record.scan_id,
        "version": record.version,
        "status": record.status.value,
        "sha256": record.document.sha256,
        "created_at": utc_text(record.created_at),
        "issue_date": invoice.issue_date.isoformat() if invoice.issue_date else None,
        "due_date": invoice.due_date.isoformat() if invoice.due_date else None,
        "currency": invoice.currency,
        "gross": amount_key(gross) if gross is not None else None,
        "seller": seller_order(invoice.seller.name),
        "seller_key": compact_or_none(invoice.seller.name),
        "number_key": compact_or_none(invoice.invoice_number),
        "failed": "".join(f" {name} " for name in summary.failed_checks),
        "summary": dump(summary),
    }


# ---- search ----------------------------------------------------------------------------------------------------------


def owned_word(owner: int, word: str) -> str:
    """A word as the search index holds it: behind six signs for its owner."""
    return f"{owner:0{_OWNER_SIGNS}x}{word}"


def owned_words(owner: int, record: Record) -> str:
    return " ".join(owned_word(owner, word) for word in sorted(search_words(record)))


def enter_words(connection: sqlite3.Connection, number: int, words: str) -> None:
    connection.execute("INSERT INTO invoice_search (rowid, words) VALUES (?, ?)", (number, words))


def forget_words(connection: sqlite3.Connection, number: int, words: str) -> None:
    connection.execute(
        "INSERT INTO invoice_search (invoice_search, rowid, words) VALUES ('delete', ?, ?)", (number, words)
    )


# ---- totals ----------------------------------------------------------------------------------------------------------


def count(connection: sqlite3.Connection, owner: int, record: Record, *, sign: int) -> None:
    """Add the record to the totals (`sign` 1) or take it out (-1)."""
    invoice, amounts = record.invoice, record.invoice.amounts
    month = f"{invoice.issue_date:%Y-%m}".rjust(7, "0") if invoice.issue_date else ""
    place = (owner, month, invoice.seller.name or "", invoice.currency or "")
    row = connection.execute(
        "SELECT count, net, tax, gross FROM invoice_totals WHERE owner = ? AND month = ? AND seller = ? "
        "AND currency = ?",
        place,
    ).fetchone() or {"count": 0, "net": "0", "tax": "0", "gross": "0"}
    many = row["count"] + sign
    sums = (_added(row[name], sign, getattr(amounts, name)) for name in ("net", "tax", "gross"))
    if many:
        connection.execute(
            f"INSERT INTO {_TOTALS} VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, month, seller, currency) "
            "DO UPDATE SET count = excluded.count, net = excluded.net, tax = excluded.tax, gross = excluded.gross",
            (*place, many, *sums),
        )
    else:
        connection.execute(
            "DELETE FROM invoice_totals WHERE owner = ? AND month = ? AND seller = ? AND currency = ?", place
        )


def totals(connection: sqlite3.Connection, owner: int) -> tuple[StatsRow, ...]:
    rows = connection.execute(
        "SELECT month, seller, currency, count, net, tax, gross FROM invoice_totals WHERE owner = ? "
        "ORDER BY month, seller, currency",
        (owner,),
    )
    return tuple(
        StatsRow.model_construct(
            month=month or None,
            seller=seller or None,
            currency=currency or None,
            count=many,
            net=Decimal(net),
            tax=Decimal(tax),
            gross=Decimal(gross),
        )
        for month, seller, currency, many, net, tax, gross in rows
    )


def totals_are_right(connection: sqlite3.Connection, owner: int) -> bool:
    return totals(connection, owner) == _totals_anew(connection, owner)


def put_totals_right(connection: sqlite3.Connection, owner: int) -> None:
    connection.execute("DELETE FROM invoice_totals WHERE owner = ?", (owner,))
    connection.executemany(
        f"INSERT INTO {_TOTALS} VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(owner, row.month or "", row.seller or "", row.currency or "", row.count),
                *(format(amount, "f") for amount in (row.net, row.tax, row.gross)),
            )
            for row in _totals_anew(connection, owner)
        ),
    )


def _totals_anew(connection: sqlite3.Connection, owner: int) -> tuple[StatsRow, ...]:
    rows = connection.execute("SELECT summary FROM invoices WHERE owner = ? AND stored = 1", (owner,))
    return totals_of(load(Summary, row["summary"]) for row in rows)


def _added(total: str, sign: int, amount: Decimal | None) -> str:
    step = _EXACT.add if sign > 0 else _EXACT.subtract
    return format(step(Decimal(total), amount or Decimal(0)), "f")
