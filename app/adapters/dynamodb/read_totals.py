"""What was read, by month and reader, in the step that makes a scan done: some rows each, so that none is changed by
every scan; what was read is their sum. Earlier versions have one row each."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from app.adapters.dynamodb.counters import shard_of
from app.adapters.dynamodb.table import SEPARATOR, Action, DynamoTable, update
from app.domain.principal import Owner
from app.domain.read_totals import read_by, totals, usd
from app.domain.scan import ReaderTotals, Scan

_ALL = "ALL#R"
_COUNTED = ("documents", "pages", "micro_usd")


def changes(owner: Owner, scan: Scan) -> Iterator[Action]:
    read = read_by(scan)
    if read is not None:
        yield update(
            *(_pk(owner), SEPARATOR.join((read.month, read.reader, shard_of(scan.id)))),
            "SET in_month = :month, reader = :reader ADD documents :one, pages :pages, micro_usd :usd",
            values={
                "month": read.month,
                "reader": read.reader,
                "one": 1,
                "pages": read.pages,
                "usd": read.micro_usd,
            },
        )
        if read.micro_usd:
            yield update(_ALL, read.month, "ADD micro_usd :usd", values={"usd": read.micro_usd})


def paid(table: DynamoTable, month: str) -> Decimal:
    """USD of all owners."""
    return usd(int((table.get(_ALL, month) or {}).get("micro_usd", 0)))


def kept(table: DynamoTable, owner: Owner) -> Iterator[ReaderTotals]:
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in table.partition(_pk(owner)):
        sums.setdefault((row["in_month"], row["reader"]), Counter()).update({name: int(row[name]) for name in _COUNTED})
    for (month, reader), counted in sums.items():
        yield totals(month, reader, *(counted[name] for name in _COUNTED))


def _pk(owner: Owner) -> str:
    return f"O#{owner.key}#R"
