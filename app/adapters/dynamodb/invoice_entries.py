"""Under what an invoice is entered, to be found: the beginnings of its words, its sort values, what filters ask for.

The entry under the empty word is the truth of the list, written in one step with the record. Those under words are
hints, written before it under a `gen` of their own, and count only while the list row names that `gen`: so an invoice
of any length appears under all its words at once, though a transaction takes a hundred rows at most.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import pairwise

from app.adapters.dynamodb.entries import entry_key
from app.adapters.dynamodb.table import SEPARATOR, DynamoTable, Row, utc_text
from app.domain.invoice_keys import accounts, amount_key, search_words, seller_order
from app.domain.normalization import compact
from app.domain.record import Record
from app.domain.stored import dump

# The form of entries, said in the head of a stored invoice. It grows with every change of what follows here or of
# `search_words`, and the sweep enters anew what says another, or none (`app/adapters/dynamodb/reentry.py`).
FORM = "3"

# Beginnings are entered at these lengths; of one in between the entries of the length below are looked through. Numbers
# have more lengths, since their first signs are those of many. Each entry costs a write.
LENGTHS = (1, 3, 6, 12, 24, 48)
LENGTHS_WITH_DIGIT = (8, 10, 14, 16, 20, 32, 64)
_VALUE_OF = {"d": "issued", "g": "gross", "s": "seller"}  # names in an entry under a word, which no index knows
_MOST_WORDS = 2_000  # of one invoice; those of its lines come last
_LEDGER = "T#"
END_OF_LEDGERS = "T$"


def since_of_stored(saved: str) -> str:
    """When it was saved, with the form of its entries. Versions without forms write the time alone."""
    return f"{saved}{SEPARATOR}{FORM}"


def says_form(since: str) -> bool:
    return since.endswith(f"{SEPARATOR}{FORM}")


def words_pk(owner_key: str, beginning: str) -> str:
    return f"O#{owner_key}#W#{beginning}"


def _lengths(word: str) -> list[int]:
    """Those of its beginnings that are entered."""
    digit = next((place for place, letter in enumerate(word) if letter.isdigit()), len(word))
    return sorted(
        [length for length in LENGTHS if length <= len(word)]
        + [length for length in LENGTHS_WITH_DIGIT if digit < length <= len(word)]
    )


def entered_at(word: str) -> str:
    """The beginning under which entries for this one are to be looked for."""
    return word[: _lengths(word)[-1]]


def entered(record: Record) -> dict[str, list[str]]:
    """Each beginning with what of longer words follows up to the next length; [] where nothing lies between."""
    under: dict[str, set[str]] = {}
    for word in _first_words(record):
        for length, following in pairwise([*_lengths(word), len(word) + 1]):
            longer = under.setdefault(word[:length], set())
            if following > length + 1:
                longer.add(word[: following - 1])
    return {beginning: sorted(longer) for beginning, longer in under.items()}


def _first_words(record: Record) -> list[str]:
    """The words of the head before those of the lines, as many as one invoice may have."""
    every = search_words(record)
    if len(every) <= _MOST_WORDS:
        return sorted(every)
    head = search_words(record.model_copy(update={"invoice": record.invoice.model_copy(update={"lines": ()})}))
    return [*sorted(head), *sorted(every - head)][:_MOST_WORDS]


def sort_keys(record: Record, gen: str = "") -> dict[str, str]:
    """The entry's keys in every order: created, date, gross, seller."""
    keys = {"sk": entry_key(utc_text(record.created_at), record.id, gen)}
    return keys | {name: entry_key(value, record.id, gen) for name, value in _sort_values(record).items()}


def _sort_values(record: Record) -> dict[str, str | None]:
    """By date, gross, seller; None: it lacks one."""
    invoice = record.invoice
    gross, issued = invoice.amounts.gross, invoice.issue_date
    return {
        "d": issued.isoformat() if issued else None,
        "g": amount_key(gross).hex() if gross is not None else None,
        "s": seller_order(invoice.seller.name),
    }


def sort_key_of(entry: Row, attribute: str) -> str:
    """The key of an entry in an order. One under a word tells the values alone, and the indexes do not copy it: copies
    were three quarters of what a save cost. Entries of earlier versions and list rows have the keys themselves."""
    if attribute in entry:
        return str(entry[attribute])
    _, item, gen = str(entry["sk"]).split(SEPARATOR)
    return entry_key(entry.get(_VALUE_OF[attribute]), item, gen)


def list_row(owner_key: str, record: Record, *, gen: str, mark: str, chunks: int, behind: str) -> Row:
    """The entry under the empty word: with all that a list shows and that filters ask for. `behind`: what an earlier
    invoice has in common with it, as in `dynamodb_twins`."""
    invoice, summary = record.invoice, record.summary(duplicate=bool(behind))
    return {
        "pk": words_pk(owner_key, ""),
        **sort_keys(record),
        "gen": gen,
        "mark": mark,
        "pieces": chunks,
        "due": invoice.due_date.isoformat() if invoice.due_date else None,
        "currency": invoice.currency,
        "status": record.status.value,
        "failed": " ".join(summary.failed_checks),
        "summary": dump(summary),
        "behind": behind,
        "sha256": record.document.sha256,
    }


def list_key(owner_key: str, record: Record) -> tuple[str, str]:
    return words_pk(owner_key, ""), sort_keys(record)["sk"]


def list_key_of_saved(owner_key: str, saved: str, invoice_id: str) -> tuple[str, str]:
    """The same by when it was saved and its id."""
    return words_pk(owner_key, ""), entry_key(saved, invoice_id)


def list_key_of(hint: Row) -> tuple[str, str]:
    """The list row that an entry is about; of a list row itself, its own key."""
    owner_key = hint["pk"].split("#")[1]
    value, item, _ = hint["sk"].split(SEPARATOR)
    return words_pk(owner_key, ""), SEPARATOR.join((value, item, ""))


def gen_of(hint: Row) -> str:
    return str(hint["sk"].rpartition(SEPARATOR)[2])


# ---- same file, same business ----------------------------------------------------------------------------------------


def file_pk(owner_key: str, sha256: str) -> str:
    return f"O#{owner_key}#F#{sha256}"


def business_pk(owner_key: str, seller: str | None, number: str | None) -> str | None:
    """None when one of them has no letter or digit, for then nothing is the same as it."""
    both = compact(seller or ""), compact(number or "")
    if not all(both):
        return None
    return f"O#{owner_key}#B#{hashlib.sha256(SEPARATOR.join(both).encode()).hexdigest()}"


def seller_pk(owner_key: str, seller: str | None) -> str | None:
    """None when it has no letter or digit."""
    name = compact(seller or "")
    return f"O#{owner_key}#A#{hashlib.sha256(name.encode()).hexdigest()}" if name else None


def account_keys(owner_key: str, record: Record) -> set[tuple[str, str]]:
    """One row for each account, by which it is known as the seller's: when saved, invoice, account."""
    pk = seller_pk(owner_key, record.invoice.seller.name)
    saved = SEPARATOR.join((utc_text(record.created_at), record.id))
    return {(pk, f"{saved}{SEPARATOR}{number}") for number in accounts(record)} if pk else set()


def twin_keys(owner_key: str, record: Record) -> set[tuple[str, str]]:
    """Rows by which duplicates of the record, and earlier accounts of its seller, are found."""
    invoice = record.invoice
    business = business_pk(owner_key, invoice.seller.name, invoice.invoice_number)
    partitions = [file_pk(owner_key, record.document.sha256), *([business] if business else [])]
    return {(pk, record.id) for pk in partitions} | account_keys(owner_key, record)


# ---- entries under words ---------------------------------------------------------------------------------------------


def enter(table: DynamoTable, invoice_pk: str, owner_key: str, record: Record, gen: str) -> None:
    """Write the hints. First the ledger of them: whatever happens then, they can be found and taken away."""
    under, sk = entered(record), sort_keys(record, gen)["sk"]
    packed = zlib.compress(json.dumps([sk, sorted(under)]).encode())
    table.put_all([{"pk": invoice_pk, "sk": _LEDGER + gen, "bytes": packed}])
    table.put_all(hints(owner_key, record, gen, under))


def hints(owner_key: str, record: Record, gen: str, under: Mapping[str, list[str]]) -> Iterator[Row]:
    """The rows themselves. `under`: as `entered` says."""
    sk = sort_keys(record, gen)["sk"]
    values = {_VALUE_OF[name]: value for name, value in _sort_values(record).items()}
    for beginning, longer in under.items():
        yield {"pk": words_pk(owner_key, beginning), "sk": sk, **values, "w": " ".join(longer) or None}


def leave(table: DynamoTable, owner_key: str, ledger: Row) -> None:
    """Take the hints of one ledger away, and then itself."""
    sk, under = json.loads(zlib.decompress(ledger["bytes"]))
    table.delete_all((words_pk(owner_key, beginning), sk) for beginning in under)
    table.delete_all([(ledger["pk"], ledger["sk"])])


def is_ledger(row: Row) -> bool:
    return str(row["sk"]).startswith(_LEDGER)


def ledger_key(gen: str) -> str:
    return _LEDGER + gen
