"""What OpenAPI says of the bodies of answers. Serving needs none of it: `app/api/views.py` writes them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import cache
from types import GenericAlias
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from app.api.full_form import fields_of, full_form, never_null
from app.api.views import SCAN_INSIDE, UPLOAD_INSIDE
from app.domain import installation
from app.domain.attached import AttachedFile
from app.domain.checks import Check
from app.domain.invoice import Invoice
from app.domain.offer import Offer
from app.domain.reading import PageWord, Reading
from app.domain.record import Change, Record, StatsRow, Summary
from app.domain.scan import ReaderTotals, Scan, Waiting
from app.domain.upload import Upload

STATS_ROW = {
    **{"month": "2026-11", "seller": "Nordlicht Papier GmbH", "currency": "EUR"},
    **{"count": 2, "net": "80.00", "tax": "15.20", "gross": "95.20"},
    "disputed": {"count": 0, "net": "0", "tax": "0", "gross": "0"},
    "duplicates": {"count": 1, "net": "100.00", "tax": "19.00", "gross": "119.00"},
    "not_counted": {"count": 1, "net": "500.00", "tax": "95.00", "gross": "595.00"},
}
"""An invoice of 119.00 and a credit note of 23.80; the invoice once more; a quote."""


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
    next: Annotated[str | None, Field(description="address of the next page; null at the end")]


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
    next: Annotated[str | None, Field(description="address of the next page; null at the end")]
    trouble: Trouble | None


class Stats(BaseModel):
    rows: Annotated[list[StatsRow], Field(examples=[[STATS_ROW]])]
    readers: Annotated[list[ReaderTotals], Field(description="pages and cost by month and reader, saved or not")]


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


class Moved(BaseModel):
    before: str | None
    after: str | None


class _List(BaseModel):
    """Rows in order."""


NEXT = (str | None, Field(description="address of the next page; null at the end"))


@cache
def answer_models() -> dict[str, type[BaseModel]]:
    """Every model of an answer by its name in OpenAPI. Made on demand."""
    row = _derived("ScanRow", Scan, leave_out=SCAN_INSIDE)
    change = _derived("Change", Change, leave_out={"values"}, values=(dict[str, Moved], Field(description="by path")))
    waits = Field(description="the file waits for a quota, and is read then")
    models: tuple[type[BaseModel], ...] = (
        *_two_forms(Scan, SCAN_INSIDE, _scan),
        *_two_forms(Scan, SCAN_INSIDE, _started, name="StartedScan"),
        *_two_forms(Record, {"invoice", "evidence"}, lambda invoice, form: {"invoice": (invoice, ...)}),
        _derived("ScanList", _List, items=(GenericAlias(list, (row,)), ...), next=NEXT),
        _derived("History", _List, changes=(GenericAlias(list, (change,)), ...)),
        _derived("Upload", Upload, leave_out=UPLOAD_INSIDE, upload_id=(str, ...), waits=(Waiting | None, waits)),
        *(Problem, UploadTicket, Checks, OfferToInvoice, InvoiceList, LooseList, PageWords, AttachedFiles, Stats),
        *(Config, Health),
    )
    return {model.__name__: model for model in models}


def _two_forms(
    model: type[BaseModel],
    leave_out: set[str],
    fields: Callable[[Any, str], dict[str, Any]],
    *,
    name: str | None = None,
) -> Iterator[type[BaseModel]]:
    for form, invoice in (("Full", full_form(Invoice)), ("Plain", Invoice)):
        yield _derived(f"{form}{name or model.__name__}", model, leave_out=leave_out, **fields(invoice, form))


def _scan(invoice: Any, form: str) -> dict[str, Any]:
    return {"reading": (_reading(invoice, form) | None, ...)}


def _started(invoice: Any, form: str) -> dict[str, Any]:
    said = Field(description="the same bytes were there already: this is what there is of them")
    return _scan(invoice, form) | {"known": (bool, said)}


@cache
def _reading(invoice: Any, form: str) -> Any:
    return _derived(f"{form}Reading", Reading, leave_out={"invoice", "evidence"}, invoice=(invoice, ...))


def _derived(
    name: str, model: type[BaseModel], *, leave_out: Iterable[str] = (), **more: tuple[Any, Any]
) -> type[BaseModel]:
    """A model of the domain as it is shown."""
    fields = {**fields_of(model, leave_out=set(leave_out)), **more}
    return create_model(name, __doc__=model.__doc__, **fields)
