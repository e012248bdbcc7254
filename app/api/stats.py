"""Totals of the kept invoices."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import response, responses
from app.api.responses import Stats
from app.api.views import json_response

router = APIRouter(prefix="/v1/stats", tags=["Invoices"], default_response_class=Response)


@router.get(
    "",
    operation_id="getStats",
    summary="Totals by month, seller, currency and reader",
    responses=responses({200: response("One row for each month, seller and currency; what was read.", Stats)}),
)
async def get_stats(principal: Reader, services: Services, run: RunBlocking) -> Response:
    """What counts: invoices, receipts, debit notes and documents of unread kind add their amounts as given, so one with
    a negative total takes away. Credit notes take away, whether they are given with a minus or without. Quotes, orders,
    pro-forma invoices, delivery notes, statements, reminders, payslips and what is no invoice (`not_an_invoice`) do not
    count. What a person has kept as disputed is left out, and of documents that are the same (same bytes; or same
    seller, number, date and total) all but the one saved first. What is left out stands apart in the same row, with the
    sum it would have. The rows of the list (`counts`, `counted`) and of the export add up to the same.

    Amounts of different currencies are never added. A month without documents has no row; documents dated in the future
    are in the row of their month."""
    rows = await run(services.invoices.stats, principal.owner)
    readers = await run(services.scans.read_totals, principal.owner)
    return json_response(Stats(rows=list(rows), readers=list(readers)))
