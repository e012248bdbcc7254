"""Scans in memory."""

import threading
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.domain import events
from app.domain.errors import Conflict, NotFound
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.read_totals import read_by, totals, usd
from app.domain.scan import ReaderTotals, Scan, ScanState
from app.domain.scan_counts import (
    counted_spans,
    day_of,
    require_day,
    require_storage,
    spans,
)
from app.domain.turns import Line
from app.ports import Clock, Key, Kind
from tests.fakes.clock import SettableClock, outside
from tests.fakes.cursors import Cursors
from tests.fakes.documents import FakeLooseDocuments
from tests.fakes.outbox import FakeOutbox

if TYPE_CHECKING:
    from tests.fakes.invoices import FakeInvoiceRepository
    from tests.fakes.uploads import FakeUploadRepository


class FakeScanRepository:
    def __init__(
        self,
        clock: Clock | None = None,
        loose: FakeLooseDocuments | None = None,
        outbox: FakeOutbox | None = None,
    ) -> None:
        self._outbox = outbox
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

    def paid_all_owners(self, month: str) -> Decimal:
        return usd(sum(counts[2] for (_, of, _), counts in self.read.items() if of == month))

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
            if self._outbox is not None:
                self._outbox.append(owner, events.of_scan(scan))
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

    def in_line(self, owner_key: str, line: Line, *, first: int, last: int) -> tuple[tuple[Owner, Scan], ...]:
        numbered = [
            (number, owner, scan.model_copy(update={"reading": None}))
            for (owner, _), scan in list(self.scans.items())
            if (number := scan.number_in(line)) is not None and first <= number <= last and owner.key == owner_key
        ]
        return tuple((owner, scan) for _, owner, scan in sorted(numbered, key=lambda each: each[0]))

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        for (owner, _), scan in list(self.scans.items()):
            if not scan.state.ended and scan.ticket is None and outside(scan.updated_at, before, after):
                yield owner, scan.model_copy(update={"reading": None})

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        for (owner, _), scan in list(self.scans.items()):
            if scan.state.ended and scan.invoice_id is None and outside(scan.updated_at, before, after):
                yield owner, scan.model_copy(update={"reading": None})


_DEAD = (ScanState.FAILED, ScanState.CANCELLED)


def _same_work(kept: Scan, new: Scan) -> bool:
    again = new.again_of is not None
    return (
        (kept.document.sha256, kept.again_of) == (new.document.sha256, new.again_of)
        and (not again or (kept.reader, kept.reader_version) == (new.reader, new.reader_version))
        and kept.state not in _DEAD
    )
