"""The spans of time in which scans are counted, all in UTC, with the limits of each; the room for documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from app.domain.errors import QuotaExceeded, StorageFull
from app.domain.quota import ScanQuota
from app.domain.scan import Scan


@dataclass(frozen=True)
class Span:
    """A minute, day or month: its first moment, the first moment after it, and what may be counted in it."""

    name: str
    start: datetime
    end: datetime
    scans: int | None
    pages: int | None

    def require_room(self, scans: int, pages: int, now: datetime) -> None:
        """`QuotaExceeded` when these counts, the new scan included, are over a limit."""
        if self.scans is not None and scans > self.scans:
            raise self._exceeded(f"{self.scans:,} scan(s)", now)
        if self.pages is not None and pages > self.pages:
            raise self._exceeded(f"{self.pages:,} page(s)", now)

    def _exceeded(self, limit: str, now: datetime) -> QuotaExceeded:
        return QuotaExceeded(
            f"The limit of {limit} per {self.name} is reached. It is free again at {self.end:%Y-%m-%d %H:%M} UTC.",
            retry_after=_seconds(now, self.end),
        )


def spans(now: datetime, quota: ScanQuota) -> Iterator[Span]:
    """The spans that `now` lies in, longest first, so that the longest wait is the one that is told."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    day = day_of(now)
    month = day.replace(day=1)
    next_month = (month + timedelta(days=31)).replace(day=1)
    yield Span("month", month, next_month, quota.per_month, quota.pages_per_month)
    yield Span("day", day, day + timedelta(days=1), quota.per_day, None)
    yield Span("minute", minute, minute + timedelta(minutes=1), quota.per_minute, None)


def day_of(now: datetime) -> datetime:
    """The first moment of the day."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def require_day(quota: ScanQuota, pages: int, now: datetime) -> None:
    """`QuotaExceeded` code `daily-stop` when all owners have too many pages this day, the new ones included."""
    if quota.pages_of_all_per_day is not None and pages > quota.pages_of_all_per_day:
        raise QuotaExceeded(
            "This service reads no more documents today: the limit of pages that all users together may have read in a "
            "day is reached. It goes on at 00:00 UTC.",
            code="daily-stop",
            retry_after=_seconds(now, day_of(now) + timedelta(days=1)),
        )


def require_storage(quota: ScanQuota, documents: int, size: int) -> None:
    """`StorageFull` code `storage-quota` when an owner's documents, the new one included, are too many or too large."""
    for kept, limit, what in (
        (documents, quota.documents, "documents"),
        (size, quota.document_bytes, "bytes of documents"),
    ):
        if limit is not None and kept > limit:
            raise StorageFull(
                f"You may keep {limit:,} {what}. Delete invoices that you no longer need, or have the limit raised.",
                code="storage-quota",
            )


def require_bytes(quota: ScanQuota, size: int) -> None:
    """As `require_storage`, of bytes alone: no document is more than before."""
    require_storage(ScanQuota(document_bytes=quota.document_bytes), 0, size)


def room_left(quota: ScanQuota, documents: int, size: int, wanted: int) -> int:
    """How many of `wanted` bytes fit beside what is kept; `require_storage` of one byte when none does."""
    require_storage(quota, documents + 1, size + min(wanted, 1))
    return wanted if quota.document_bytes is None else min(wanted, quota.document_bytes - size)


def _seconds(now: datetime, until: datetime) -> int:
    return max(1, ceil((until - now).total_seconds()))


def counted_spans(scan: Scan) -> Iterator[Span]:
    """Where a scan that failed is taken out again: of what it may cost, not of the work of its minute."""
    every = spans(scan.began_at, ScanQuota()) if scan.waits is None or scan.waits.is_counted else ()
    return (span for span in every if span.name != "minute")
