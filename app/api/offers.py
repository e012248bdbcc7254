"""What reading a kept invoice again has found: look at it, take it or leave it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services, Writer, body_of
from app.api.describe import JSON_BODY, response, responses
from app.api.one_invoice import InvoiceId
from app.api.preferences import IfMatch, require_version
from app.api.responses import OfferToInvoice
from app.api.schemas import TakenChanges
from app.api.shapes import RecordShape
from app.api.views import ShownAs, View, json_response, record_response

router = APIRouter(prefix="/v1/invoices", tags=["Invoices"], default_response_class=Response)


@router.get(
    "/{invoice_id}/offer",
    operation_id="getOffer",
    summary="What reading it again has found",
    responses=responses({200: response("Every value that differs.", OfferToInvoice)}, "not-found"),
)
async def get_offer(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """The invoice itself is not changed until the offer is taken. Of several the newest is shown; `offer` is null when
    there is none."""
    offer = await run(services.offers.get, principal.owner, invoice_id)
    return json_response(OfferToInvoice(offer=offer))


@router.post(
    "/{invoice_id}/offer",
    operation_id="takeOffer",
    summary="Take what was found",
    responses=responses(
        {200: response("The invoice with what was taken.", RecordShape, headers=("ETag",))},
        *("not-found", "precondition-required", "stale", "newer-data", "storage-full", "storage-quota", *JSON_BODY),
    ),
)
async def take_offer(
    *,
    invoice_id: InvoiceId,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    if_match: IfMatch,
    asked: Annotated[TakenChanges, body_of(TakenChanges)],
    view: ShownAs = View.FULL,
) -> Response:
    """Put the named changes into the version that If-Match names; without `paths` all but those of values that a person
    has set. The rest is left, and the offer is closed."""
    before = await run(services.invoices.get, principal.owner, invoice_id)
    version = require_version(if_match, before)
    record = await run(services.offers.take, principal.owner, invoice_id, asked.paths, version=version)
    return record_response(record, view)


@router.delete(
    "/{invoice_id}/offer",
    operation_id="leaveOffer",
    summary="Leave what was found",
    status_code=204,
    responses=responses({204: response("Nothing is offered any more.")}, "not-found"),
)
async def leave_offer(invoice_id: InvoiceId, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """The invoice stays as it is."""
    await run(services.offers.leave, principal.owner, invoice_id)
    return Response(status_code=204)
