"""Read the document of a kept invoice once more."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.api.deps import RunBlocking, Services, Writer, body_of
from app.api.describe import FAILED_READINGS, JSON_BODY, responses
from app.api.preferences import Prefer
from app.api.schemas import ReadAgain
from app.api.starting import started, started_responses, until_ended
from app.api.views import ShownAs, View

router = APIRouter(prefix="/v1/scans", tags=["Scans"], default_response_class=Response)


@router.post(
    "/again",
    operation_id="readAgain",
    summary="Read a saved document again",
    responses=responses(
        started_responses(),
        *("no-reader", "not-found", "quota-exceeded", "daily-stop", *FAILED_READINGS, *JSON_BODY),
        problem_headers=("Location",),
    ),
)
async def read_again(
    *,
    request: Request,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    wait: Prefer,
    asked: Annotated[ReadAgain, body_of(ReadAgain)],
    view: ShownAs = View.FULL,
) -> Response:
    """As `POST /v1/scans` with `read_again`, without sending the file. The invoice stays as it is: what is found is
    offered at `GET /v1/invoices/{invoice_id}/offer`."""
    scan = await run(
        services.scans.read_again,
        principal.owner,
        asked.invoice_id,
        reader=asked.reader,
        at_once=wait.seconds > 0,
    )
    ended = await until_ended(services, run, principal.owner, scan, wait.seconds)
    return started(request, ended, view, wait, known=True)
