"""Read the document of a kept invoice once more."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import json_body
from app.api.deps import RunBlocking, Services, Writer
from app.api.describe import FAILED_READINGS, JSON_BODY, answers, json_answer, json_request, parameters
from app.api.preferences import patience
from app.api.scans import STARTED_FORMS, answered, until_ended
from app.api.schemas import ReadAgain
from app.api.views import ShownAs, View

router = APIRouter(prefix="/v1/scans", tags=["Scans"], default_response_class=Response)


@router.post(
    "/again",
    operation_id="readAgain",
    summary="Read a saved document again",
    responses=answers(
        {
            200: json_answer("Read.", *STARTED_FORMS, headers=("Location", "Preference-Applied")),
            202: json_answer(
                "Still being read: ask again at `Location`.",
                *STARTED_FORMS,
                headers=("Location", "Retry-After", "Preference-Applied"),
            ),
        },
        *("no-reader", "not-found", "quota-exceeded", "daily-stop", *FAILED_READINGS, *JSON_BODY),
        problem_headers=("Location",),
    ),
    openapi_extra={**json_request("ReadAgain"), **parameters("Prefer")},
)
async def read_again(
    request: Request, principal: Writer, services: Services, run: RunBlocking, view: ShownAs = View.FULL
) -> Response:
    """As `POST /v1/scans` with `read_again`, without sending the file. The invoice stays as it is: what is found is
    offered at `GET /v1/invoices/{invoice_id}/offer`."""
    wait = patience(request.headers, default=services.settings.scan_wait_seconds)
    asked = await json_body(request, ReadAgain)
    scan = await run(
        services.scans.read_again,
        principal.owner,
        asked.invoice_id,
        reader=asked.reader,
        at_once=wait.seconds > 0,
    )
    ended = await until_ended(services, run, principal.owner, scan, wait.seconds)
    return answered(request, ended, view, wait, known=True).response
