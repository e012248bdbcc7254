"""An invoice's rows in SQLite beside its record: the columns of lists, the words of the search."""

import sqlite3
from typing import Any

from app.adapters.sqlite.database import utc_text
from app.domain.invoice_keys import amount_key, compact_or_none, search_words, seller_order, twin_keys
from app.domain.record import Record
from app.domain.stored import dump

_OWNER_SIGNS = 6


def columns(record: Record) -> dict[str, Any]:
    """The columns of `invoices` that follow from the record."""
    invoice, gross = record.invoice, record.invoice.amounts.gross
    summary = record.summary()
    same_file, same_claim = twin_keys(summary, record.document.sha256)
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
        "same_file": same_file,
        "same_claim": same_claim,
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
