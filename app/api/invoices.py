"""Invoices: save one, find many."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.cursors import Cursors
from app.api.deps import Reader, RunBlocking, Services, Writer, body_of
from app.api.describe import JSON_BODY, KEYED, response, responses
from app.api.idempotency import Keyed, RouteResult
from app.api.links import page
from app.api.responses import InvoiceList
from app.api.schemas import ListOfInvoices, NewInvoice
from app.api.shapes import RecordShape
from app.api.views import ShownAs, View, record_response

router = APIRouter(prefix="/v1/invoices", tags=["Invoices"], default_response_class=Response)


@router.post(
    "",
    operation_id="saveInvoice",
    summary="Save an invoice",
    status_code=201,
    responses=responses(
        {201: response("Saved.", RecordShape, headers=("ETag", "Location", "Idempotency-Replayed"))},
        *("not-found", "scan-not-ended", "nothing-read", "already-saved", "save-running", "storage-full"),
        *(*JSON_BODY, *KEYED),
    ),
)
async def save_invoice(
    *,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    idempotent: Keyed,
    asked: Annotated[NewInvoice, body_of(NewInvoice)],
    view: ShownAs = View.FULL,
) -> Response:
    """Keep what was read for good, or a person's version of it. A failed check never stops this: the record then says
    `disputed`. One scan gives one invoice: saving it again with the same values gives the same invoice, with other
    values `already-saved`.

    `looked_at` names the values that a person has looked at: each value then says of itself whether somebody has.
    Left out, nobody says so (`null`), and the invoice is taken for looked at as a whole."""

    async def first() -> RouteResult:
        record = await run(
            services.invoices.save, principal.owner, asked.scan_id, asked.invoice, looked_at=asked.looked_at
        )
        return RouteResult(record_response(record, view, 201), record.id)

    return await idempotent.respond((asked.model_dump_json(), view), first=first)


@router.get(
    "",
    operation_id="listInvoices",
    summary="Find invoices",
    responses=responses({200: response("A page of the list.", InvoiceList, headers=("Link",))}, "invalid-cursor"),
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
    return page(request, found.rows, found.after, cursors)
