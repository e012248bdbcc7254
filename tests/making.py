"""Small whole objects of the domain, for tests that need one and care about a few of its values."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.domain import ids
from app.domain.checks import Check, Outcome
from app.domain.document import DocumentInfo
from app.domain.invoice import Amounts, Invoice, Line, Party
from app.domain.principal import Owner
from app.domain.reading import Evidence, Reading, Source
from app.domain.record import Record, RecordStatus
from app.domain.scan import Scan, ScanState

ANNA = Owner("https://issuer.test", "anna")
BEN = Owner("https://issuer.test", "ben")
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def a_document(*, content: str | None = None, pages: int = 1, file_name: str | None = None) -> DocumentInfo:
    """Facts about a file; another `content` is another file, None is one that nobody has."""
    sha256 = hashlib.sha256((content or ids.scan_id()).encode()).hexdigest()
    return DocumentInfo(sha256=sha256, media_type="application/pdf", size=1, pages=pages, file_name=file_name)


def a_scan(
    *,
    content: str | None = None,
    pages: int = 1,
    at: datetime = NOON,
    state: ScanState = ScanState.QUEUED,
    **values: Any,
) -> Scan:
    given: dict[str, Any] = {"reader": "auto", "reader_version": "1"} | values
    return Scan(
        id=ids.scan_id(),
        state=state,
        document=a_document(content=content, pages=pages),
        created_at=at,
        updated_at=at,
        **given,
    )


def a_reading(invoice: Invoice | None = None) -> Reading:
    return Reading(
        reader="text",
        version="1",
        pages=1,
        invoice=invoice or an_invoice(number="R-1", gross="119.00"),
        evidence={
            "invoice_number": Evidence(
                raw="R-1", confidence=0.98, page=1, polygon=((0.1, 0.2), (0.3, 0.2)), source=Source.TEXT
            )
        },
    )


def an_invoice(
    *,
    seller: str | None = None,
    number: str | None = None,
    issued: str | None = None,
    due: str | None = None,
    gross: str | None = None,
    net: str | None = None,
    tax: str | None = None,
    currency: str | None = None,
    buyer: str | None = None,
    lines: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Invoice:
    return Invoice.model_validate(
        {
            "invoice_number": number,
            "issue_date": issued,
            "due_date": due,
            "currency": currency,
            "seller": Party(name=seller),
            "buyer": Party(name=buyer),
            "amounts": Amounts.model_validate({"gross": gross, "net": net, "tax": tax}),
            "lines": tuple(Line(description=text, amount=Decimal("1.00")) for text in lines),
            "notes": notes,
        }
    )


def a_record(
    invoice: Invoice | None = None,
    *,
    at: datetime = NOON,
    content: str | None = None,
    file_name: str | None = None,
    failed: tuple[str, ...] = (),
    **values: Any,
) -> Record:
    given: dict[str, Any] = {"id": ids.invoice_id(), "scan_id": ids.scan_id(), "status": RecordStatus.REVIEWED} | values
    return Record(
        version=1,
        document=a_document(content=content, file_name=file_name),
        reader="text",
        invoice=invoice or Invoice(),
        evidence={"invoice_number": Evidence(raw="R-1", confidence=0.5, source=Source.TEXT)},
        checks=tuple(Check(id=name, outcome=Outcome.FAILED, detail="1.00 is not 2.00") for name in failed),
        created_at=at,
        updated_at=at,
        **given,
    )
