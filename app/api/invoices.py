"""Invoices: save, find, read, change, delete."""

from collections.abc import Iterator
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.blocking import parts
from app.api.bodies import json_body
from app.api.bounded import bounded
from app.api.content_disposition import attachment
from app.api.cursors import Cursors
from app.api.deps import Reader, RunBlocking, Services, Writer
from app.api.describe import (
    JSON_BODY,
    KEYED,
    answers,
    bare_answer,
    binary_answer,
    json_answer,
    json_request,
    parameters,
)
from app.api.links import page
from app.api.once import Answered, Once
from app.api.preferences import etag, is_known, require_version, version_to_replace
from app.api.schemas import ChangedInvoice, ChosenInvoices, ExportOfInvoices, ListOfInvoices, NewInvoice
from app.api.views import View, change_view, invoice_view, shown, summary_view
from app.domain.record import Record
from app.services.export import Format

router = APIRouter(prefix="/v1/invoices", tags=["Invoices"])

InvoiceId = Annotated[str, Path(description="id of the invoice")]
ShownAs = Annotated[View, Query(description="`full`: each value with its evidence; `plain`: values alone")]
FORMS = ("FullRecord", "PlainRecord")
TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSON: "application/json",
}


def _shown(record: Record, view: View, status: int = 200) -> Response:
    headers = {"ETag": etag(record)}
    if status == 201:
        headers["Location"] = f"/v1/invoices/{record.id}"
    return shown(invoice_view(record, view), status, headers)


@router.post(
    "",
    operation_id="saveInvoice",
    summary="Save an invoice",
    status_code=201,
    responses=answers(
        {201: json_answer("Saved.", *FORMS, headers=("ETag", "Location", "Idempotency-Replayed"))},
        *("not-found", "scan-not-ended", "nothing-read", "already-saved", "save-running", "storage-full"),
        *(*JSON_BODY, *KEYED),
    ),
    openapi_extra={**json_request("NewInvoice"), **parameters("Idempotency-Key")},
)
async def save_invoice(
    request: Request, principal: Writer, services: Services, run: RunBlocking, view: ShownAs = View.FULL
) -> Response:
    """Keep what was read for good, or a person's version of it. A failed check never stops this: the record then says
    `disputed`. One scan gives one invoice: saving it again with the same values gives the same invoice, with other
    values `already-saved`."""
    once = Once.of(request.headers, services, run, principal.owner, route="POST /v1/invoices")
    asked = await json_body(request, NewInvoice)

    async def first() -> Answered:
        record = await run(services.invoices.save, principal.owner, asked.scan_id, asked.invoice)
        return Answered(_shown(record, view, 201), record.id)

    return await once.answer((asked.model_dump_json(), view), first=first)


@router.post(
    "/checks",
    operation_id="checkInvoice",
    summary="Check an invoice without saving it",
    responses=answers(
        {200: json_answer("Every rule that applies, and what came out.", "Checks")},
        *("not-found", "scan-not-ended", "scan-cancelled", "nothing-read", *JSON_BODY),
    ),
    openapi_extra=json_request("NewInvoice"),
)
async def check_invoice(request: Request, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """What saving the same body would find. Nothing is kept: for a person who is still correcting."""
    asked = await json_body(request, NewInvoice)
    checks = await run(services.invoices.check, principal.owner, asked.scan_id, asked.invoice)
    return shown({"checks": [check.model_dump(mode="json") for check in checks]})


@router.get(
    "",
    operation_id="listInvoices",
    summary="Find invoices",
    responses=answers({200: json_answer("A page of the list.", "InvoiceList", headers=("Link",))}, "invalid-cursor"),
)
async def list_invoices(
    request: Request,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    asked: Annotated[ListOfInvoices, Query()],
) -> Response:
    """All conditions hold together; unknown ones are refused. Follow `next` for more."""
    query = asked.query()
    cursors = Cursors(services.cursor_secret, principal.owner, f"invoices {query!r}")
    found = await run(
        services.invoices.list, principal.owner, query, limit=asked.limit, after=cursors.open(asked.cursor)
    )
    return page(request, [summary_view(row) for row in found.items], found.after, cursors)


TABLE = binary_answer(
    "The table, sent while it is made.",
    *(media_type.partition(";")[0] for media_type in TYPES.values()),
    headers=("Content-Disposition",),
)


async def _table(services: Services, run: RunBlocking, whole: Iterator[bytes], format_: Format) -> StreamingResponse:
    name = f"invoices-{services.clock().astimezone(UTC):%Y-%m-%d}.{format_}"
    gathered = await run(bounded, whole, most=services.settings.max_answer_bytes)
    headers = {"Content-Disposition": attachment(name)}
    return StreamingResponse(await parts(run, gathered), media_type=TYPES[format_], headers=headers)


@router.get(
    "/export",
    operation_id="exportInvoices",
    summary="Export invoices as a table",
    responses=answers({200: TABLE}, "export-too-large"),
)
async def export_invoices(
    principal: Reader,
    services: Services,
    run: RunBlocking,
    asked: Annotated[ExportOfInvoices, Query()],
) -> Response:
    """The same filters as the list, without pages. What a spreadsheet would take for a formula is marked as text."""
    whole = services.export.stream(principal.owner, asked.query(), format_=asked.format, rows=asked.rows)
    return await _table(services, run, whole, asked.format)


@router.post(
    "/export",
    operation_id="exportChosenInvoices",
    summary="Export chosen invoices as a table",
    responses=answers({200: TABLE}, "export-too-large", *JSON_BODY),
    openapi_extra=json_request("ChosenInvoices"),
)
async def export_chosen_invoices(request: Request, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """As the export of a list, for up to 1,000 ids; those that are not (any more) there are left out. Changes nothing:
    it is a POST because so many ids are too long for an address."""
    asked = await json_body(request, ChosenInvoices)
    whole = services.export.stream_of(principal.owner, asked.ids, format_=asked.format, rows=asked.rows)
    return await _table(services, run, whole, asked.format)


@router.get(
    "/{invoice_id}",
    operation_id="getInvoice",
    summary="Read an invoice",
    responses=answers(
        {
            200: json_answer("The invoice.", *FORMS, headers=("ETag",)),
            304: bare_answer("It is still the version of If-None-Match.", headers=("ETag",)),
        },
        "not-found",
    ),
    openapi_extra=parameters("If-None-Match"),
)
async def get_invoice(
    *,
    request: Request,
    invoice_id: InvoiceId,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    view: ShownAs = View.FULL,
) -> Response:
    """With the evidence of every value and the checks; `ETag` names its version."""
    record = await run(services.invoices.get, principal.owner, invoice_id)
    if is_known(request.headers, record):
        return Response(status_code=304, headers={"ETag": etag(record)})
    return _shown(record, view)


@router.put(
    "/{invoice_id}",
    operation_id="replaceInvoice",
    summary="Change an invoice",
    responses=answers(
        {200: json_answer("Changed.", *FORMS, headers=("ETag",))},
        *("not-found", "precondition-required", "stale", "newer-data", "storage-full", *JSON_BODY),
    ),
    openapi_extra={**json_request("ChangedInvoice"), **parameters("If-Match")},
)
async def replace_invoice(
    *,
    request: Request,
    invoice_id: InvoiceId,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    view: ShownAs = View.FULL,
) -> Response:
    """Put a person's version in place of the one that If-Match names. Values that stay the same keep their evidence."""
    before = await run(services.invoices.get, principal.owner, invoice_id)
    version = version_to_replace(request.headers, before)
    asked = await json_body(request, ChangedInvoice)
    record = await run(services.invoices.replace, principal.owner, invoice_id, asked.invoice, version=version)
    return _shown(record, view)


@router.delete(
    "/{invoice_id}",
    operation_id="deleteInvoice",
    summary="Delete an invoice",
    status_code=204,
    responses=answers({204: bare_answer("Deleted.")}, "not-found", "precondition-required", "stale"),
    openapi_extra=parameters("If-Match"),
)
async def delete_invoice(
    request: Request, invoice_id: InvoiceId, principal: Writer, services: Services, run: RunBlocking
) -> Response:
    """Remove the invoice, its document, its scan and its history. There is no way back."""
    record = await run(services.invoices.get, principal.owner, invoice_id)
    version = require_version(request.headers, record)
    await run(services.invoices.delete, principal.owner, invoice_id, version=version)
    return Response(status_code=204)


@router.get(
    "/{invoice_id}/document",
    operation_id="getDocument",
    summary="Download the original document",
    status_code=302,
    responses=answers(
        {302: bare_answer("The file is at `Location` for two minutes.", headers=("Location",))}, "not-found"
    ),
)
async def get_document(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """An address that needs no token, good for two minutes. The file is untouched, served as attachment."""
    address = await run(services.documents.link, principal.owner, invoice_id)
    return Response(status_code=302, headers={"Location": address})


@router.get(
    "/{invoice_id}/pages/{page_number}",
    operation_id="getInvoicePage",
    summary="Picture of a page",
    responses=answers({200: binary_answer("The page.", "image/jpeg")}, "not-found", "too-complex", "damaged"),
)
async def invoice_page(
    invoice_id: InvoiceId,
    page_number: Annotated[int, Path(ge=1, le=100_000, description="1 is the first")],
    principal: Reader,
    services: Services,
    run: RunBlocking,
) -> Response:
    """Upright, re-encoded, without metadata: for display. Polygons of values refer to it."""
    picture = await run(services.documents.page_picture, principal.owner, invoice_id, page_number)
    return Response(picture, media_type="image/jpeg")


@router.get(
    "/{invoice_id}/history",
    operation_id="getHistory",
    summary="What was changed when",
    responses=answers({200: json_answer("Oldest first; the first is the save.", "History")}, "not-found"),
)
async def get_history(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """Every version with the values that it changed."""
    changes = await run(services.invoices.history, principal.owner, invoice_id)
    return shown({"changes": [change_view(change) for change in changes]})
