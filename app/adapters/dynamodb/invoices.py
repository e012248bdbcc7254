"""Invoices in DynamoDB: a head, the record in pieces beside it, its history; and what makes it quick to find.

Every change goes the same way: the new pieces and hints are written under new marks, where nobody looks; one
transaction makes head, list row, totals, history and duplicates name them, if the head is still as it was seen; then
what the old head named is taken away. A crash before the transaction changes nothing, one behind it leaves rows that
nothing names, which the next change or the delete removes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from app.adapters.dynamodb import counters, recount, room, totals
from app.adapters.dynamodb.chunks import HEAD, changing, cleaning, cut, new_mark
from app.adapters.dynamodb.invoice_entries import (
    business_pk,
    enter,
    entered,
    file_pk,
    list_key,
    list_row,
    says_form,
    seller_pk,
    sort_keys,
    twin_keys,
)
from app.adapters.dynamodb.invoice_query import Listing
from app.adapters.dynamodb.invoice_rows import (
    InvoiceRows,
    Kept,
    absent,
    history_rows,
    id_of,
    if_as_seen,
    keys_of,
    later_head,
    new_head,
    require_pk,
)
from app.adapters.dynamodb.loose import dropping
from app.adapters.dynamodb.outbox import DynamoOutbox
from app.adapters.dynamodb.reentry import Walk
from app.adapters.dynamodb.table import (
    LAST_TIME,
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
from app.adapters.dynamodb.twins import Settled, Twins, counts_of, shown
from app.domain import events
from app.domain.errors import NotFound, Stale, StorageFull
from app.domain.invoice_keys import NEWEST
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.record import Change, Counted, Page, Query, Record, StatsRow
from app.domain.stored import dump
from app.domain.totals import Months, Totals
from app.ports import ALIKE, Key, Kind, Reentry

_AT_ONCE = 50
_MOST_ACCOUNTS = 20  # of one invoice


@dataclass(frozen=True)
class _Edit:
    """What a person changed, for the history, and the room there is for it."""

    change: Change
    quota: ScanQuota


class DynamoInvoices:
    """The `InvoiceRepository` of an AWS account."""

    def __init__(self, table: DynamoTable, outbox: DynamoOutbox | None = None) -> None:
        """`outbox`: where it is told what happens; None: nobody is told."""
        self._table = table
        self._outbox = outbox
        self._rows = InvoiceRows(table)
        self._twins = Twins(table)

    # ---- save --------------------------------------------------------------------------------------------------------

    def begin(self, owner: Owner, record: Record) -> Record:
        pk, mark = require_pk(owner.key, record.id), new_mark()
        claim = {"pk": f"O#{owner.key}#C#{record.scan_id}", "sk": "C", "invoice_id": record.id}
        file_claim = {"pk": _file_claim_pk(owner, record), "sk": "C", "invoice_id": record.id}
        for pause in pauses():
            seen = self._table.get(file_claim["pk"], file_claim["sk"])
            kept = self._table.get(claim["pk"], claim["sk"]) or seen or self._claimed_by_none(owner, record)
            if kept is not None:
                try:
                    return self._rows.kept(owner, kept["invoice_id"], alone=True).record
                except NotFound:
                    if kept is not seen:  # deleted between the two looks
                        pause()
                        continue
            claims = [put(claim, when=NEW), _taken(file_claim, instead_of=seen)]
            chunks = cut(pk, mark, dump(record))
            self._table.put_all(chunks)
            head = new_head(owner, record, "pending") | {"mark": mark, "pieces": len(chunks)}
            try:
                self._table.write(*claims, put(head, when=NEW))
                return record
            except ConditionFailed:
                self._table.delete_all(keys_of(chunks))
            pause()
        raise changing()

    def store(self, owner: Owner, invoice_id: str) -> Record:
        for pause in pauses():
            kept = self._rows.kept(owner, invoice_id)
            if kept.stored:
                return kept.record
            record, gen = kept.record, new_mark()
            saved = Change.of_save(record)
            enter(self._table, kept.head["pk"], owner.key, record, gen)
            same = {"mark": kept.head["mark"], "chunks": int(kept.head["pieces"])}
            history, pieces = history_rows(kept.head["pk"], saved)
            self._table.put_all(pieces)
            size = room.bytes_of(dump(record), dump(saved))
            head = later_head(owner, record, kept.head, **same, gen=gen) | {"bytes": size}
            told = self._told(owner, head, events.of_save(record))
            try:
                settled = self._twins.settled(owner.key, before=None, after=record)
                self._table.write(
                    if_as_seen(head, kept.head),
                    put(list_row(owner.key, record, gen=gen, **same, behind=settled.behind)),
                    put(history),
                    *room.change(owner, 0, size),
                    *totals.changes(owner, settled),
                    *told,
                    *(put({"pk": pk, "sk": sk}) for pk, sk in twin_keys(owner.key, record)),
                )
            except ConditionFailed:
                self._table.delete_all(keys_of(pieces))
                self._rows.forget_hints(owner, head["pk"], gen)
                pause()
                continue
            with cleaning():
                self._rows.tidy(owner, kept, head)
            return record
        raise changing()

    def _told(self, owner: Owner, head: Row, facts: Iterable[events.Fact]) -> list[Action]:
        """Part of a transaction: the events. The head that is written with them names the last one."""
        if self._outbox is None:
            return []
        actions, last = self._outbox.appending(owner, facts, after=head.get("event"))
        head["event"] = last
        return actions

    def is_stored(self, owner: Owner, invoice_id: str) -> bool:
        head = self._rows.head_of(owner.key, invoice_id)
        return head is not None and head["stage"] == "stored"

    # ---- one invoice -------------------------------------------------------------------------------------------------

    def get(self, owner: Owner, invoice_id: str) -> Record:
        return self._rows.stored(owner, invoice_id, alone=True).record

    def replace(self, owner: Owner, record: Record, change: Change, *, quota: ScanQuota = NO_LIMIT) -> None:
        mark = new_mark()
        for pause in pauses():
            kept = self._rows.stored(owner, record.id)
            if kept.head["mark"] == mark:
                return
            if kept.record.version != record.version - 1:
                raise _stale(kept.record)
            if self._rewritten(owner, kept, record, mark, _Edit(change, quota)):
                return
            pause()
        raise changing()

    def enter_anew_all_owners(self, *, day: int, at_most: int) -> Reentry:
        walk = Walk(self._table, self._enter_anew)
        return walk.go(day=day, at_most=at_most) if at_most else Reentry(left=walk.left())

    def _enter_anew(self, key: Row) -> bool:
        """Write the same record again with the entries of today, unless that was done or it is gone."""
        head = self._table.get(key["pk"], key["sk"])
        if head is None or head["stage"] != "stored" or says_form(head["since"]):
            return False
        owner = Owner(head["issuer"], head["subject"])
        for pause in pauses():
            try:
                kept = self._rows.stored(owner, id_of(head["pk"]))
            except NotFound:
                return False
            if says_form(kept.head["since"]) or self._rewritten(owner, kept, kept.record, new_mark()):
                return True
            pause()
        raise changing()

    def _rewritten(
        self,
        owner: Owner,
        kept: Kept,
        record: Record,
        mark: str,
        edit: _Edit | None = None,
    ) -> bool:
        """In place of what is kept, in one step; False when somebody else was faster."""
        change = [dump(edit.change)] if edit else []
        grown = room.bytes_of(dump(record), *change) - room.bytes_of(dump(kept.record))
        counted = [room.more_bytes(owner, grown, edit.quota)] if edit else []
        counters.require(self._table, counted)  # before anything is written
        chunks = cut(kept.head["pk"], mark, dump(record))
        history, pieces = history_rows(kept.head["pk"], edit.change) if edit else (None, [])
        self._table.put_all([*chunks, *pieces])
        gen = self._entered_anew(owner, kept, record)
        head = later_head(owner, record, kept.head, mark=mark, chunks=len(chunks), gen=gen)
        head["bytes"] = int(kept.head.get("bytes", 0)) + grown
        told = self._told(owner, head, events.of_change(kept.record, record, edit.change)) if edit else []
        try:
            settled = self._twins.settled(owner.key, before=kept.record, after=record)
            when, values = settled.unchanged
            row = list_row(owner.key, record, gen=gen, mark=mark, chunks=len(chunks), behind=settled.behind)
            counters.write(
                *(self._table, counted),
                if_as_seen(head, kept.head),
                put(row, when=when, values=values),
                *([put(history)] if history else []),
                *totals.changes(owner, settled),
                *_twin_changes(owner, kept.record, record),
                *told,
            )
        except (ConditionFailed, StorageFull) as refused:
            self._table.delete_all(keys_of([*chunks, *pieces]))
            if gen != kept.head["gen"]:
                self._rows.forget_hints(owner, head["pk"], gen)
            if isinstance(refused, StorageFull):
                raise
            return False
        with cleaning():
            self._rows.tidy(owner, kept, head)
            totals.drop_empty(self._table, owner, settled)
        return True

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        if not self.is_stored(owner, invoice_id):
            raise absent()
        return tuple(self._rows.history(owner, invoice_id))

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        return self._remove(owner, invoice_id, version=version).record

    def take_back(self, owner: Owner, invoice_id: str) -> bool:
        try:
            return not self._remove(owner, invoice_id, version=None, stored_too=False).stored
        except NotFound:
            return False

    def _remove(self, owner: Owner, invoice_id: str, *, version: int | None, stored_too: bool = True) -> Kept:
        for pause in pauses():
            kept = self._rows.kept(owner, invoice_id)
            record = kept.record
            if kept.stored and not stored_too:
                return kept
            if version is not None and record.version != version:
                raise _stale(record)
            gone = {"pk": kept.head["pk"], "sk": HEAD, "stage": "gone", "mark": new_mark()}
            gone |= {"todo": f"gone-invoice#{owner.key[0]}", "since": utc_text(record.updated_at)}
            actions = [if_as_seen(gone, kept.head), delete(f"O#{owner.key}#C#{record.scan_id}", "C")]
            actions += [dropping(owner, Key(Kind.INVOICE, record.id), at=record.updated_at)]
            actions += self._file_unclaimed(owner, record)
            settled = Settled()
            if kept.stored:
                settled = self._twins.settled(owner.key, before=record, after=None)
                when, values = settled.unchanged
                actions += [delete(*list_key(owner.key, record), when=when, values=values)]
                actions += totals.changes(owner, settled)
                actions += room.change(owner, 0, -int(kept.head.get("bytes", 0)))
                actions += [delete(*key) for key in twin_keys(owner.key, record)]
                actions += self._told(owner, kept.head, events.of_delete(record))
            try:
                self._table.write(*actions)
            except ConditionFailed:
                pause()
                continue
            with cleaning():
                self._rows.remove(gone["pk"])
                totals.drop_empty(self._table, owner, settled)
            return kept
        raise changing()

    # ---- many invoices -----------------------------------------------------------------------------------------------

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        rows, further = Listing(self._table, owner, query, shown="summary").part(limit, after)
        return Page(tuple(shown(row) for row in rows), after=further)

    def records(self, owner: Owner, query: Query) -> Iterator[Counted]:
        """In parts, each as it is when its turn comes: the table has no older view of itself to read on in."""
        after: str | None = None
        while True:
            part, after = self.records_part(owner, query, limit=_AT_ONCE, after=after)
            yield from part
            if after is None:
                return

    def records_part(
        self, owner: Owner, query: Query, *, limit: int, after: str | None
    ) -> tuple[tuple[Counted, ...], str | None]:
        rows, further = Listing(self._table, owner, query).part(limit, after)
        counts = {row["sk"].split(SEPARATOR)[1]: counts_of(row) for row in rows}
        found = (Counted(record, counts[record.id]) for record in self._rows.records_of(owner, rows))
        return tuple(found), further

    def records_of(self, owner: Owner, invoice_ids: Iterable[str]) -> Iterator[Counted]:
        for record in self._stored(owner, invoice_ids):
            row = self._table.get(*list_key(owner.key, record))
            if row is not None:
                yield Counted(record, counts_of(row))

    def _stored(self, owner: Owner, invoice_ids: Iterable[str]) -> Iterator[Record]:
        for invoice_id in invoice_ids:
            yield from self._rows.if_stored(owner, invoice_id)

    def same_file(self, owner: Owner, sha256: str, *, other_than: str | None) -> tuple[str, ...]:
        rows = self._table.partition(file_pk(owner.key, sha256))
        return tuple(row["sk"] for row in rows if row["sk"] != other_than)

    def same_business(self, owner: Owner, *, seller: str, number: str, other_than: str | None) -> tuple[Record, ...]:
        pk = business_pk(owner.key, seller, number)
        if pk is None:
            return ()
        others = (str(row["sk"]) for row in self._table.partition(pk) if row["sk"] != other_than)
        return tuple(islice(self._stored(owner, others), ALIKE))

    def accounts_of(self, owner: Owner, *, seller: str, before: datetime) -> tuple[str, ...]:
        pk = seller_pk(owner.key, seller)
        if pk is None:
            return ()
        rows, _ = self._table.part(pk, low="\0", high=utc_text(before), down=True, limit=NEWEST * _MOST_ACCOUNTS)
        found = [str(row["sk"]).split(SEPARATOR) for row in rows]
        newest = list(dict.fromkeys(invoice_id for _, invoice_id, _ in found))[:NEWEST]
        return tuple(dict.fromkeys(number for _, invoice_id, number in found if invoice_id in newest))

    def stats(self, owner: Owner) -> tuple[StatsRow, ...]:
        return self.totals(owner, Months(most=None)).rows

    def totals(self, owner: Owner, months: Months) -> Totals:
        recount.once(self._table, owner, self._rows)
        return totals.totals(self._table, owner, months)

    def recount(self, owner: Owner, *, mend: bool) -> bool:
        return recount.recount(self._table, owner, self._rows, mend=mend)

    # ---- all owners --------------------------------------------------------------------------------------------------

    def pending_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Record]]:
        self._finish_deletes()
        return self._all_owners("pending", utc_text(before), utc_text(after) if after else LAST_TIME)

    def stored_all_owners(self) -> Iterator[tuple[Owner, Record]]:
        return self._all_owners("stored")

    def _all_owners(
        self, stage: str, before: str = LAST_TIME, after: str = LAST_TIME
    ) -> Iterator[tuple[Owner, Record]]:
        found = self._table.todo(stage, before=before, after=after)
        while some := list(islice(found, _AT_ONCE)):
            for head in self._table.get_all(some).values():
                # The index may lag behind: the row itself says at what stage it is.
                if head["stage"] != stage:
                    continue
                owner = Owner(head["issuer"], head["subject"])
                try:
                    kept = self._rows.kept(owner, id_of(head["pk"]), alone=True)
                except NotFound:
                    continue
                if kept.head["stage"] == stage:
                    yield owner, kept.record

    def is_known(self, owner_key: str, invoice_id: str) -> bool:
        return self._rows.head_of(owner_key, invoice_id) is not None

    def _claimed_by_none(self, owner: Owner, record: Record) -> Row | None:
        """What an older release stored of the same bytes: it claimed scans alone."""
        same = self.same_file(owner, record.document.sha256, other_than=record.id)
        return {"invoice_id": same[0]} if same else None

    def _file_unclaimed(self, owner: Owner, record: Record) -> Iterator[Action]:
        """Unless another invoice holds the claim: older releases have left doubles."""
        claim = self._table.get(_file_claim_pk(owner, record), "C")
        if claim is not None and claim["invoice_id"] == record.id:
            yield delete(claim["pk"], "C", when="invoice_id = :mine", values={"mine": record.id})

    def _finish_deletes(self) -> None:
        """Remove what a delete that was cut short left behind."""
        for pk, _ in list(self._table.todo("gone-invoice")):
            self._rows.remove(pk)

    def _entered_anew(self, owner: Owner, kept: Kept, record: Record) -> str:
        """The `gen` of the record's hints: the present ones when nothing that they say changes."""
        same = entered(kept.record) == entered(record) and sort_keys(kept.record) == sort_keys(record)
        if same and says_form(kept.head["since"]):
            return str(kept.head["gen"])
        gen = new_mark()
        enter(self._table, kept.head["pk"], owner.key, record, gen)
        return gen


def _taken(claim: Row, *, instead_of: Row | None) -> Action:
    if instead_of is None:
        return put(claim, when=NEW)
    return put(claim, when="invoice_id = :seen", values={"seen": instead_of["invoice_id"]})


def _file_claim_pk(owner: Owner, record: Record) -> str:
    return f"O#{owner.key}#CF#{record.document.sha256}"


def _stale(kept: Record) -> Stale:
    return Stale(f"The invoice was changed in the meantime: it is now version {kept.version}.")


def _twin_changes(owner: Owner, before: Record, after: Record) -> Iterator[Action]:
    old, new = twin_keys(owner.key, before), twin_keys(owner.key, after)
    yield from (delete(*key) for key in old - new)
    yield from (put({"pk": pk, "sk": sk}) for pk, sk in new - old)
