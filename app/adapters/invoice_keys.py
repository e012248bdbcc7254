"""What an invoice is found, filtered and sorted by, in a form that any store compares byte by byte."""

from decimal import ROUND_FLOOR, Context, Decimal
from itertools import pairwise

from app.adapters.folding import compact, folded, words
from app.domain.record import Record, RecordStatus

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
    """Where the invoice asks to be paid, letters and digits alone. None of a record that nobody has looked at: what
    only arrived cannot vouch for an account."""
    if record.status is RecordStatus.NEEDS_REVIEW:
        return []
    numbers = (account.iban or account.number for account in record.invoice.payment.accounts)
    return list(dict.fromkeys(compact(number).upper() for number in numbers if number and compact(number)))


def amount_key(amount: Decimal, rounding: str = ROUND_FLOOR) -> bytes:
    """Bytes whose order is the order of amounts, exact for every amount of a record.

    A limit of a filter may be finer, then `rounding` says which way it goes, or larger, then it is beyond all.
    """
    within = max(-_BEYOND, min(_BEYOND, amount))
    scaled: int = int(within.scaleb(_DECIMALS, _EXACT).to_integral_value(rounding, _EXACT))
    return int.to_bytes(scaled + _ZERO, _BYTES, "big")


def search_words(record: Record) -> set[str]:
    """The words that a text search finds the record by. The invoice number is also one word without its signs."""
    invoice = record.invoice
    texts = (
        invoice.seller.name,
        invoice.seller.trading_name,
        invoice.buyer.name,
        invoice.invoice_number,
        record.document.file_name,
        *invoice.notes,
        *(line.description for line in invoice.lines),
    )
    found = {word for text in texts if text for word in words(text)}
    return found | set(words(compact(invoice.invoice_number or "")))


def asked_words(text: str) -> list[str]:
    """The beginnings of words that a text search asks for. Empty: it asks for nothing, so everything is found."""
    asked = sorted(set(words(text[:_LOOKED_AT])))
    # In order of the alphabet, a word that begins another stands right before one that it begins.
    needed = [word for word, following in pairwise([*asked, ""]) if not following.startswith(word)]
    return sorted(needed, key=len, reverse=True)[:_QUERY_WORDS]
