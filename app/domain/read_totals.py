"""What a scan that is done adds to the totals by month and reader. Money is counted in millionths of a dollar: whole
numbers, which every database adds exactly."""

from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

from app.domain.scan import ReaderTotals, Scan, ScanState

_MILLION = 1_000_000


@dataclass(frozen=True)
class Read:
    month: str
    reader: str
    pages: int
    micro_usd: int


def read_by(scan: Scan) -> Read | None:
    """None when nothing was read."""
    reading = scan.reading
    if scan.state is not ScanState.DONE or reading is None:
        return None
    micro_usd = int(reading.cost.usd * _MILLION) if reading.cost else 0
    return Read(f"{scan.updated_at.astimezone(UTC):%Y-%m}", reading.reader, reading.pages, micro_usd)


def usd(micro_usd: int) -> Decimal:
    return Decimal(micro_usd) / _MILLION


def totals(month: str, reader: str, documents: int, pages: int, micro_usd: int) -> ReaderTotals:
    return ReaderTotals.model_construct(
        month=month, reader=reader, documents=documents, pages=pages, usd=usd(micro_usd)
    )
