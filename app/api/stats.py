"""Totals of the kept invoices."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import response, responses
from app.api.responses import Stats
from app.api.views import json_response

_MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"

router = APIRouter(prefix="/v1/stats", tags=["Invoices"], default_response_class=Response)


@router.get(
    "",
    operation_id="getStats",
    summary="Totals by month, seller, currency and reader",
    responses=responses({200: response("One row for each month, seller and currency; what was read.", Stats)}),
)
async def get_stats(
    principal: Reader,
    services: Services,
    run: RunBlocking,
    month_from: Annotated[str | None, Query(pattern=_MONTH, description="the first month")] = None,
    month_to: Annotated[str | None, Query(pattern=_MONTH, description="the last month")] = None,
) -> Response:
    """What counts: invoices, receipts, debit notes and documents of unread kind add their amounts as given, so one with
    a negative total takes away. Credit notes take away, whether they are given with a minus or without. Quotes, orders,
    pro-forma invoices, delivery notes, statements, reminders, payslips and what is no invoice (`not_an_invoice`) do not
    count. What a person has kept as disputed is left out, and of documents that are the same (same bytes; or same
    seller, number, date and total) all but the one saved first. What is left out stands apart in the same row, with the
    sum it would have. The rows of the list (`counts`, `counted`) and of the export add up to the same.

    Amounts of different currencies are never added. A month without documents has no row; documents dated in the future
    are in the row of their month. Documents without a date come first, where no first month is asked for.

    Months come whole, in their order, until there are some thousands of rows; `next_month` says where to go on with
    `month_from`."""
    totals = await run(partial(services.invoices.stats, principal.owner, first=month_from, last=month_to))
    readers = await run(services.scans.read_totals, principal.owner)
    return json_response(Stats(rows=list(totals.rows), readers=list(readers), next_month=totals.further))
