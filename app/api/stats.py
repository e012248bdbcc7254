"""Totals of the kept invoices."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import answers, json_answer
from app.api.views import shown, stats_view

router = APIRouter(prefix="/v1/stats", tags=["Invoices"], default_response_class=Response)


@router.get(
    "",
    operation_id="getStats",
    summary="Totals by month, seller, currency and reader",
    responses=answers({200: json_answer("One row for each month, seller and currency; what was read.", "Stats")}),
)
async def get_stats(principal: Reader, services: Services, run: RunBlocking) -> Response:
    """Amounts of different currencies are never added. Credit notes count with their sign as printed."""
    rows = await run(services.invoices.stats, principal.owner)
    readers = await run(services.scans.read_totals, principal.owner)
    return shown({"rows": [stats_view(row) for row in rows], "readers": [stats_view(row) for row in readers]})
