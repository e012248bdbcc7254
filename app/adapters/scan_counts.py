"""The spans of time in which an owner's scans are counted, all in UTC, and the limits of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from app.domain.errors import QuotaExceeded
from app.ports import ScanQuota


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
        wait = max(1, ceil((self.end - now).total_seconds()))
        return QuotaExceeded(
            f"The limit of {limit} per {self.name} is reached. It is free again at {self.end:%Y-%m-%d %H:%M} UTC.",
            retry_after=wait,
        )


def spans(now: datetime, quota: ScanQuota) -> Iterator[Span]:
    """The spans that `now` lies in, longest first, so that the longest wait is the one that is told."""
    minute = now.replace(second=0, microsecond=0)
    day = minute.replace(hour=0, minute=0)
    month = day.replace(day=1)
    next_month = (month + timedelta(days=31)).replace(day=1)
    yield Span("month", month, next_month, quota.per_month, quota.pages_per_month)
    yield Span("day", day, day + timedelta(days=1), quota.per_day, None)
    yield Span("minute", minute, minute + timedelta(minutes=1), quota.per_minute, None)
