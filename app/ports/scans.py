"""Scans and the words of their pages."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import ReaderTotals, Scan, ScanState
from app.domain.turns import Line


class ScanRepository(Protocol):
    """Scans as durable rows: any instance can answer for them, a restart loses none."""

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        """Keep a new scan and count it, in one step. When the owner already has one of the same bytes (`sha256`) that
        did not fail and was not cancelled, that one is returned, nothing is added and nothing counted. One that reads
        another again (`again_of`) is kept beside it, once for each reader and version, and takes no room. One that
        `waits` takes room and is counted when it is admitted. One of an upload (`upload_id`) takes over the room that
        is held for it, in the same step: it is never refused for room that the file has had already.
        `QuotaExceeded` when the count would pass a limit, `StorageFull` code `storage-quota` when the owner's documents
        would, `QuotaExceeded` code `daily-stop` when the pages of all owners would."""

    def admit(self, owner: Owner, scan_id: str, *, quota: ScanQuota) -> Scan:
        """Count a scan that waits, and have it wait no longer, in one step; one that does not wait is returned as it
        is. `QuotaExceeded` as of `add`, `NotFound`."""

    def get(self, owner: Owner, scan_id: str) -> Scan:
        """`NotFound` when the owner has no such scan."""

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        """Newest first, without readings and without those that read another one again. `unsaved`: only those from
        which no invoice was saved. The second value is the cursor of the next part."""

    def rereadings(self, owner: Owner, scan_id: str) -> tuple[Scan, ...]:
        """Those that read the document of this scan again and neither failed nor were cancelled, in no order, without
        readings. The scan itself need not be there any more."""

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        """Replace the row if the kept scan may become the new one (`Scan.may_become`); `Conflict` if not, `NotFound`
        when it is gone. `invoice_id` of the stored row is kept, and so is a wish to `keep` it. A scan that fails is no
        longer counted in its day and month, from the same step on."""

    def renew(self, owner: Owner, scan_id: str, by: Scan) -> None:
        """Put the reading, reader, version and time of `by` in the place of those of a done scan from which nothing was
        saved; `Conflict` for any other, `NotFound`."""

    def keep(self, owner: Owner, scan_id: str) -> None:
        """From now on it is to be saved by itself when it is read. One that was saved stays as it is. `NotFound`."""

    def mark_saved(self, owner: Owner, scan_id: str, invoice_id: str) -> None:
        """Note which invoice was saved from the scan. Again is fine; another id: `Conflict`."""

    def delete(self, owner: Owner, scan_id: str) -> None:
        """Absent is fine. What was counted stays counted; the document's room is free again. In the same step the
        document is noted to go (`LooseDocuments`)."""

    def counted(self, owner: Owner) -> tuple[int, int]:
        """Scans and pages counted in the present month."""

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        """What was read, by month and reader, in this order. Counted in the step that makes a scan done; a document
        that is deleted later stays counted, for it was read."""

    def paid_all_owners(self, month: str) -> Decimal:
        """USD that readings of all owners which ended in the month (YYYY-MM, UTC) have cost."""

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        """The owner with this `Owner.key`, if it is one that has the scan."""

    def in_line(self, owner_key: str, line: Line, *, first: int, last: int) -> tuple[tuple[Owner, Scan], ...]:
        """Scans of the owner with this `Owner.key` that wait in a line under the numbers from `first` to `last`, in
        this order, without readings. May lag behind."""

    def wait_from(self, owner: Owner, scan_id: str, day: int) -> None:
        """Note from which day on (`Round.day`) the ended scan waits to be saved. The first that is noted stays. Absent
        is fine."""

    # Those of all owners also give what was updated after `after`, a time to come: the clock was wrong then.

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        """Scans neither ended nor updated since `before`, without readings and those in a line."""

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        """Ended scans from which nothing was saved, not updated since `before`, without readings."""


class PageWordStore(Protocol):
    """Words that were recognized on pages of an owner's documents, as bytes. May forget any of them: they can be found
    again."""

    def get(self, owner: Owner, sha256: str, page: int, *, version: str) -> bytes | None:
        """What `put` was given for the page of these bytes, by this version of the recognizer."""

    def put(self, owner: Owner, sha256: str, page: int, *, version: str, words: bytes) -> None:
        """Keep it as long as the owner keeps a document of these bytes; at once forgotten when there is none."""
