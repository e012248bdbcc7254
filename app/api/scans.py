"""Scans: hand over a document, wait for what was read from it."""

import asyncio
import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.blocking import Run
from app.api.cursors import Cursors
from app.api.deps import Reader, RunBlocking, Services, Writer
from app.api.describe import (
    BODY,
    FAILED_READINGS,
    KEYED,
    REJECTED_FILES,
    answers,
    bare_answer,
    binary_answer,
    json_answer,
    parameters,
    ref,
)
from app.api.errors import ScanFailed, problem_response
from app.api.handed_over import HandedOver, handed_over
from app.api.links import page
from app.api.once import Answered, Once
from app.api.preferences import MAX_WAIT, Patience, patience
from app.api.views import ShownAs, View, scan_row, scan_view, shown, started_view
from app.container import Container
from app.domain.document import ANYTHING, MEDIA_TYPES
from app.domain.errors import AppError, Conflict
from app.domain.principal import Owner
from app.domain.scan import Scan, ScanState

router = APIRouter(prefix="/v1/scans", tags=["Scans"], default_response_class=Response)

FIRST_LOOK, LATER_LOOKS = 0.005, 0.25  # seconds between looks at a scan that somebody waits for

ScanId = Annotated[str, Path(description="id of the scan")]
FORMS = ("FullScan", "PlainScan")
STARTED_FORMS = ("FullStartedScan", "PlainStartedScan")


_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as a form, as the body itself, or the id of an upload or a document without a record.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
                },
                "encoding": {"file": {"contentType": ", ".join(MEDIA_TYPES)}},
            },
            "application/json": {"schema": ref("schemas", "ScanOfKept")},
            **{media_type: {"schema": {}} for media_type in (*MEDIA_TYPES, ANYTHING)},
        },
    }
}


@router.post(
    "",
    operation_id="startScan",
    summary="Scan a document",
    responses=answers(
        {
            200: json_answer(
                "Read.", *STARTED_FORMS, headers=("Location", "Preference-Applied", "Idempotency-Replayed")
            ),
            202: json_answer(
                "Still being read: ask again at `Location`.",
                *STARTED_FORMS,
                headers=("Location", "Retry-After", "Preference-Applied"),
            ),
        },
        *("bad-multipart", "unexpected-part", "bad-json", "no-reader", "not-found", "quota-exceeded"),
        *("storage-full", "storage-quota", "daily-stop"),
        *(*REJECTED_FILES, *FAILED_READINGS, *KEYED, *BODY),
        problem_headers=("Location",),
    ),
    openapi_extra={**_FILE, **parameters("Prefer", "Idempotency-Key", "Content-Disposition")},
)
async def start_scan(
    *,
    request: Request,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    reader: Annotated[str | None, Query(max_length=50, description="one of `readers` in `/v1/config`")] = None,
    read_again: Annotated[
        bool, Query(description="read it once more where the file is known and another or a newer reader can be asked")
    ] = False,
    view: ShownAs = View.FULL,
) -> Response:
    """Hand over one invoice or receipt: a PDF, a picture or an XML e-invoice.

    The call waits for the result (20 seconds unless `Prefer` says else). A file that is refused, or that turns out to
    be unreadable while the call waits, is answered with a problem whose `code` says why; in the second case `Location`
    names the failed scan.

    A file is known by its bytes: handed over again it gives what is there, says so with `known`, and nothing is read
    or counted twice; `invoice_id` names the invoice that was saved from it. With `read_again` it is read once more, by
    a scan with `again_of`: what that finds takes the place of a draft, and is offered to a saved invoice (`GET
    /v1/invoices/{invoice_id}/offer`). Nothing is read again where the same readers have read it in their present
    versions, or where one that charges has been paid for this version.
    """
    once = Once.of(request.headers, services, run, principal.owner, route="POST /v1/scans")
    wait = patience(request.headers, default=services.settings.scan_wait_seconds)
    given = await handed_over(request, reader=reader, read_again=read_again, max_bytes=services.settings.max_body_bytes)

    async def first() -> Answered:
        scan = await _start(services, run, principal.owner, given, at_once=wait.seconds > 0)
        ended = await until_ended(services, run, principal.owner, scan, wait.seconds)
        return answered(request, ended, view, wait, known=scan.known)

    async def again(scan_id: str) -> Answered:
        scan = await run(services.scans.get, principal.owner, scan_id)
        ended = await until_ended(services, run, principal.owner, scan, wait.seconds)
        return answered(request, ended, view, wait, known=False)

    return await once.answer((given.identity, view), first=first, again=again)


async def _start(services: Container, run: Run, owner: Owner, given: HandedOver, *, at_once: bool) -> Scan:
    how: dict[str, Any] = {
        "file_name": given.file_name,
        "reader": given.reader,
        "at_once": at_once,
        "read_again": given.read_again,
    }
    if given.data is None:
        if given.document_id is not None:
            return await run(services.loose.take_in, owner, given.document_id, **how)
        return await run(services.uploads.scan, owner, given.upload_id or "", **how)
    return await run(services.scans.start, owner, given.data, declared_type=given.declared_type, **how)


async def until_ended(services: Container, run: Run, owner: Owner, scan: Scan, seconds: float) -> Scan:
    """The scan when it has ended or waits for a quota, or as it is after `seconds`."""
    started = time.monotonic()
    while not scan.state.ended and scan.waits is None and (waited := time.monotonic() - started) < seconds:
        # Waiting a part of what was waited already makes a quick answer quick and a slow one cheap to wait for.
        pause = min(max(waited / 8, FIRST_LOOK), LATER_LOOKS)
        await asyncio.sleep(min(pause, seconds - waited))
        scan = await run(services.scans.get, owner, scan.id)
    return scan


def answered(request: Request, scan: Scan, view: View, wait: Patience, *, known: bool) -> Answered:
    headers = {"Location": f"/v1/scans/{scan.id}"}
    if wait.applied:
        headers["Preference-Applied"] = wait.applied
    failure = _failure(scan)
    if failure:
        return Answered(problem_response(request, failure), scan.id)
    if scan.state.ended:
        return Answered(shown(started_view(scan, view, known=known), 200, headers), scan.id)
    return Answered(shown(started_view(scan, view, known=known), 202, {**headers, "Retry-After": "1"}), scan.id)


def _failure(scan: Scan) -> AppError | None:
    """Why a caller who waits for a reading gets none. Looking at the scan itself is no failure: that answers 200."""
    if scan.state is ScanState.CANCELLED:
        return Conflict("The scan was cancelled while it was being read.", code="scan-cancelled")
    # A known file whose values a person has typed in and saved is no failure either.
    if scan.state is ScanState.FAILED and scan.reason and scan.invoice_id is None:
        return ScanFailed(scan.id, code=scan.reason.code, detail=scan.reason.detail)
    return None


@router.get(
    "",
    operation_id="listScans",
    summary="List scans",
    responses=answers({200: json_answer("Newest first.", "ScanList", headers=("Link",))}, "invalid-cursor"),
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
    found, bookmark = await run(
        services.scans.list, principal.owner, state=state, unsaved=unsaved, limit=limit, after=cursors.open(cursor)
    )
    return page(request, [scan_row(scan) for scan in found], bookmark, cursors)


@router.get(
    "/{scan_id}",
    operation_id="getScan",
    summary="Look at a scan, or wait for it",
    responses=answers({200: json_answer("The scan as it is now.", *FORMS, headers=("Retry-After",))}, "not-found"),
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
    """States: `queued` (perhaps until a quota is free again: see `waits`), `reading`, `done`, `failed` (see `reason`),
    `cancelled`. The answer comes when the scan has
    ended, or after `wait` seconds."""
    scan = await run(services.scans.get, principal.owner, scan_id)
    scan = await until_ended(services, run, principal.owner, scan, wait)
    return shown(scan_view(scan, view), headers={} if scan.state.ended else {"Retry-After": "1"})


@router.delete(
    "/{scan_id}",
    operation_id="cancelScan",
    summary="Cancel a scan",
    status_code=204,
    responses=answers({204: bare_answer("Cancelled.")}, "not-found", "scan-ended"),
)
async def cancel_scan(scan_id: ScanId, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """Stop reading and remove the file. Cancelling again changes nothing; a scan that has ended stays as it is."""
    await run(services.scans.cancel, principal.owner, scan_id)
    return Response(status_code=204)


@router.get(
    "/{scan_id}/pages/{page_number}",
    operation_id="getScanPage",
    summary="Picture of a page",
    responses=answers({200: binary_answer("The page.", "image/jpeg")}, "not-found", "too-complex", "damaged"),
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
