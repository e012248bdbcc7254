"""Saved invoices in memory."""

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from app.domain import events
from app.domain.errors import NotFound, Stale
from app.domain.invoice_keys import asked_words, search_words
from app.domain.looked_at import vouches
from app.domain.normalization import compact, folded, spellings
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.record import Change, Counted, Page, Query, Record, RecordStatus, StatsRow, Summary
from app.domain.scan_counts import (
    require_bytes,
)
from app.domain.stored import dump
from app.domain.totals import Months, Totals, part_of, sums_of, totals_of
from app.ports import ALIKE, Key, Kind, Reentry
from tests.fakes.clock import outside
from tests.fakes.cursors import Cursors
from tests.fakes.documents import FakeLooseDocuments
from tests.fakes.outbox import FakeOutbox
from tests.fakes.scans import FakeScanRepository


class FakeInvoiceRepository:
    def __init__(
        self,
        loose: FakeLooseDocuments | None = None,
        scans: FakeScanRepository | None = None,
        outbox: FakeOutbox | None = None,
    ) -> None:
        self._outbox = outbox
        self._loose = loose or FakeLooseDocuments()
        self._lock = threading.RLock()
        self._cursors = Cursors()
        self.scans = scans
        if scans:
            scans.invoices = self
        self.pending: dict[tuple[Owner, str], Record] = {}
        self.stored: dict[tuple[Owner, str], Record] = {}
        self.changes: dict[tuple[Owner, str], list[Change]] = {}

    def begin(self, owner: Owner, record: Record) -> Record:
        with self._lock:
            own = [kept for (whose, _), kept in (self.pending | self.stored).items() if whose == owner]
            same_scan = [kept for kept in own if kept.scan_id == record.scan_id]
            for kept in (*same_scan, *(kept for kept in own if kept.document.sha256 == record.document.sha256)):
                return kept
            self.pending[owner, record.id] = record
            return record

    def store(self, owner: Owner, invoice_id: str) -> Record:
        with self._lock:
            record = self.pending.pop((owner, invoice_id), None)
            if record is None:
                return self.get(owner, invoice_id)
            self.stored[owner, invoice_id] = record
            saved = Change.of_save(record)
            self.changes[owner, invoice_id] = [saved]
            self._tell(owner, events.of_save(record))
            return record

    def _tell(self, owner: Owner, facts: Iterable[events.Fact]) -> None:
        if self._outbox is not None:
            self._outbox.append(owner, facts)

    def is_stored(self, owner: Owner, invoice_id: str) -> bool:
        return (owner, invoice_id) in self.stored

    def get(self, owner: Owner, invoice_id: str) -> Record:
        try:
            return self.stored[owner, invoice_id]
        except KeyError as error:
            raise NotFound("There is no such invoice.") from error

    def kept_bytes(self, owner: Owner) -> int:
        """Of records and their history."""
        changes = [change for (whose, _), some in self.changes.items() if whose == owner for change in some]
        return sum(len(dump(kept).encode()) for kept in (*self._of(owner), *changes))

    def replace(self, owner: Owner, record: Record, change: Change, *, quota: ScanQuota = NO_LIMIT) -> None:
        with self._lock:
            kept = self.get(owner, record.id)
            if kept.version != record.version - 1:
                raise Stale(f"The invoice was changed in the meantime: it is now version {kept.version}.")
            grown = sum(len(dump(each).encode()) for each in (record, change)) - len(dump(kept).encode())
            if grown > 0:
                of_scans = self.scans.kept(owner, record.updated_at)[1] if self.scans else self.kept_bytes(owner)
                require_bytes(quota, of_scans + grown)
            self.stored[owner, record.id] = record
            self.changes[owner, record.id].append(change)
            self._tell(owner, events.of_change(kept, record, change))

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        self.get(owner, invoice_id)
        return tuple(self.changes[owner, invoice_id])

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        with self._lock:
            record = self.pending.get((owner, invoice_id)) or self.get(owner, invoice_id)
            if version is not None and record.version != version:
                raise Stale(f"The invoice was changed in the meantime: it is now version {record.version}.")
            if (owner, invoice_id) in self.stored:
                self._tell(owner, events.of_delete(record))
            for kept in (self.pending, self.stored, self.changes):
                kept.pop((owner, invoice_id), None)
            self._loose.drop(owner, Key(Kind.INVOICE, invoice_id))
            return record

    def recount(self, owner: Owner, *, mend: bool) -> bool:
        return True  # sums are made when they are asked for

    def take_back(self, owner: Owner, invoice_id: str) -> bool:
        with self._lock:
            if self.pending.pop((owner, invoice_id), None) is None:
                return False
            self._loose.drop(owner, Key(Kind.INVOICE, invoice_id))
            return True

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        part, mark = self.records_part(owner, query, limit=limit, after=after)
        rows = self._rows(owner)
        return Page(tuple(rows[kept.record.id].model_dump_json() for kept in part), after=mark)

    def records_part(
        self, owner: Owner, query: Query, *, limit: int, after: str | None
    ) -> tuple[tuple[Counted, ...], str | None]:
        place = self._cursors.read(query, after) if after is not None else None
        rest = [kept for kept in self.records(owner, query) if place is None or _beyond(query, kept.record, place)]
        mark = self._cursors.write(query, _place(query, rest[limit - 1].record)) if len(rest) > limit else None
        return tuple(rest[:limit]), mark

    def _rows(self, owner: Owner) -> dict[str, Summary]:
        """What each counts as, worked out anew."""
        rows: dict[str, Summary] = {}
        taken: set[tuple[object, ...]] = set()
        for record in sorted(self._of(owner), key=lambda record: (record.created_at, record.id)):
            row = record.summary()
            claim = (compact(row.seller or ""), compact(row.invoice_number or ""), row.issue_date, row.money.gross)
            keys = {(record.document.sha256,), *([claim] if all(claim[:2]) else [])} if row.counts_by_kind else set()
            rows[record.id] = row.counted_as(duplicate=bool(keys & taken))
            taken |= keys
        return rows

    def _counted(self, owner: Owner, records: Iterable[Record]) -> Iterator[Counted]:
        rows = self._rows(owner)
        for record in records:
            yield Counted(record, rows[record.id].counts)

    def records(self, owner: Owner, query: Query) -> Iterator[Counted]:
        found = [record for record in self._of(owner) if _fits(query, record)]
        present = [record for record in found if _place(query, record)[0] is not None]
        absent = [record for record in found if _place(query, record)[0] is None]
        down = query.sort.startswith("-")
        yield from self._counted(owner, sorted(present, key=lambda record: _place(query, record), reverse=down))
        yield from self._counted(owner, sorted(absent, key=lambda record: record.id, reverse=down))

    def records_of(self, owner: Owner, invoice_ids: Iterable[str]) -> Iterator[Counted]:
        known = {record.id: record for record in self._of(owner)}
        yield from self._counted(owner, [known[name] for name in invoice_ids if name in known])

    def same_file(self, owner: Owner, sha256: str, *, other_than: str | None) -> tuple[str, ...]:
        return tuple(
            record.id for record in self._of(owner) if record.document.sha256 == sha256 and record.id != other_than
        )

    def same_business(self, owner: Owner, *, seller: str, number: str, other_than: str | None) -> tuple[Record, ...]:
        wanted = compact(seller), compact(number)
        found = (
            record
            for record in self._of(owner)
            if all(wanted)
            and wanted == (compact(record.invoice.seller.name or ""), compact(record.invoice.invoice_number or ""))
            and record.id != other_than
        )
        return tuple(islice(found, ALIKE))

    def accounts_of(self, owner: Owner, *, seller: str, before: datetime) -> tuple[str, ...]:
        earlier = [
            record
            for record in self._of(owner)
            if compact(seller)
            and compact(record.invoice.seller.name or "") == compact(seller)
            and record.created_at < before
            and record.status is not RecordStatus.NEEDS_REVIEW
        ]
        newest = sorted(earlier, key=lambda record: record.created_at, reverse=True)[:50]
        numbers = (
            account.iban or account.number or ""
            for record in newest
            for place, account in enumerate(record.invoice.payment.accounts)
            if vouches(
                f"payment.accounts.{place}.{'iban' if account.iban else 'number'}", record.evidence, record.checks
            )
        )
        return tuple(dict.fromkeys(compact(number).upper() for number in numbers if compact(number)))

    def stats(self, owner: Owner) -> tuple[StatsRow, ...]:
        return totals_of(self._rows(owner).values())

    def totals(self, owner: Owner, months: Months) -> Totals:
        sums = sums_of(self._rows(owner).values())
        return part_of(((place, sums[place]) for place in sorted(sums) if months.holds(place[0])), months)

    def pending_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Record]]:
        for (owner, _), record in list(self.pending.items()):
            if outside(record.created_at, before, after):
                yield owner, record

    def enter_anew_all_owners(self, *, day: int, at_most: int) -> Reentry:
        return Reentry()  # it looks at the records themselves

    def stored_all_owners(self) -> Iterator[tuple[Owner, Record]]:
        for (owner, _), record in list(self.stored.items()):
            yield owner, record

    def is_known(self, owner_key: str, invoice_id: str) -> bool:
        return any(owner.key == owner_key and name == invoice_id for owner, name in self.pending | self.stored)

    def _of(self, owner: Owner) -> tuple[Record, ...]:
        return tuple(record for (whose, _), record in self.stored.items() if whose == owner)


def _place(query: Query, record: Record) -> tuple[Any, str]:
    values = {
        "issue_date": record.invoice.issue_date,
        "created_at": record.created_at,
        "gross": record.invoice.amounts.gross,
        "seller": folded(record.invoice.seller.name) if record.invoice.seller.name is not None else None,
    }
    return values[query.sort.lstrip("-")], record.id


def _beyond(query: Query, record: Record, place: tuple[Any, str]) -> bool:
    here, down = _place(query, record), query.sort.startswith("-")
    if (here[0] is None) != (place[0] is None):
        return here[0] is None
    if here[0] is None:
        here, place = ("", here[1]), ("", place[1])
    return here < place if down else here > place


def _fits(query: Query, record: Record) -> bool:
    invoice = record.invoice
    found = search_words(record) if query.text else set()
    return (
        all(any(word.startswith(asked) for word in found) for asked in asked_words(query.text or ""))
        and _between(invoice.issue_date, query.date_from, query.date_to)
        and _between(invoice.due_date, query.due_from, query.due_to)
        and _between(invoice.amounts.gross, query.gross_min, query.gross_max)
        and any(name in folded(invoice.seller.name or "") for name in spellings(query.seller or ""))
        and (query.seller is None or invoice.seller.name is not None)
        and query.currency in (None, invoice.currency)
        and query.status in (None, record.status)
        and (query.failed_check is None or query.failed_check in record.summary().failed_checks)
    )  # fmt: skip


def _between(value: Any, low: Any, high: Any) -> bool:
    if value is None:
        return low is None and high is None
    return (low is None or value >= low) and (high is None or value <= high)
