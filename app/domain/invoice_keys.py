"""What an invoice is found, filtered and sorted by, in a form that any store compares byte by byte."""

import hashlib
import json
from decimal import ROUND_FLOOR, Context, Decimal
from itertools import pairwise

from app.domain.fields import Use, paths, values_at
from app.domain.looked_at import vouches
from app.domain.normalization import compact, folded, word_spellings, words
from app.domain.record import Record, RecordStatus, Summary

_QUERY_WORDS = 32  # more than a person types; of a longer text the longest words are searched for
_LOOKED_AT = 10_000
_SELLER_LENGTH = 200

NEWEST = 50  # invoices of a seller whose accounts are known

_BEYOND = Decimal(10) ** 20  # larger than any amount that a record can hold
_DECIMALS = 10
_ZERO = 10 ** (20 + _DECIMALS)
_BYTES = 13
_EXACT = Context(prec=200)


def seller_order(name: str | None) -> str | None:
    """The seller as lists are sorted and filtered by it: folded, the first 200 signs."""
    return folded(name)[:_SELLER_LENGTH] if name is not None else None


def compact_or_none(text: str | None) -> str | None:
    """Letters and digits alone; None when there are none, for then nothing is the same as it."""
    return compact(text) or None if text is not None else None


def accounts(record: Record) -> list[str]:
    """Where the invoice asks to be paid, letters and digits alone, as far as it vouches for it. None of a record that
    nobody has looked at: what only arrived cannot; nor can an account that was in doubt and nobody looked at."""
    if record.status is RecordStatus.NEEDS_REVIEW:
        return []
    found = []
    for place, account in enumerate(record.invoice.payment.accounts):
        name = "iban" if account.iban else "number"
        number = compact(account.iban or account.number or "").upper()
        if number and vouches(f"payment.accounts.{place}.{name}", record.evidence, record.checks):
            found.append(number)
    return list(dict.fromkeys(found))


def amount_key(amount: Decimal, rounding: str = ROUND_FLOOR) -> bytes:
    """Bytes whose order is the order of amounts, exact for every amount of a record.

    A limit of a filter may be finer, then `rounding` says which way it goes, or larger, then it is beyond all.
    """
    within = max(-_BEYOND, min(_BEYOND, amount))
    scaled: int = int(within.scaleb(_DECIMALS, _EXACT).to_integral_value(rounding, _EXACT))
    return int.to_bytes(scaled + _ZERO, _BYTES, "big")


def twin_keys(row: Summary, sha256: str) -> tuple[str | None, str | None]:
    """What two documents have in common that are the same for sums: their bytes, or seller, number, date and total.

    None for what adds to no sum: a quote is no duplicate of the invoice that follows. Of documents with a key in common
    the one saved first counts; the others are duplicates as long as it is there.
    """
    if not row.counts_by_kind:
        return None, None
    claim = compact(row.seller or ""), compact(row.invoice_number or "")
    if not all(claim):
        return sha256, None
    issued = row.issue_date.isoformat() if row.issue_date else ""
    # The total with its sign: a credit note is no duplicate of its invoice.
    total = format(_EXACT.plus(row.money.gross).normalize(_EXACT), "f")
    return sha256, hashlib.sha256(json.dumps([*claim, issued, total]).encode()).hexdigest()


class InOrder:
    """What all rows of an owner count as; they come in the order of being saved."""

    def __init__(self) -> None:
        self._seen = set[str]()

    def counted(self, row: Summary, sha256: str) -> Summary:
        keys = {key for key in twin_keys(row, sha256) if key}
        earlier = not self._seen.isdisjoint(keys)
        self._seen |= keys
        return row.counted_as(duplicate=earlier)


def search_words(record: Record) -> set[str]:
    """The words that a text search finds the record by. The invoice number is also one word without its signs."""
    invoice = record.invoice
    texts = (text for path in paths(Use.SEARCHED) for text in values_at(invoice, path))
    found = {word for text in (*texts, record.document.file_name or "") for word in words(text)}
    return found | set(words(compact(invoice.invoice_number or "")))


def asked_words(text: str) -> list[tuple[str, ...]]:
    """The beginnings of words that a text search asks for, each in every spelling. Empty: it asks for nothing, so
    everything is found."""
    asked = sorted(set(word_spellings(text[:_LOOKED_AT])))
    # In order of the alphabet, a word that begins another stands right before one that it begins.
    needed = [word for word, following in pairwise([*asked, ("",)]) if not following[0].startswith(word[0])]
    return sorted(needed, key=lambda spelled: len(spelled[0]), reverse=True)[:_QUERY_WORDS]
