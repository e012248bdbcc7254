"""Bodies of answers as models: what routes name in their `responses`. `app/api/views.py` writes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.api.full_form import never_null
from app.domain import installation
from app.domain.attached import AttachedFile
from app.domain.checks import Check
from app.domain.counting import Counts, Money
from app.domain.events import AnyEvent
from app.domain.invoice import Invoice
from app.domain.offer import Offer
from app.domain.reading import PageWord
from app.domain.record import RecordStatus, StatsRow, Summary
from app.domain.scan import ReaderTotals

STATS_ROW = {
    **{"month": "2026-11", "seller": "Nordlicht Papier GmbH", "currency": "EUR"},
    **{"count": 2, "net": "80.00", "tax": "15.20", "gross": "95.20"},
    "disputed": {"count": 0, "net": "0", "tax": "0", "gross": "0"},
    "duplicates": {"count": 1, "net": "100.00", "tax": "19.00", "gross": "119.00"},
    "not_counted": {"count": 1, "net": "500.00", "tax": "95.00", "gross": "595.00"},
}
"""An invoice of 119.00 and a credit note of 23.80; the invoice once more; a quote."""


Next = Annotated[str | None, Field(description="address of the next page; null at the end")]


class FieldProblem(BaseModel):
    """One wrong place."""

    pointer: Annotated[
        str,
        Field(
            description="JSON pointer into the body; `/query/…`, `/path/…` or `/header/…` for a parameter",
            examples=["/invoice/amounts/gross"],
        ),
    ]
    code: Annotated[str, Field(examples=["missing"])]
    detail: Annotated[str, Field(examples=["Field required"])]


class Problem(BaseModel):
    """A failure (RFC 9457). Programs look at `code`; people read `detail`."""

    type: Annotated[str, Field(examples=["urn:invoices:problem:not-found"])]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: Annotated[str | None, Field(description="address of the object or call that failed")]
    code: Annotated[str, Field(description="stable name of the failure", examples=["not-found"])]
    errors: Annotated[
        list[FieldProblem] | None,
        Field(description="each wrong place of the request", json_schema_extra=never_null),
    ] = None
    request_id: Annotated[
        str | None,
        Field(description="of a fault on our side: quote it when you ask for help", json_schema_extra=never_null),
    ] = None


class UploadTicket(BaseModel):
    """POST the file to `url` as a form: every entry of `fields` first, then the file as `file`."""

    upload_id: str
    url: str
    fields: dict[str, str]
    expires_at: datetime


class InvoiceList(BaseModel):
    items: list[Summary]
    next: Next


class EventList(BaseModel):
    items: list[AnyEvent]
    next: Next


class LooseRow(BaseModel):
    id: str
    kept_as: Annotated[str, Field(json_schema_extra={"enum": ["invoice", "scan", "upload"]})]
    size: Annotated[int, Field(description="bytes")]
    kept_since: datetime


class Trouble(BaseModel):
    """Why documents and database do not belong together."""

    code: Annotated[str, Field(json_schema_extra={"enum": [trouble.value for trouble in installation.Trouble]})]
    detail: str


class LooseList(BaseModel):
    items: list[LooseRow]
    next: Next
    trouble: Trouble | None


class Stats(BaseModel):
    rows: Annotated[list[StatsRow], Field(examples=[[STATS_ROW]])]
    readers: Annotated[list[ReaderTotals], Field(description="pages and cost by month and reader, saved or not")]
    next_month: Annotated[str | None, Field(description="`month_from` of the months left out; null: none are")]


class Checks(BaseModel):
    checks: list[Check]


class PageWords(BaseModel):
    words: list[PageWord]


class AttachedFiles(BaseModel):
    attachments: list[AttachedFile]


class OfferToInvoice(BaseModel):
    offer: Offer | None


class SignInPlace(BaseModel):
    issuer: Annotated[str, Field(description="OpenID provider; its discovery document names every address")]
    client_id: Annotated[str, Field(description="of the web page: authorization code with PKCE")]
    scopes: list[str]


class Config(BaseModel):
    """What a client must know before it can ask for anything."""

    sign_in: SignInPlace
    max_upload_bytes: Annotated[int, Field(description="largest file")]
    max_body_bytes: Annotated[int, Field(description="largest file in a request; a larger one takes an upload")]
    media_types: Annotated[list[str], Field(description="kinds of files that are taken")]
    readers: list[str]
    scan_wait_seconds: Annotated[int, Field(description="how long a scan request waits unless `Prefer` says else")]


class Health(BaseModel):
    status: Annotated[str, Field(examples=["ok"])]


class ExportedInvoice(BaseModel):
    id: str
    status: RecordStatus
    version: int
    saved_at: datetime
    failed_checks: Annotated[list[str], Field(description="ids of checks")]
    file_name: str | None
    sha256: Annotated[str, Field(description="of the document")]
    counts: Counts
    counted: Money
    looked_at: Annotated[list[str], Field(description="paths, each for all beneath it")]
    not_looked_at: Annotated[list[str], Field(description="paths; what is in neither: nobody said")]
    invoice: Invoice


class Export(BaseModel):
    invoices: list[ExportedInvoice]
