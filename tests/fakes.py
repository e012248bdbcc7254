"""The storage ports in memory: small classes that remember. They pass the same contract suites as the real adapters."""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from app.domain.errors import Conflict, InvalidInput, NotFound, Stale
from app.domain.installation import Mark
from app.domain.invoice_keys import asked_words, search_words
from app.domain.looked_at import vouches
from app.domain.normalization import compact, folded, spellings
from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.read_totals import read_by, totals
from app.domain.record import Change, Counted, Page, Query, Record, RecordStatus, StatsRow, Summary
from app.domain.rounds import Round, following
from app.domain.scan import ReaderTotals, Reason, Scan, ScanState
from app.domain.scan_counts import (
    counted_spans,
    day_of,
    require_bytes,
    require_day,
    require_storage,
    room_left,
    spans,
)
from app.domain.stored import dump
from app.domain.totals import totals_of
from app.domain.upload import HELD_FOR, Upload
from app.ports import ALIKE, LONGEST_HIDDEN, Clock, Job, KeptResponse, Key, Kind, Reentry, StoredObject, UploadTicket


class SettableClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


class Cursors:
    """Cursors that only know where they came from."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[object, Any]] = {}

    def write(self, query: object, place: Any) -> str:
        text = secrets.token_urlsafe(12)
        self._places[text] = (query, place)
        return text

    def read(self, query: object, text: str) -> Any:
        written_for, place = self._places.get(text, (None, None))
        if written_for != query:
            raise InvalidInput("The cursor does not belong to this list.", code="invalid-cursor")
        return place


class FakeDocumentStore:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self.objects: dict[tuple[str, Key], tuple[bytes, datetime]] = {}

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        kept, _ = self.objects.setdefault((owner.key, key), (data, self._clock()))
        if kept != data:
            raise Conflict("Another document is kept under this name already.", code="document-exists")

    def get(self, owner: Owner, key: Key) -> bytes:
        try:
            return self.objects[owner.key, key][0]
        except KeyError as error:
            raise NotFound("There is no such document.") from error

    def has(self, owner_key: str, key: Key) -> bool:
        return (owner_key, key) in self.objects

    def copy(self, owner: Owner, source: Key, target: Key) -> None:
        if (owner.key, source) in self.objects or (owner.key, target) not in self.objects:
            self.put(owner, target, self.get(owner, source))

    def delete(self, owner: Owner, key: Key) -> None:
        self.objects.pop((owner.key, key), None)

    def link(self, owner: Owner, key: Key, *, file_name: str, media_type: str) -> str:
        return f"https://files.test/{secrets.token_urlsafe(12)}"

    def ticket(self, owner: Owner, key: Key, *, media_type: str, max_bytes: int) -> UploadTicket:
        fields = {"key": secrets.token_urlsafe(12), "Content-Type": media_type}
        return UploadTicket("https://files.test/uploads", fields, self._clock() + timedelta(minutes=5))

    def walk_all_owners(self, kind: Kind) -> Iterator[StoredObject]:
        for (owner_key, key), (data, at) in list(self.objects.items()):
            if key.kind is kind:
                yield StoredObject(owner_key, key, len(data), at)

    def delete_found(self, found: StoredObject) -> None:
        self.objects.pop((found.owner_key, found.key), None)


class FakeLooseDocuments:
    def __init__(self) -> None:
        self._cursors = Cursors()
        self.rows: dict[tuple[str, str], tuple[StoredObject, bool]] = {}

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        place = self._cursors.read("loose", after) if after is not None else ""
        found = sorted(name for (whose, name), (_, dropped) in self.rows.items() if whose == owner.key and not dropped)
        rest = [name for name in found if name > place]
        more = self._cursors.write("loose", rest[limit - 1]) if len(rest) > limit else None
        return tuple(self.rows[owner.key, name][0] for name in rest[:limit]), more

    def get(self, owner: Owner, key: Key) -> StoredObject:
        stored, dropped = self.rows.get((owner.key, key.id), (None, True))
        if stored is None or dropped or stored.key != key:
            raise NotFound("There is no such document.")
        return stored

    def drop(self, owner: Owner, key: Key) -> None:
        stored = StoredObject(owner.key, key, 0, datetime.now(UTC))
        self.rows[owner.key, key.id] = stored, True

    def is_dropped(self, owner_key: str, key: Key) -> bool:
        return (owner_key, key.id) in self.rows and self.rows[owner_key, key.id][1]

    def note(self, owner_key: str, found: StoredObject) -> bool:
        is_new = (owner_key, found.key.id) not in self.rows
        self.rows.setdefault((owner_key, found.key.id), (found, False))
        return is_new

    def forget(self, owner_key: str, key: Key) -> None:
        self.rows.pop((owner_key, key.id), None)

    def dropped_all_owners(self) -> Iterator[StoredObject]:
        yield from [stored for stored, dropped in self.rows.values() if dropped]

    def found_all_owners(self) -> Iterator[StoredObject]:
        yield from [stored for stored, dropped in self.rows.values() if not dropped]


class FakeMark:
    """The mark of either side."""

    def __init__(self, is_empty: Callable[[], bool] = lambda: True) -> None:
        self.mark: Mark | None = None
        self.is_empty = is_empty

    def read(self) -> Mark | None:
        return self.mark

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        if self.mark != over:
            return False
        self.mark = mark
        return True


class FakeScanRepository:
    def __init__(self, clock: Clock | None = None, loose: FakeLooseDocuments | None = None) -> None:
        self._clock = clock or SettableClock()
        self._loose = loose or FakeLooseDocuments()
        self._lock = threading.RLock()
        self._cursors = Cursors()
        self.scans: dict[tuple[Owner, str], Scan] = {}
        self.counts: dict[tuple[Owner, str, datetime], tuple[int, int]] = {}
        self.read: dict[tuple[Owner, str, str], list[int]] = {}
        self.uploads: FakeUploadRepository | None = None
        self.invoices: FakeInvoiceRepository | None = None

    def kept(self, owner: Owner, now: datetime) -> tuple[int, int]:
        first = [kept for (whose, _), kept in self.scans.items() if whose == owner and kept.again_of is None]
        sizes = [kept.document.size for kept in first] + (self.uploads.held(owner, now) if self.uploads else [])
        return len(sizes), sum(sizes) + (self.invoices.kept_bytes(owner) if self.invoices else 0)

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        with self._lock:
            for (whose, _), kept in self.scans.items():
                if whose == owner and _same_work(kept, scan):
                    return kept
            counted = self._counted(owner, scan, quota) if scan.waits is None else self.counts
            held = self.uploads.uploads.get((owner, scan.upload_id or "")) if self.uploads else None
            if scan.again_of is None and not (held and held.held >= scan.document.size):
                documents, size = self.kept(owner, self._clock())
                require_storage(quota, documents + 1, size + scan.document.size)
            if self.uploads:
                self.uploads.release(owner, scan.upload_id)
            self.counts = counted
            self.scans[owner, scan.id] = scan
            return scan

    def _counted(
        self, owner: Owner, scan: Scan, quota: ScanQuota
    ) -> dict[tuple[Owner, str, datetime], tuple[int, int]]:
        counted = dict(self.counts)
        for span in spans(scan.began_at, quota):
            scans, pages = counted.get((owner, span.name, span.start), (0, 0))
            counts = scans + 1, pages + scan.document.pages
            span.require_room(*counts, self._clock())
            counted[owner, span.name, span.start] = counts
        day = day_of(scan.began_at)
        pages_of_all = [pages for (_, *span), (_, pages) in counted.items() if span == ["day", day]]
        require_day(quota, sum(pages_of_all), self._clock())
        return counted

    def admit(self, owner: Owner, scan_id: str, *, quota: ScanQuota) -> Scan:
        with self._lock:
            scan = self.get(owner, scan_id)
            if scan.waits is not None and not scan.state.ended:
                scan = scan.admitted(self._clock())
                self.counts = self._counted(owner, scan, quota)
                self.scans[owner, scan_id] = scan
            return scan

    def get(self, owner: Owner, scan_id: str) -> Scan:
        try:
            return self.scans[owner, scan_id]
        except KeyError as error:
            raise NotFound("There is no such scan.") from error

    def counted(self, owner: Owner) -> tuple[int, int]:
        month = next(spans(self._clock(), ScanQuota()))
        return self.counts.get((owner, month.name, month.start), (0, 0))

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        of_owner = {place[1:]: counts for place, counts in self.read.items() if place[0] == owner}
        return tuple(totals(*place, *of_owner[place]) for place in sorted(of_owner))

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        return next((owner for owner, name in self.scans if (owner.key, name) == (owner_key, scan_id)), None)

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        query = (state, unsaved)
        place = self._cursors.read(query, after) if after is not None else None
        found = sorted(
            (
                scan.model_copy(update={"reading": None})
                for (whose, _), scan in self.scans.items()
                if whose == owner and state in (None, scan.state) and not (unsaved and scan.invoice_id)
                if scan.again_of is None
            ),
            key=lambda scan: (scan.created_at, scan.id),
            reverse=True,
        )
        rest = [scan for scan in found if place is None or (scan.created_at, scan.id) < place]
        part = tuple(rest[:limit])
        more = len(rest) > limit
        return part, self._cursors.write(query, (part[-1].created_at, part[-1].id)) if more else None

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        with self._lock:
            kept = self.get(owner, scan.id)
            if not kept.may_become(scan):
                raise Conflict(f"The scan is {kept.state} and cannot become {scan.state}.", code="scan-state")
            self.scans[owner, scan.id] = scan.in_place_of(kept)
            if read := read_by(scan):
                counts = self.read.setdefault((owner, read.month, read.reader), [0, 0, 0])
                for place, added in enumerate((1, read.pages, read.micro_usd)):
                    counts[place] += added
            for span in counted_spans(scan) if scan.state is ScanState.FAILED else ():
                scans, pages = self.counts.get((owner, span.name, span.start), (1, scan.document.pages))
                self.counts[owner, span.name, span.start] = scans - 1, pages - scan.document.pages
            return self.scans[owner, scan.id]

    def rereadings(self, owner: Owner, scan_id: str) -> tuple[Scan, ...]:
        return tuple(
            scan.model_copy(update={"reading": None})
            for (whose, _), scan in self.scans.items()
            if whose == owner and scan.again_of == scan_id and scan.state not in _DEAD
        )

    def renew(self, owner: Owner, scan_id: str, by: Scan) -> None:
        with self._lock:
            self.scans[owner, scan_id] = self.get(owner, scan_id).renewed(by)

    def keep(self, owner: Owner, scan_id: str) -> None:
        with self._lock:
            kept = self.get(owner, scan_id)
            if kept.invoice_id is None:
                self.scans[owner, scan_id] = kept.model_copy(update={"keep": True})

    def mark_saved(self, owner: Owner, scan_id: str, invoice_id: str) -> None:
        kept = self.get(owner, scan_id)
        if kept.invoice_id not in (None, invoice_id):
            raise Conflict("Another invoice was saved from this scan.", code="already-saved")
        self.scans[owner, scan_id] = kept.model_copy(update={"invoice_id": invoice_id})

    def delete(self, owner: Owner, scan_id: str) -> None:
        if self.scans.pop((owner, scan_id), None):
            self._loose.drop(owner, Key(Kind.SCAN, scan_id))

    def wait_from(self, owner: Owner, scan_id: str, day: int) -> None:
        kept = self.scans.get((owner, scan_id))
        if kept is not None and kept.waits_from is None:
            self.scans[owner, scan_id] = kept.model_copy(update={"waits_from": day})

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        for (owner, _), scan in list(self.scans.items()):
            if not scan.state.ended and _outside(scan.updated_at, before, after):
                yield owner, scan.model_copy(update={"reading": None})

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        for (owner, _), scan in list(self.scans.items()):
            if scan.state.ended and scan.invoice_id is None and _outside(scan.updated_at, before, after):
                yield owner, scan.model_copy(update={"reading": None})


def _outside(time: datetime, before: datetime, after: datetime | None) -> bool:
    return time < before or (after is not None and time > after)


_DEAD = (ScanState.FAILED, ScanState.CANCELLED)


def _same_work(kept: Scan, new: Scan) -> bool:
    again = new.again_of is not None
    return (
        (kept.document.sha256, kept.again_of) == (new.document.sha256, new.again_of)
        and (not again or (kept.reader, kept.reader_version) == (new.reader, new.reader_version))
        and kept.state not in _DEAD
    )


class FakeRoundBook:
    def __init__(self) -> None:
        self._last: Round | None = None

    def last(self) -> Round | None:
        return self._last

    def enter(self, now: datetime) -> Round:
        self._last = following(self._last, now)
        return self._last


class FakeUploadRepository:
    def __init__(self, scans: FakeScanRepository | None = None) -> None:
        self.uploads: dict[tuple[Owner, str], Upload] = {}
        self.there: set[tuple[Owner, str]] = set()
        self._scans = scans or FakeScanRepository()
        self._scans.uploads = self

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        held = room_left(quota, *self._scans.kept(owner, upload.created_at), upload.held)
        self.uploads[owner, upload.id] = upload.model_copy(update={"held": held})
        return self.uploads[owner, upload.id]

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        upload = self.uploads.get((owner, upload_id))
        if upload and upload.is_awaited:
            self.uploads[owner, upload_id] = upload.model_copy(update={"held": size})
            self.there.add((owner, upload_id))

    def held(self, owner: Owner, now: datetime) -> list[int]:
        """Bytes of each file that is there or awaited."""
        return [
            upload.held
            for place, upload in self.uploads.items()
            if place[0] == owner and upload.is_awaited and upload.held
            if place in self.there or timedelta() <= upload.created_at + HELD_FOR - now <= HELD_FOR
        ]

    def release(self, owner: Owner, upload_id: str | None) -> None:
        if upload := self.uploads.get((owner, upload_id or "")):
            self.uploads[owner, upload.id] = upload.model_copy(update={"held": 0})

    def get(self, owner: Owner, upload_id: str) -> Upload:
        try:
            return self.uploads[owner, upload_id]
        except KeyError as error:
            raise NotFound("There is no such upload.") from error

    def note(
        self,
        owner: Owner,
        upload_id: str,
        *,
        scan_id: str | None = None,
        known: bool = False,
        reason: Reason | None = None,
        file_kept: bool = False,
    ) -> None:
        kept = self.get(owner, upload_id)
        if kept.scan_id is None:
            fate = {"scan_id": scan_id, "known": known, "reason": reason, "file_kept": file_kept}
            self.uploads[owner, upload_id] = kept.model_copy(update=fate)

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        return next((owner for owner, name in self.uploads if (owner.key, name) == (owner_key, upload_id)), None)


class FakeMetrics:
    """Remembers what was counted: by name and dimensions."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        self.counted[" ".join([name, *dimensions.values()])] += value  # type: ignore[assignment]


class FakeInvoiceRepository:
    def __init__(self, loose: FakeLooseDocuments | None = None, scans: FakeScanRepository | None = None) -> None:
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
            return record

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

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        self.get(owner, invoice_id)
        return tuple(self.changes[owner, invoice_id])

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        with self._lock:
            record = self.pending.get((owner, invoice_id)) or self.get(owner, invoice_id)
            if version is not None and record.version != version:
                raise Stale(f"The invoice was changed in the meantime: it is now version {record.version}.")
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
        place = self._cursors.read(query, after) if after is not None else None
        every = [kept.record for kept in self.records(owner, query)]
        rest = [record for record in every if place is None or _beyond(query, record, place)]
        part = rest[:limit]
        mark = self._cursors.write(query, _place(query, part[-1])) if len(rest) > limit else None
        rows = self._rows(owner)
        return Page(tuple(rows[record.id].model_dump_json() for record in part), after=mark)

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

    def pending_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Record]]:
        for (owner, _), record in list(self.pending.items()):
            if _outside(record.created_at, before, after):
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


@dataclass
class _Waiting:
    job: Job
    free_at: datetime


class FakeJobQueue:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self._lock = threading.RLock()
        self._turns: dict[Owner, int] = {}
        self.jobs: list[_Waiting] = []

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        with self._lock:
            for kept in self.jobs:
                waits = not kept.job.receipt or self._is_free(kept)
                if waits and (kept.job.owner, kept.job.about) == (job.owner, job.about):
                    kept.job = replace(kept.job, urgent=kept.job.urgent or job.urgent)
                    return
            self.jobs.append(_Waiting(replace(job, receipt="", attempt=0), self._clock() + delay))

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        with self._lock:
            free = [kept for kept in self.jobs if self._is_free(kept) and kept.job.urgent >= only_urgent]
            free = [kept for kept in free if kept.job.owner not in not_of]
            if not free:
                return None
            kept = min(free, key=lambda one: (self._turns.get(one.job.owner, 0), not one.job.urgent))
            self._turns[kept.job.owner] = max(self._turns.values(), default=0) + 1
            kept.job = replace(kept.job, receipt=secrets.token_hex(8), attempt=kept.job.attempt + 1)
            kept.free_at = self._clock() + lease
            return kept.job

    def extend(self, job: Job, *, lease: timedelta) -> None:
        for kept in self._taken(job):
            kept.free_at = self._clock() + lease
            return
        raise NotFound("The job is no longer yours: it has ended, or another worker took it over.")

    def done(self, job: Job) -> None:
        for kept in self._taken(job):
            self.jobs.remove(kept)

    def release(self, job: Job, *, delay: timedelta) -> None:
        for kept in self._taken(job):
            kept.job = replace(kept.job, receipt="", attempt=kept.job.attempt - 1)
            kept.free_at = self._clock() + delay

    def _is_free(self, kept: _Waiting) -> bool:
        return not timedelta() < kept.free_at - self._clock() <= LONGEST_HIDDEN

    def _taken(self, job: Job) -> list[_Waiting]:
        return [kept for kept in self.jobs if job.receipt and kept.job.receipt == job.receipt]


@dataclass
class _Request:
    fingerprint: str
    expires_at: datetime
    answer: KeptResponse | None = None


class FakeIdempotencyStore:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SettableClock()
        self._lock = threading.RLock()
        self.requests: dict[tuple[Owner, str, str], _Request] = {}

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> KeptResponse | None:
        with self._lock:
            kept = self.requests.get((owner, route, key))
            if kept is None or self._is_over(kept, run_for):
                self.requests[owner, route, key] = _Request(fingerprint, self._clock() + run_for)
                return None
        if kept.fingerprint != fingerprint:
            raise InvalidInput("This Idempotency-Key came with another request.", code="idempotency-key-reused")
        if kept.answer is None:
            raise Conflict("The first request with this key is still running.", code="request-running")
        return kept.answer

    def _is_over(self, kept: _Request, run_for: timedelta) -> bool:
        left = kept.expires_at - self._clock()
        return left <= timedelta() or (kept.answer is None and left > run_for)

    def finish(self, owner: Owner, route: str, key: str, answer: KeptResponse) -> None:
        kept = self.requests.get((owner, route, key))
        if kept:
            kept.answer, kept.expires_at = answer, self._clock() + timedelta(hours=24)

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        kept = self.requests.get((owner, route, key))
        if kept and kept.answer is None:
            del self.requests[owner, route, key]

    def forget(self, owner: Owner, about: str) -> None:
        for place, kept in list(self.requests.items()):
            if place[0] == owner and kept.answer and kept.answer.about == about:
                del self.requests[place]
