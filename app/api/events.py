"""Events of the caller's own invoices, for programs that ask instead of being told."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import response, responses
from app.api.links import page_to
from app.api.responses import EventList
from app.domain.errors import Conflict

router = APIRouter(prefix="/v1/events", tags=["Invoices"], default_response_class=Response)


@router.get(
    "",
    operation_id="listEvents",
    summary="List what has happened",
    responses=responses({200: response("In order, oldest first.", EventList, headers=("Link",))}, "events-off"),
)
async def list_events(
    *,
    request: Request,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    after: Annotated[
        str | None,
        Query(
            pattern="^evt_[0-9a-f]{32}$",
            description="id of the last event that you have",
            examples=["evt_019ad5c0f1e62d3c4b5a69788796a5b4"],
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="rows of a page")] = 50,
) -> Response:
    """What has happened to your invoices: `invoice.saved`, `invoice.needs_review` (kept without a person having looked
    at it), `invoice.changed`, `invoice.deleted`, `scan.failed`.

    Keep the `id` of the last event that you have handled, and ask for what came `after` it, again from time to time: no
    event is left out, and those about one invoice come in order. An event names its invoice or scan and holds no values
    of it: ask for those by id. It is shown within a minute, and for 7 days after it was delivered to where this
    installation delivers events; `events-off` where it delivers them nowhere. New types and members may be added:
    pass over those that you do not know."""
    if services.dispatcher is None:
        raise Conflict("This installation keeps no events: whoever runs it has to switch them on.", code="events-off")
    rows, more = await run(services.dispatcher.list, principal.owner, limit=limit, after=after)
    return page_to(request, (row.body for row in rows), ("after", rows[-1].id) if more and rows else None)
