"""Invoices in DynamoDB: a head, the record in pieces beside it, its history; and what makes it quick to find.

Every change goes the same way: the new pieces and hints are written under new marks, where nobody looks; one
transaction makes head, list row, totals, history and duplicates name them, if the head is still as it was seen; then
what the old head named is taken away. A crash before the transaction changes nothing, one behind it leaves rows that
nothing names, which the next change or the delete removes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from app.adapters import dynamodb_totals as totals
from app.adapters.dynamodb_invoice_entries import (
    END_OF_LEDGERS,
    business_pk,
    enter,
    entered,
    file_pk,
    is_ledger,
    leave,
    ledger_key,
    list_key,
    list_row,
    sort_keys,
    twin_keys,
)
from app.adapters.dynamodb_invoice_query import Listing
from app.adapters.dynamodb_pieces import HEAD, LAST, by_key, changing, cut, joined, keys, new_mark
from app.adapters.dynamodb_table import (
    NEW,
    SEPARATOR,
    Action,
    ConditionFailed,
    DynamoTable,
    Row,
    delete,
    pauses,
    put,
    utc_text,
)
from app.domain import ids
from app.domain.errors import NotFound, Stale
from app.domain.principal import Owner
from app.domain.record import Change, Page, Query, Record, StatsRow, Summary

_HISTORY, _END_OF_HISTORY = "H#", "H$"
_AT_ONCE = 50
_LAST_TIME = "9"  # later than any time


@dataclass(frozen=True)
class _Kept:
    """A head, the record it names, and all other rows there were beside it when it was read."""

    head: Row
    record: Record
    beside: tuple[Row, ...]

    @property
    def stored(self) -> bool:
        return bool(self.head["stage"] == "stored")


class DynamoInvoices:
    """The `InvoiceRepository` of an AWS account."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    # ---- save --------------------------------------------------------------------------------------------------------

    def begin(self, owner: Owner, record: Record) -> Record:
        pk, mark = _require_pk(owner.key, record.id), new_mark()
        claim = {"pk": f"O#{owner.key}#C#{record.scan_id}", "sk": "C", "invoice_id": record.id}
        for pause in pauses():
            kept = self._table.get(claim["pk"], claim["sk"])
            if kept is not None:
                try:
                    return self._kept(owner, kept["invoice_id"], alone=True).record
                except NotFound:  # deleted between the two looks
                    pause()
                    continue
            pieces = cut(pk, mark, record.model_dump_json())
            self._table.put_all(pieces)
            head = _head(owner, record, "pending") | {"mark": mark, "pieces": len(pieces)}
            try:
                self._table.write(put(claim, when=NEW), put(head, when=NEW))
                return record
            except ConditionFailed:
                self._table.delete_all(_keys_of(pieces))
            pause()
        raise changing()

    def store(self, owner: Owner, invoice_id: str) -> Record:
        for pause in pauses():
            kept = self._kept(owner, invoice_id)
            if kept.stored:
                return kept.record
            record, gen = kept.record, new_mark()
            saved = Change(version=record.version, at=record.created_at, action="saved", values={})
            enter(self._table, kept.head["pk"], owner.key, record, gen)
            same = {"mark": kept.head["mark"], "pieces": kept.head["pieces"]}
            head = _head(owner, record, "stored") | same | {"gen": gen}
            try:
                self._table.write(
                    _if_as_seen(head, kept.head),
                    put(list_row(owner.key, record, gen=gen, **same)),
                    put(_history_row(head["pk"], saved)),
                    *totals.changes(owner, before=None, after=record),
                    *(put({"pk": pk, "sk": sk}) for pk, sk in twin_keys(owner.key, record)),
                )
            except ConditionFailed:
                self._leave(owner, head["pk"], gen)
                pause()
                continue
            self._tidy(owner, kept, head)
            return record
        raise changing()

    def is_stored(self, owner: Owner, invoice_id: str) -> bool:
        head = self._head_of(owner.key, invoice_id)
        return head is not None and head["stage"] == "stored"

    # ---- one invoice -------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, invoice_id: str) -> Record:
        return self._stored(owner, invoice_id, alone=True).record

    def replace(self, owner: Owner, record: Record, change: Change) -> None:
        mark = new_mark()
        for pause in pauses():
            kept = self._stored(owner, record.id)
            if kept.head["mark"] == mark:
                return
            before = kept.record
            if before.version != record.version - 1:
                raise _stale(before)
            pieces = cut(kept.head["pk"], mark, record.model_dump_json())
            self._table.put_all(pieces)
            gen = self._entered_anew(owner, kept, record)
            head = _head(owner, record, "stored") | {"mark": mark, "pieces": len(pieces), "gen": gen}
            try:
                self._table.write(
                    _if_as_seen(head, kept.head),
                    put(list_row(owner.key, record, gen=gen, mark=mark, pieces=len(pieces))),
                    put(_history_row(head["pk"], change)),
                    *totals.changes(owner, before=before, after=record),
                    *_twin_changes(owner, before, record),
                )
            except ConditionFailed:
                self._table.delete_all(_keys_of(pieces))
                if gen != kept.head["gen"]:
                    self._leave(owner, head["pk"], gen)
                pause()
                continue
            self._tidy(owner, kept, head)
            totals.drop_empty(self._table, owner, before)
            return
        raise changing()

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        if not self.is_stored(owner, invoice_id):
            raise _absent()
        rows = self._table.partition(_pk(owner.key, invoice_id), low=_HISTORY, high=_END_OF_HISTORY)
        return tuple(Change.model_validate_json(row["change"]) for row in rows)

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        for pause in pauses():
            kept = self._kept(owner, invoice_id)
            record = kept.record
            if version is not None and record.version != version:
                raise _stale(record)
            gone = {"pk": kept.head["pk"], "sk": HEAD, "stage": "gone", "mark": new_mark()}
            gone |= {"todo": f"gone-invoice#{owner.key[0]}", "since": utc_text(record.updated_at)}
            actions = [_if_as_seen(gone, kept.head), delete(f"O#{owner.key}#C#{record.scan_id}", "C")]
            if kept.stored:
                actions += [delete(*list_key(owner.key, record))]
                actions += totals.changes(owner, before=record, after=None)
                actions += [delete(*key) for key in twin_keys(owner.key, record)]
            try:
                self._table.write(*actions)
            except ConditionFailed:
                pause()
                continue
            self._remove(gone["pk"])
            if kept.stored:
                totals.drop_empty(self._table, owner, record)
            return record
        raise changing()

    # ---- many invoices -----------------------------------------------------------------------------------------------

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        rows, further = Listing(self._table, owner, query).part(limit, after)
        return Page(items=tuple(Summary.model_validate_json(row["summary"]) for row in rows), after=further)

    def records(self, owner: Owner, query: Query) -> Iterator[Record]:
        """In parts, each as it is when its turn comes: the table has no older view of itself to read on in."""
        listing, after = Listing(self._table, owner, query), None
        while True:
            rows, after = listing.part(_AT_ONCE, after)
            yield from self._records_of(owner, rows)
            if after is None:
                return

    def same_file(self, owner: Owner, sha256: str, *, other_than: str | None) -> tuple[str, ...]:
        rows = self._table.partition(file_pk(owner.key, sha256))
        return tuple(row["sk"] for row in rows if row["sk"] != other_than)

    def same_business(self, owner: Owner, *, seller: str, number: str, other_than: str | None) -> tuple[Record, ...]:
        pk = business_pk(owner.key, seller, number)
        found = [row["sk"] for row in self._table.partition(pk) if row["sk"] != other_than] if pk else []
        return tuple(record for name in found for record in self._if_stored(owner, name))

    def stats(self, owner: Owner) -> tuple[StatsRow, ...]:
        return tuple(totals.totals(self._table, owner))

    # ---- all owners --------------------------------------------------------------------------------------------------

    def pending_all_owners(self, *, before: datetime) -> Iterator[tuple[Owner, Record]]:
        self._finish_deletes()
        return self._all_owners("pending", utc_text(before))

    def stored_all_owners(self) -> Iterator[tuple[Owner, Record]]:
        return self._all_owners("stored", _LAST_TIME)

    def _all_owners(self, stage: str, before: str) -> Iterator[tuple[Owner, Record]]:
        found = self._table.todo(stage, before=before)
        while some := list(islice(found, _AT_ONCE)):
            for head in self._table.get_all(some).values():
                # The index may lag behind: the row itself says at what stage it is.
                if head["stage"] != stage:
                    continue
                owner = Owner(head["issuer"], head["subject"])
                try:
                    kept = self._kept(owner, head["pk"].rpartition("#")[2], alone=True)
                except NotFound:
                    continue
                if kept.head["stage"] == stage:
                    yield owner, kept.record

    def is_known(self, owner_key: str, invoice_id: str) -> bool:
        return self._head_of(owner_key, invoice_id) is not None

    def _finish_deletes(self) -> None:
        """Remove what a delete that was cut short left behind."""
        for pk, _ in list(self._table.todo("gone-invoice", before=_LAST_TIME)):
            self._remove(pk)

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _head_of(self, owner_key: str, invoice_id: str) -> Row | None:
        if not ids.is_id(invoice_id, "inv"):
            return None
        head = self._table.get(_pk(owner_key, invoice_id), HEAD)
        return head if head is not None and head["stage"] != "gone" else None

    def _kept(self, owner: Owner, invoice_id: str, *, alone: bool = False) -> _Kept:
        """Pending or stored; `NotFound` else. `alone`: without what is beside the record, for it stays as it is."""
        pk = _require_pk(owner.key, invoice_id)
        for pause in pauses():
            rows = by_key(self._table.partition(pk, low=HEAD, high=LAST if alone else END_OF_LEDGERS))
            head = rows.pop((pk, HEAD), None)
            if head is None or head["stage"] == "gone":
                raise _absent()
            text = joined(pk, head["mark"], int(head["pieces"]), rows)
            if text is not None:
                return _Kept(head, Record.model_validate_json(text), tuple(rows.values()))
            pause()
        raise changing()

    def _stored(self, owner: Owner, invoice_id: str, *, alone: bool = False) -> _Kept:
        kept = self._kept(owner, invoice_id, alone=alone)
        if not kept.stored:
            raise _absent()
        return kept

    def _if_stored(self, owner: Owner, invoice_id: str) -> Iterator[Record]:
        try:
            yield self._stored(owner, invoice_id, alone=True).record
        except NotFound:
            return

    def _records_of(self, owner: Owner, rows: Sequence[Row]) -> Iterator[Record]:
        """The records of list rows, read together; one that changed since is read by itself."""
        wanted = [_pieces_of(owner, row) for row in rows]
        pieces = self._table.get_all([key for of_one in wanted for key in of_one])
        for row in rows:
            invoice_id = _id_of(row)
            text = joined(_pk(owner.key, invoice_id), row["mark"], int(row["pieces"]), pieces)
            if text is not None:
                yield Record.model_validate_json(text)
            else:
                yield from self._if_stored(owner, invoice_id)

    def _entered_anew(self, owner: Owner, kept: _Kept, record: Record) -> str:
        """The `gen` of the record's hints: the present ones when nothing that they say changes."""
        if entered(kept.record) == entered(record) and sort_keys(kept.record) == sort_keys(record):
            return str(kept.head["gen"])
        gen = new_mark()
        enter(self._table, kept.head["pk"], owner.key, record, gen)
        return gen

    def _tidy(self, owner: Owner, seen: _Kept, head: Row) -> None:
        """Remove what was beside the old head and the new one does not name.

        Only what was seen before the change: no try that began later can be among it, and of those that began
        earlier none can succeed any more.
        """
        named = {*keys(head["pk"], head["mark"], int(head["pieces"])), (head["pk"], ledger_key(head["gen"]))}
        for row in seen.beside:
            if (row["pk"], row["sk"]) not in named:
                self._take_away(owner.key, row)

    def _leave(self, owner: Owner, pk: str, gen: str) -> None:
        ledger = self._table.get(pk, ledger_key(gen))
        if ledger is not None:
            leave(self._table, owner.key, ledger)

    def _remove(self, pk: str) -> None:
        """Everything of a deleted invoice, its head last: while that is there, the rest can be found."""
        owner_key = pk.split("#")[1]
        for row in list(self._table.partition(pk)):
            if row["sk"] != HEAD:
                self._take_away(owner_key, row)
        self._table.delete_all([(pk, HEAD)])

    def _take_away(self, owner_key: str, row: Row) -> None:
        if is_ledger(row):
            leave(self._table, owner_key, row)
        else:
            self._table.delete_all([(row["pk"], row["sk"])])


def _pk(owner_key: str, invoice_id: str) -> str:
    return f"O#{owner_key}#I#{invoice_id}"


def _require_pk(owner_key: str, invoice_id: str) -> str:
    """`NotFound` for what is no id: it never becomes a part of a key."""
    if not ids.is_id(invoice_id, "inv"):
        raise _absent()
    return _pk(owner_key, invoice_id)


def _absent() -> NotFound:
    return NotFound("There is no such invoice.")


def _stale(kept: Record) -> Stale:
    return Stale(f"The invoice was changed in the meantime: it is now version {kept.version}.")


def _head(owner: Owner, record: Record, stage: str) -> Row:
    return {
        "pk": _pk(owner.key, record.id),
        "sk": HEAD,
        "stage": stage,
        "issuer": owner.issuer,
        "subject": owner.subject,
        "todo": f"{stage}#{owner.key[0]}",
        "since": utc_text(record.created_at),
    }


def _if_as_seen(head: Row, seen: Row) -> Action:
    """Write a head unless somebody else changed it: every change gives it another mark or stage."""
    return put(head, when="mark = :mark AND stage = :stage", values={name: seen[name] for name in ("mark", "stage")})


def _history_row(pk: str, change: Change) -> Row:
    return {"pk": pk, "sk": f"{_HISTORY}{change.version:08}", "change": change.model_dump_json()}


def _twin_changes(owner: Owner, before: Record, after: Record) -> Iterator[Action]:
    old, new = twin_keys(owner.key, before), twin_keys(owner.key, after)
    yield from (delete(*key) for key in old - new)
    yield from (put({"pk": pk, "sk": sk}) for pk, sk in new - old)


def _keys_of(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["pk"], row["sk"]) for row in rows]


def _id_of(row: Row) -> str:
    return str(row["sk"].split(SEPARATOR)[1])


def _pieces_of(owner: Owner, row: Row) -> list[tuple[str, str]]:
    return keys(_pk(owner.key, _id_of(row)), row["mark"], int(row["pieces"]))
