"""Counting anew what an owner's invoices count as in DynamoDB, from the invoices alone.

What is looked at has no moment in common: only what did not change meanwhile is judged, and each row is put right under
the condition that it is as it was seen, else it is left for the next time.

A version of the program that did not count kept its totals in a partition of its own. As long as there is any row of
it, such a version has written something since all was last counted, and `once` counts it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.adapters.dynamodb import totals, twins
from app.adapters.dynamodb.invoice_query import Listing
from app.adapters.dynamodb.invoice_rows import InvoiceRows
from app.adapters.dynamodb.table import SEPARATOR, Action, ConditionFailed, DynamoTable, Row, pauses
from app.adapters.dynamodb.twins import Member
from app.domain.invoice_keys import twin_keys
from app.domain.principal import Owner
from app.domain.record import Query, Sort, Summary
from app.domain.stored import load
from app.domain.totals import NOTHING, Place, Sums, added, place_of

_AT_ONCE = 100


@dataclass
class _Right:
    """What there has to be, and what has to be written for it."""

    sums: dict[Place, Sums] = field(default_factory=dict)
    twins: dict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[Action] = field(default_factory=list)  # list rows


def once(table: DynamoTable, owner: Owner, rows: InvoiceRows) -> None:
    """Count what a version of the program has kept that did not."""
    older = [(row["pk"], row["sk"]) for row in table.partition(f"O#{owner.key}#T")]
    if older and (recount(table, owner, rows, mend=True) or recount(table, owner, rows, mend=True)):
        table.delete_all(older)


def recount(table: DynamoTable, owner: Owner, rows: InvoiceRows, *, mend: bool) -> bool:
    """As the port."""
    for pause in pauses():
        before, groups = totals.rows_by_key(table, owner), _groups(table, owner)
        right = _right(table, owner, rows)
        wanted = {totals.key_of(place): (place, sums) for place, sums in right.sums.items()}
        wrong = [key for key in before.keys() | wanted.keys() if not _same(before.get(key), wanted.get(key))]
        keys = groups.keys() | right.twins.keys()
        apart = [key for key in keys if twins.members(groups.get(key)) != right.twins[key]]
        if not (wrong or apart or right.wrong):
            return True
        if totals.rows_by_key(table, owner) != before:  # somebody saves at this moment: look again
            pause()
            continue
        if mend:
            actions = (twins.written(owner.key, key, right.twins[key], seen=groups.get(key)) for key in apart)
            _write(table, [*right.wrong, *actions])
            for key in wrong:
                place, sums = wanted.get(key, (("", "", "", ""), None))
                totals.put_right(table, owner, place, before.get(key), sums)
        return False
    raise AssertionError("pauses() ends with an error")


def _right(table: DynamoTable, owner: Owner, rows: InvoiceRows) -> _Right:
    right = _Right()
    for row, sha256 in _in_order(table, owner, rows):
        kept = load(Summary, row["summary"])
        saved, invoice_id, _ = row["sk"][1:].split(SEPARATOR)
        behind = ""
        for letter, key in zip(twins.LETTERS, twin_keys(kept, sha256), strict=True):
            if key:
                behind += letter if right.twins[key] else ""
                right.twins[key].append((saved, invoice_id))
        summary = kept.counted_as(duplicate=bool(behind))
        if kept != summary or row.get("behind") != behind or row.get("sha256") != sha256:
            right.wrong.append(twins.recounted(row, summary, behind, sha256=sha256))
        right.sums[place_of(summary)] = added(right.sums.get(place_of(summary), NOTHING), summary)
    for key in right.twins:
        del right.twins[key][twins.MOST_MEMBERS :]
    return right


def _in_order(table: DynamoTable, owner: Owner, rows: InvoiceRows) -> Iterator[tuple[Row, str]]:
    """Every list row in the order of being saved, with the digest of its bytes."""
    listing, after = Listing(table, owner, Query(sort=Sort.CREATED_AT)), None
    while True:
        part, after = listing.part(_AT_ONCE, after)
        older = [row for row in part if "sha256" not in row]
        digests = {record.id: record.document.sha256 for record in rows.records_of(owner, older)} if older else {}
        for row in part:
            sha256 = row.get("sha256") or digests.get(row["sk"].split(SEPARATOR)[1])
            if sha256:  # else deleted while we looked
                yield row, sha256
        if after is None:
            return


def _groups(table: DynamoTable, owner: Owner) -> dict[str, Row]:
    return {row["sk"]: row for row in table.partition(twins.pk(owner.key))}


def _same(kept: Row | None, right: tuple[Place, Sums] | None) -> bool:
    return (totals.sums_in(kept) if kept else None) == (right[1] if right else None)


def _write(table: DynamoTable, actions: list[Action]) -> None:
    for action in actions:
        try:
            table.write_one(action)
        except ConditionFailed:
            continue
