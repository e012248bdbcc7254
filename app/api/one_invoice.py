"""One invoice: check it before, read, change and delete it after it was saved."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services, Writer, body_of
from app.api.describe import JSON_BODY, file_response, response, responses
from app.api.preferences import IfMatch, IfNoneMatch, etag, is_known, require_version, version_to_replace
from app.api.responses import Checks
from app.api.schemas import ChangedInvoice, NewInvoice
from app.api.shapes import History, RecordShape
from app.api.views import ShownAs, View, change_view, json_response, record_response

router = APIRouter(prefix="/v1/invoices", tags=["Invoices"], default_response_class=Response)

InvoiceId = Annotated[str, Path(description="id of the invoice")]


@router.post(
    "/checks",
    operation_id="checkInvoice",
    summary="Check an invoice without saving it",
    responses=responses(
        {200: response("Every rule that applies, and what came out.", Checks)},
        *("not-found", "scan-not-ended", "scan-cancelled", "nothing-read", *JSON_BODY),
    ),
)
async def check_invoice(
    principal: Writer, services: Services, run: RunBlocking, asked: Annotated[NewInvoice, body_of(NewInvoice)]
) -> Response:
    """What saving the same body would find. Nothing is kept: for a person who is still correcting."""
    checks = await run(services.invoices.check, principal.owner, asked.scan_id, asked.invoice)
    return json_response(Checks(checks=list(checks)))


@router.get(
    "/{invoice_id}",
    operation_id="getInvoice",
    summary="Read an invoice",
    responses=responses(
        {
            200: response("The invoice.", RecordShape, headers=("ETag",)),
            304: response("It is still the version of If-None-Match.", headers=("ETag",)),
        },
        "not-found",
    ),
)
async def get_invoice(
    *,
    invoice_id: InvoiceId,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    if_none_match: IfNoneMatch,
    view: ShownAs = View.FULL,
) -> Response:
    """With the evidence of every value and the checks; `ETag` names its version."""
    record = await run(services.invoices.get, principal.owner, invoice_id)
    if is_known(if_none_match, record):
        return Response(status_code=304, headers={"ETag": etag(record)})
    return record_response(record, view)


@router.put(
    "/{invoice_id}",
    operation_id="replaceInvoice",
    summary="Change an invoice",
    responses=responses(
        {200: response("Changed.", RecordShape, headers=("ETag",))},
        *("not-found", "precondition-required", "stale", "newer-data", "storage-full", "storage-quota", *JSON_BODY),
    ),
)
async def replace_invoice(
    *,
    invoice_id: InvoiceId,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    if_match: IfMatch,
    asked: Annotated[ChangedInvoice, body_of(ChangedInvoice)],
    view: ShownAs = View.FULL,
) -> Response:
    """Put a person's version in place of the one that If-Match names. Values that stay the same keep their evidence,
    and stay looked at or not; `looked_at` names those that a person has looked at now."""
    before = await run(services.invoices.get, principal.owner, invoice_id)
    version = version_to_replace(if_match, before)
    record = await run(
        services.invoices.replace,
        principal.owner,
        invoice_id,
        asked.invoice,
        version=version,
        looked_at=asked.looked_at or (),
    )
    return record_response(record, view)


@router.delete(
    "/{invoice_id}",
    operation_id="deleteInvoice",
    summary="Delete an invoice",
    status_code=204,
    responses=responses({204: response("Deleted.")}, "not-found", "precondition-required", "stale"),
)
async def delete_invoice(
    invoice_id: InvoiceId, principal: Writer, services: Services, run: RunBlocking, if_match: IfMatch
) -> Response:
    """Remove the invoice, its document, its scan and its history. There is no way back."""
    record = await run(services.invoices.get, principal.owner, invoice_id)
    version = require_version(if_match, record)
    await run(services.invoices.delete, principal.owner, invoice_id, version=version)
    return Response(status_code=204)


@router.get(
    "/{invoice_id}/document",
    operation_id="getDocument",
    summary="Download the original document",
    status_code=302,
    responses=responses(
        {302: response("The file is at `Location` for two minutes.", headers=("Location",))}, "not-found"
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
    responses=responses({200: file_response("The page.", "image/jpeg")}, "not-found", "too-complex", "damaged"),
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
    responses=responses({200: response("Oldest first; the first is the save.", History)}, "not-found"),
)
async def get_history(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """Every version with the values that it changed."""
    changes = await run(services.invoices.history, principal.owner, invoice_id)
    return json_response({"changes": [change_view(change) for change in changes]})
