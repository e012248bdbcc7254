"""Scans: hand over a document, wait for what was read from it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app.api.bodies import media_type
from app.api.cursors import Cursors
from app.api.deps import Reader, RunBlocking, Services, Writer
from app.api.describe import BODY, FAILED_READINGS, KEYED, REJECTED_FILES, Responses, file_response, response, responses
from app.api.kept import scan_kept
from app.api.links import page
from app.api.preferences import MAX_WAIT
from app.api.received_file import DESCRIBED, File
from app.api.shapes import ScanList, ScanShape, StartedScan
from app.api.starting import Start, started_responses, until_ended
from app.api.views import ShownAs, View, json_response, scan_row, scan_view
from app.domain.estimate import Estimate
from app.domain.scan import ScanState

router = APIRouter(prefix="/v1/scans", tags=["Scans"], default_response_class=Response)

ScanId = Annotated[str, Path(description="id of the scan")]


ESTIMATED: Responses = {
    200: response(
        "Read; or what it would cost to.",
        StartedScan | Estimate,
        headers=("Location", "Preference-Applied", "Idempotency-Replayed"),
    )
}


class OfJson(APIRoute):
    """A route for bodies of JSON alone."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if media_type(Headers(scope=scope)) != "application/json":
            return Match.NONE, {}
        return super().matches(scope)


# As it was before `POST /v1/scans/kept`: the file alone is described, for clients are generated for one kind of body.
router.add_api_route("", scan_kept, methods=["POST"], include_in_schema=False, route_class_override=OfJson)


@router.post(
    "",
    operation_id="startScan",
    summary="Scan a document",
    responses=responses(
        started_responses("Idempotency-Replayed") | ESTIMATED,
        *("bad-multipart", "unexpected-part", "no-reader", "quota-exceeded"),
        *("storage-full", "storage-quota", "daily-stop"),
        *(*REJECTED_FILES, *FAILED_READINGS, *KEYED, *BODY),
        problem_headers=("Location",),
    ),
    openapi_extra=DESCRIBED,
)
async def start_scan(
    *,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    start: Start,
    file: File,
    reader: Annotated[str | None, Query(max_length=50, description="one of `readers` in `/v1/config`")] = None,
    estimate: Annotated[
        bool, Query(description="only say what reading it would cost: nothing is kept, read or charged")
    ] = False,
    read_again: Annotated[
        bool, Query(description="read it once more where the file is known and another or a newer reader can be asked")
    ] = False,
) -> Response:
    """Hand over one invoice or receipt: a PDF, a picture or an XML e-invoice. What was put under an upload ticket is
    scanned by `POST /v1/scans/kept`, whose JSON is understood here, too.

    The call waits for the result (20 seconds unless `Prefer` says else). A file that is refused, or that turns out to
    be unreadable while the call waits, is answered with a problem whose `code` says why; in the second case `Location`
    names the failed scan.

    A file is known by its bytes: handed over again it gives what is there, says so with `known`, and nothing is read
    or counted twice; `invoice_id` names the invoice that was saved from it. With `read_again` it is read once more, by
    a scan with `again_of`: what that finds takes the place of a draft, and is offered to a saved invoice (`GET
    /v1/invoices/{invoice_id}/offer`). Nothing is read again where the same readers have read it in their present
    versions, or where one that charges has been paid for this version.

    With `estimate` the answer is an `Estimate`: what reading the file would cost with each reader, by list price.
    """
    if estimate:
        given = {"declared_type": file.declared_type, "file_name": file.file_name}
        return json_response(await run(services.scans.estimate, principal.owner, file.data, **given))
    return await start(
        (*file.identity, reader, read_again),
        services.scans.start,
        file.data,
        declared_type=file.declared_type,
        file_name=file.file_name,
        reader=reader,
        read_again=read_again,
    )


@router.get(
    "",
    operation_id="listScans",
    summary="List scans",
    responses=responses({200: response("Newest first.", ScanList, headers=("Link",))}, "invalid-cursor"),
)
async def list_scans(
    *,
    request: Request,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    state: Annotated[ScanState | None, Query(description="only scans in this state")] = None,
    unsaved: Annotated[bool, Query(description="only scans from which no invoice was saved")] = False,
    limit: Annotated[int, Query(ge=1, le=100, description="rows of a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=4_096, description="from `next` of the page before")] = None,
) -> Response:
    """Scans without what was read from them."""
    cursors = Cursors(services.cursor_secret, principal.owner, f"scans {state} {unsaved}")
    found, following = await run(
        services.scans.list, principal.owner, state=state, unsaved=unsaved, limit=limit, after=cursors.open(cursor)
    )
    return page(request, [scan_row(scan) for scan in found], following, cursors)


@router.get(
    "/{scan_id}",
    operation_id="getScan",
    summary="Look at a scan, or wait for it",
    responses=responses({200: response("The scan as it is now.", ScanShape, headers=("Retry-After",))}, "not-found"),
)
async def get_scan(
    *,
    scan_id: ScanId,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    wait: Annotated[int, Query(ge=0, le=MAX_WAIT, description="seconds to wait for its end")] = 0,
    view: ShownAs = View.FULL,
) -> Response:
    """States: `queued`, `reading`, `done`, `failed` (see `reason`), `cancelled`. `waits` says what keeps one that is
    queued or reading from being read, and until when: a quota, its turn with a reader (`reader-busy`, with its
    `place`), or the money for one (`paid-cap`). The answer comes when the scan has ended, or after `wait` seconds."""
    scan = await run(services.scans.get, principal.owner, scan_id)
    scan = await until_ended(services, run, principal.owner, scan, wait)
    return json_response(scan_view(scan, view), headers={} if scan.state.ended else {"Retry-After": "1"})


@router.delete(
    "/{scan_id}",
    operation_id="cancelScan",
    summary="Cancel a scan",
    status_code=204,
    responses=responses({204: response("Cancelled.")}, "not-found", "scan-ended"),
)
async def cancel_scan(scan_id: ScanId, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """Stop reading and remove the file. Cancelling again changes nothing; a scan that has ended stays as it is."""
    await run(services.scans.cancel, principal.owner, scan_id)
    return Response(status_code=204)


@router.get(
    "/{scan_id}/pages/{page_number}",
    operation_id="getScanPage",
    summary="Picture of a page",
    responses=responses({200: file_response("The page.", "image/jpeg")}, "not-found", "too-complex", "damaged"),
)
async def scan_page(
    scan_id: ScanId,
    page_number: Annotated[int, Path(ge=1, le=100_000, description="1 is the first")],
    principal: Reader,
    services: Services,
    run: RunBlocking,
) -> Response:
    """Upright, re-encoded, without metadata: for display. Polygons of values refer to it."""
    picture = await run(services.scans.page_picture, principal.owner, scan_id, page_number)
    return Response(picture, media_type="image/jpeg")
