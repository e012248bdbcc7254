"""What the API shows of the domain's objects. Plain dictionaries, written as JSON once: nothing is validated again.

`app/api/shapes.py` describes the same for OpenAPI; a test holds both together.
"""

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from app.api.preferences import etag
from app.domain.checks import Check
from app.domain.export import Export
from app.domain.invoice import Invoice, plain
from app.domain.reading import Evidence, Reading, full
from app.domain.record import Change, Record
from app.domain.scan import Scan, Waiting
from app.domain.upload import Upload

# Ours alone: how often and by whom it was tried, what tells old readings from new ones, what follows.
SCAN_INSIDE = {
    "upload_id",
    "attempts",
    "taken_by",
    "sent",
    "reader_version",
    "reading",
    "job",
    "request_id",
    "keep",
    "waits_from",
}
SCAN_INSIDE |= {"known", "counted_at", "resumed_at", "ticket", "upload_id"}

EXPORT_INSIDE = {"version", "query", "ids", "request_id", "updated_at"}
EXPORT_INSIDE |= {"written", "after", "written_invoices", "complete", "taken_until", "begun"}

UPLOAD_INSIDE = {"id", "request_id", "held"}


class View(StrEnum):
    """`full`: every value with its evidence; `plain`: values alone."""

    FULL = "full"
    PLAIN = "plain"


ShownAs = Annotated[View, Query(description="`full`: each value with its evidence; `plain`: values alone")]


def json_response(
    body: Mapping[str, Any] | BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    if isinstance(body, BaseModel):
        text = body.model_dump_json()
    else:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode(), status, headers, media_type="application/json")


def scan_view(scan: Scan, view: View) -> dict[str, Any]:
    body = scan.model_dump(mode="json", exclude=SCAN_INSIDE)
    body["reading"] = _reading_view(scan.reading, view) if scan.reading else None
    return body


def started_view(scan: Scan, view: View, *, known: bool) -> dict[str, Any]:
    return scan_view(scan, view) | {"known": known}


def scan_row(scan: Scan) -> str:
    """As JSON."""
    return scan.model_dump_json(exclude=SCAN_INSIDE)


def _reading_view(reading: Reading, view: View) -> dict[str, Any]:
    body = reading.model_dump(mode="json", include={"reader", "version", "pages", "checks", "notes", "cost"})
    body["invoice"] = _invoice(reading.invoice, reading.evidence, reading.checks, view)
    return body


def invoice_view(record: Record, view: View) -> dict[str, Any]:
    body = record.model_dump(mode="json", exclude={"invoice", "evidence", "form"})
    body["invoice"] = _invoice(record.invoice, record.evidence, record.checks, view)
    return body


def _invoice(invoice: Invoice, evidence: dict[str, Evidence], checks: Iterable[Check], view: View) -> dict[str, Any]:
    return full(invoice, evidence, checks) if view is View.FULL else plain(invoice)


def record_response(record: Record, view: View, status: int = 200) -> Response:
    headers = {"ETag": etag(record)}
    if status == 201:
        headers["Location"] = f"/v1/invoices/{record.id}"
    return json_response(invoice_view(record, view), status, headers)


def change_view(change: Change) -> dict[str, Any]:
    body = change.model_dump(mode="json", exclude={"values"})
    body["values"] = {path: {"before": before, "after": after} for path, (before, after) in change.values.items()}
    return body


def upload_view(upload: Upload, waits: Waiting | None) -> dict[str, Any]:
    body = upload.model_dump(mode="json", exclude=UPLOAD_INSIDE)
    return {"upload_id": upload.id} | body | {"waits": waits.model_dump(mode="json") if waits else None}


def export_row(export: Export) -> dict[str, Any]:
    return export.model_dump(mode="json", exclude=EXPORT_INSIDE) | {"file_name": export.file_name}


def export_view(export: Export, url: str | None) -> dict[str, Any]:
    return export_row(export) | {"url": url}
