"""What schemathesis cannot learn from the description: real files, and headers that mean something.

Only cases that are meant to be good are helped; everything that is meant to be bad goes out as it was made.
"""

import uuid
from functools import cache
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from app.domain.invoice import Invoice
from app.domain.looked_at import is_path
from tests.documents.einvoices import cii_xml, ubl_xml
from tests.documents.made import Made
from tests.documents.pages import heic_receipt, invoice_pdf, invoice_picture
from tests.documents.truths import sample_invoice

READERS = ("auto", "einvoice", "text", "engine")


@cache
def _numbered(number: int) -> bytes:
    """An e-invoice that no other number gives."""
    invoice: Invoice = sample_invoice(1, language="de").model_copy(update={"invoice_number": f"F-{number}"})
    return ubl_xml(invoice) if number % 2 else cii_xml(invoice)


@cache
def _file(kind: str) -> bytes:
    made: Made = {
        "application/pdf": lambda: invoice_pdf(seed=5),
        "image/heic": heic_receipt,
    }.get(kind, lambda: invoice_picture(kind.rpartition("/")[2], dpi=60))()
    return made.data


# Each file of a kind is the same: the second time it costs nothing to read. E-invoices are quick, and differ.
for _kind in ("application/pdf", "image/jpeg", "image/png", "image/webp", "image/tiff", "image/heic"):
    schemathesis.openapi.media_type(_kind, st.just(_kind).map(_file))
_EINVOICES = st.integers(0, 200).map(_numbered)
schemathesis.openapi.media_type("application/xml", _EINVOICES)
schemathesis.openapi.media_type("application/octet-stream", _EINVOICES)

# What a link of the description says of a body in words alone.
BODIES = {
    "saveInvoice": {"scan_id": "$response.body#/id"},
    "scanKept": {"upload_id": "$response.body#/upload_id"},
}


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    for path in raw_schema["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                links = answer.get("links", {})
                for name in links.keys() & BODIES.keys():
                    links[name]["requestBody"] = BODIES[name]


def _decimal(node: Any) -> Any:
    """Numbers with a few places after the point: JSON Schema has no word for how many an amount may have."""
    if isinstance(node, dict):
        return {name: _decimal(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_decimal(value) for value in node]
    return round(max(-1e9, min(1e9, node)), 4) if isinstance(node, float) else node


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    case.body = _decimal(case.body)
    for place in (case.query, case.body):
        if isinstance(place, dict) and place.get("reader") not in READERS:
            place.pop("reader", None)
        if isinstance(place, dict) and not all(map(is_path, place.get("looked_at") or ())):
            del place["looked_at"]
    headers = case.headers
    if "Idempotency-Key" in headers:  # a key is new for a new request
        headers["Idempotency-Key"] = uuid.uuid4().hex
    if case.operation.definition.raw.get("operationId") in {"startScan", "scanKept"}:
        headers.pop("Content-Disposition", None)  # names a type by its ending
        headers["Prefer"] = "respond-async"
