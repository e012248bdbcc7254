"""Which invoices of an owner are the same document, so that one of them counts: a row for each thing in common.

    O#<owner>#G    <key of `twin_keys`>    members: [[when saved, invoice], …], the one saved first in front

A change of an invoice rewrites the rows that it enters or leaves, each under the condition that nobody else did, in the
transaction that changes everything else. When that puts another invoice at the front, or takes it from there, the list
row of that one is rewritten in the same step. The `behind` of a list row tells in which rows an earlier invoice stands
before it; a list row without is of a version of the program that did not count, and stands in none.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.adapters.dynamodb.chunks import new_mark
from app.adapters.dynamodb.invoice_entries import list_key, list_key_of_saved
from app.adapters.dynamodb.table import NEW, Action, DynamoTable, Row, Values, delete, put, utc_text
from app.domain.counting import Counts
from app.domain.invoice_keys import twin_keys
from app.domain.record import Record, Summary
from app.domain.stored import dump, load

MOST_MEMBERS = 2_000  # a row has its limit; those beyond are duplicates until all is counted anew
LETTERS = "fc"  # what is in common: the file, or the claim; in the order of `twin_keys`
Member = tuple[str, str]  # when it was saved, and its id


@dataclass
class Settled:
    """What a change of one invoice makes of it and of others."""

    behind: str = ""  # of the invoice itself
    before: list[Summary] = field(default_factory=list)  # what the totals hold of all that change
    after: list[Summary] = field(default_factory=list)  # and what they are to hold
    actions: list[Action] = field(default_factory=list)  # on all rows but its own list row
    unchanged: tuple[str, Values] = ("", {})  # condition on its own list row


class Twins:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def settled(self, owner_key: str, *, before: Record | None, after: Record | None) -> Settled:
        """`before`: as it is stored, `after`: as it will be; None: it is not there."""
        me = next(member(one) for one in (after, before) if one)
        result = Settled()
        own = self._table.get(*list_key(owner_key, before)) if before else None
        result.unchanged = if_behind(own)
        old: dict[str, str] = {}
        if own is not None and "behind" in own:
            kept = load(Summary, own["summary"])
            old = keys_of(kept, own["sha256"])
            result.before.append(kept)
        new = keys_of(after.summary(), after.document.sha256) if after else {}
        moved: dict[Member, dict[str, bool]] = {}
        for letter, key in dict.fromkeys([*old.items(), *new.items()]):
            row = self._table.get(pk(owner_key), key)
            was, rest = members(row), [one for one in members(row) if one != me]
            now = sorted([*rest, me]) if new.get(letter) == key else rest
            if me in now and now[0] != me:
                result.behind = in_order({*result.behind, letter})
            if rest and (was[0] == rest[0]) != (now[0] == rest[0]):
                moved.setdefault(rest[0], {})[letter] = now[0] != rest[0]
            if now != was:
                result.actions.append(written(owner_key, key, now, seen=row))
        if after:
            result.after.append(after.summary(duplicate=bool(result.behind)))
        for one, letters in moved.items():
            self._move(owner_key, one, letters, result)
        return result

    def _move(self, owner_key: str, one: Member, letters: Mapping[str, bool], result: Settled) -> None:
        """Another invoice comes to stand behind this one, or no longer."""
        row = self._table.get(*list_key_of_saved(owner_key, *one))
        if row is None or "behind" not in row:
            return
        kept = load(Summary, row["summary"])
        behind = in_order({*row["behind"]} - {*letters} | {name for name, is_so in letters.items() if is_so})
        summary = kept.counted_as(duplicate=bool(behind))
        result.before.append(kept)
        result.after.append(summary)
        result.actions.append(recounted(row, summary, behind))


def pk(owner_key: str) -> str:
    return f"O#{owner_key}#G"


def member(record: Record) -> Member:
    return utc_text(record.created_at), record.id


def keys_of(row: Summary, sha256: str) -> dict[str, str]:
    """The keys of its rows, by the letter for what is in common."""
    keys = twin_keys(row, sha256)
    return {letter: key for letter, key in zip(LETTERS, keys, strict=True) if key}


def in_order(letters: Collection[str]) -> str:
    return "".join(letter for letter in LETTERS if letter in letters)


def members(row: Row | None) -> list[Member]:
    return [(saved, name) for saved, name in json.loads(row["members"])] if row else []


def written(owner_key: str, key: str, now: list[Member], *, seen: Row | None) -> Action:
    """Unless somebody changed the row since it was seen."""
    values = {"seen": seen["mark"]} if seen else None
    when = "mark = :seen" if seen else NEW
    if not now:
        return delete(pk(owner_key), key, when=when, values=values)
    row = {"pk": pk(owner_key), "sk": key, "mark": new_mark(), "members": json.dumps(now[:MOST_MEMBERS])}
    return put(row, when=when, values=values)


def recounted(row: Row, summary: Summary, behind: str, *, sha256: str | None = None) -> Action:
    """The list row of an invoice with what it counts as, unless it was changed since it was seen."""
    when, values = if_behind(row)
    return put(
        row | {"summary": dump(summary), "behind": behind, "sha256": sha256 or row["sha256"]},
        when=f"mark = :mark AND gen = :gen AND {when}",
        values={"mark": row["mark"], "gen": row["gen"], **values},
    )


def if_behind(seen: Row | None) -> tuple[str, Values]:
    """The condition that a list row counts as it did."""
    if seen is None or "behind" not in seen:
        return "attribute_not_exists(behind)", {}
    return "behind = :behind", {"behind": seen["behind"]}


def shown(row: Row) -> str:
    """A list row as it is shown. One that a version of the program wrote that did not count is counted by itself."""
    text = str(row["summary"])
    if '"counts":' in text:
        return text
    return dump(load(Summary, text).counted_as(duplicate=False))


def counts_of(row: Row) -> Counts:
    return load(Summary, shown(row)).counts
