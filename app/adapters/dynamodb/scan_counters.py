"""Where a scan is counted: in the minute, day and month of its owner, in the day of all owners, among what is kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.adapters.dynamodb import counters, room
from app.adapters.dynamodb.counters import Take
from app.adapters.dynamodb.table import Action, DynamoTable, utc_text
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState
from app.domain.scan_counts import Span, counted_spans, day_of, require_day, spans

_COUNTS_KEPT = timedelta(days=2)
_ALL = "ALL#Q"
_COUNTED = ("scans", "pages")


def counting(owner: Owner, scan: Scan, quota: ScanQuota, now: datetime) -> Iterator[Take]:
    """Count a scan wherever it is counted, the longest span first; one that waits nowhere. `QuotaExceeded` when it
    passes a limit by itself."""
    if scan.waits is not None:
        return
    for span in spans(scan.began_at, quota):
        span.require_room(1, scan.document.pages, now)
        yield _in(owner, scan, span, now)
    require_day(quota, scan.document.pages, now)
    if quota.pages_of_all_per_day is not None:
        yield _in_day_of_all(scan, quota, now)


def counted_in_month(table: DynamoTable, owner: Owner, now: datetime) -> tuple[int, int]:
    """Scans and pages."""
    month = next(spans(now, ScanQuota()))
    rows = counters.rows_of(table, room.counts_pk(owner), _span_key(month), _COUNTED)
    scans, pages = counters.counted(rows, _COUNTED)
    return scans, pages


def uncounted(owner: Owner, scan: Scan) -> Iterator[Action]:
    """Take one that failed out of where it is counted."""
    for span in counted_spans(scan) if scan.state is ScanState.FAILED else ():
        amounts = {"scans": -1, "pages": -scan.document.pages}
        yield Take(room.counts_pk(owner), _span_key(span), amounts, {}, gone_after=_gone_after(span.end)).action()


def _in(owner: Owner, scan: Scan, span: Span, now: datetime) -> Take:
    limits = {"scans": span.scans, "pages": span.pages}
    return Take(
        room.counts_pk(owner),
        _span_key(span),
        {"scans": 1, "pages": scan.document.pages},
        limits,
        counters.place_for(scan.id, limits),
        gone_after=_gone_after(span.end),
        require=lambda scans, pages: span.require_room(scans, pages, now),
    )


def _in_day_of_all(scan: Scan, quota: ScanQuota, now: datetime) -> Take:
    """A counter that everybody writes, so only where a limit asks for it."""
    limits, day = {"pages": quota.pages_of_all_per_day}, day_of(scan.began_at)
    return Take(
        _ALL,
        utc_text(day),
        {"pages": scan.document.pages},
        limits,
        counters.place_for(scan.id, limits),
        gone_after=_gone_after(day),
        require=lambda pages: require_day(quota, pages, now),
    )


def _gone_after(end: datetime) -> int:
    return int((end + _COUNTS_KEPT).timestamp())


def _span_key(span: Span) -> str:
    return f"{span.name}#{utc_text(span.start)}"
