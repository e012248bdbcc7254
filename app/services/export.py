"""Invoices as a table for other programs: CSV, XLSX or JSON, written while it is read."""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from app.domain.export import Format, Rows
from app.domain.fields import Use, paths
from app.domain.invoice import Invoice, Line, plain
from app.domain.looked_at import seen, unseen
from app.domain.principal import Owner
from app.domain.record import Counted, Query, Record
from app.encoding import csv_rows
from app.encoding.csv_rows import Cell
from app.encoding.spreadsheet import workbook
from app.ports import InvoiceRepository

CHUNK = 64 * 1024

Column = tuple[str, Callable[[Counted, Line | None], Cell]]


class ExportService:
    def __init__(self, *, invoices: InvoiceRepository) -> None:
        self._invoices = invoices

    def stream(self, owner: Owner, query: Query, *, format_: Format, rows: Rows) -> Iterator[bytes]:
        """The whole export in parts. JSON holds whole invoices in plain form, whatever `rows` says."""
        return _written(self._invoices.records(owner, query), format_, rows)

    def stream_of(self, owner: Owner, invoice_ids: Sequence[str], *, format_: Format, rows: Rows) -> Iterator[bytes]:
        """The same of chosen invoices, in this order. Those that are not there are left out."""
        return _written(self._invoices.records_of(owner, invoice_ids), format_, rows)


def _written(records: Iterator[Counted], format_: Format, rows: Rows) -> Iterator[bytes]:
    if format_ is Format.XLSX:
        return spreadsheet(table(records, rows), rows)
    return chain((opening(format_, rows),), part(records, format_, rows, before=0), (closing(format_),))


def spreadsheet(table: Iterable[Sequence[Cell]], rows: Rows) -> Iterator[bytes]:
    """The whole file, which can only be made in one go."""
    return workbook(chain[Sequence[Cell]]((_head(rows),), table), name="Invoices")


def opening(format_: Format, rows: Rows) -> bytes:
    """What CSV and JSON begin with."""
    return b'{"invoices":[' if format_ is Format.JSON else (csv_rows.MARK + csv_rows.row(_head(rows))).encode()


def part(records: Iterable[Counted], format_: Format, rows: Rows, *, before: int) -> Iterator[bytes]:
    """These invoices in CSV or JSON, little by little; `before`: how many stand in front of them."""
    return _json(records, before) if format_ is Format.JSON else _csv(table(records, rows))


def closing(format_: Format) -> bytes:
    return b"]}" if format_ is Format.JSON else b""


def _invoice(path: str) -> Callable[[Counted, Line | None], Cell]:
    """A column that shows the value at a dotted path of the invoice."""
    names = path.split(".")

    def cell(kept: Counted, _: Line | None) -> Cell:
        value: Any = kept.record.invoice
        for name in names:
            value = getattr(value, name)
        return _cell(value)

    return cell


def _line(name: str) -> Callable[[Counted, Line | None], Cell]:
    def cell(_: Counted, line: Line | None) -> Cell:
        return _cell(getattr(line, name)) if line else None

    return cell


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, Decimal):
        return value
    return str(value)


def _joined(invoice: Invoice, name: str) -> str | None:
    return "; ".join(value for account in invoice.payment.accounts if (value := getattr(account, name))) or None


def _failed(record: Record) -> list[str]:
    return [check.id for check in record.checks if check.failed]


def _counted(name: str) -> Callable[[Counted, Line | None], Cell]:
    """A column that adds up to the totals: with its sign, zero for what is left out."""

    def cell(kept: Counted, _: Line | None) -> Cell:
        amount: Decimal = getattr(kept.money, name)
        return amount

    return cell


_OF_LINES = "lines.*."
_IN_EACH_LINE = ("id", "status", "document_type", "invoice_number", "issue_date", "seller.name")
_COUNTS: Column = ("counts", lambda kept, _: kept.counts.value)

INVOICE_COLUMNS: tuple[Column, ...] = (
    ("id", lambda kept, _: kept.record.id),
    ("status", lambda kept, _: kept.record.status.value),
    *((path, _invoice(path)) for path in paths(Use.EXPORTED) if not path.startswith(_OF_LINES)),
    ("iban", lambda kept, _: _joined(kept.record.invoice, "iban")),
    ("failed_checks", lambda kept, _: " ".join(_failed(kept.record)) or None),
    ("file_name", lambda kept, _: kept.record.document.file_name),
    ("saved_at", lambda kept, _: kept.record.created_at.isoformat()),
    _COUNTS,
    *((f"counted.{name}", _counted(name)) for name in ("net", "tax", "gross")),
    # Paths, each for all beneath it. What is in neither: nobody said.
    ("looked_at", lambda kept, _: " ".join(seen(kept.record.evidence)) or None),
    ("not_looked_at", lambda kept, _: " ".join(unseen(kept.record.evidence)) or None),
)

LINE_COLUMNS: tuple[Column, ...] = (
    *(column for column in INVOICE_COLUMNS if column[0] in _IN_EACH_LINE),
    *(
        (path.replace(_OF_LINES, "line."), _line(path.removeprefix(_OF_LINES)))
        for path in paths(Use.EXPORTED)
        if path.startswith(_OF_LINES)
    ),
    ("currency", _invoice("currency")),
    _COUNTS,
)


def _columns(rows: Rows) -> tuple[Column, ...]:
    return INVOICE_COLUMNS if rows is Rows.INVOICES else LINE_COLUMNS


def _head(rows: Rows) -> list[Cell]:
    return [name for name, _ in _columns(rows)]


def table(records: Iterable[Counted], rows: Rows) -> Iterator[list[Cell]]:
    """The rows of a table, without its head."""
    columns = _columns(rows)
    for kept in records:
        of_record: Iterable[Line | None] = kept.record.invoice.lines if rows is Rows.LINES else (None,)
        for line in of_record:
            yield [cell(kept, line) for _, cell in columns]


def _csv(table: Iterable[list[Cell]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    for row in table:
        buffer.write(csv_rows.row(row))
        if buffer.tell() >= CHUNK:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode(errors="backslashreplace")
    buffer.seek(0)
    buffer.truncate()
    return data


def _json(records: Iterable[Counted], before: int) -> Iterator[bytes]:
    comma = b",\n" if before else b""
    for kept in records:
        record = kept.record
        row = {
            "id": record.id,
            "status": record.status.value,
            "version": record.version,
            "saved_at": record.created_at.isoformat(),
            "failed_checks": _failed(record),
            "file_name": record.document.file_name,
            "sha256": record.document.sha256,
            "counts": kept.counts.value,
            "counted": kept.money.model_dump(mode="json"),
            "looked_at": seen(record.evidence),
            "not_looked_at": unseen(record.evidence),
            "invoice": plain(record.invoice),
        }
        yield comma + json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
        comma = b",\n"
