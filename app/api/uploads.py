"""Uploads: leave to hand over a file outside the API."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services, Writer, body_of
from app.api.describe import JSON_BODY, KEYED, response, responses
from app.api.idempotency import Keyed, RouteResult
from app.api.responses import UploadTicket
from app.api.schemas import NewUpload
from app.api.shapes import UploadShape
from app.api.views import json_response, upload_view

router = APIRouter(prefix="/v1/uploads", tags=["Scans"], default_response_class=Response)


@router.post(
    "",
    operation_id="openUpload",
    summary="Ask for leave to upload a file",
    status_code=201,
    responses=responses(
        {201: response("Where to put the file.", UploadTicket, headers=("Idempotency-Replayed",))},
        *("too-large", "storage-quota", "no-reader", *JSON_BODY, *KEYED),
    ),
)
async def open_upload(
    *,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    idempotent: Keyed,
    asked: Annotated[NewUpload, body_of(NewUpload)],
) -> Response:
    """For files larger than a request may carry. POST the file to `url` as a form, every entry of `fields` first, then
    the file as `file`, within five minutes; then send its `upload_id` to `POST /v1/scans/kept`. With `keep` that last
    step is not needed: the file is scanned when it arrives, and the invoice is saved with the status `needs_review`.

    The file counts among the documents that you may keep from now on: room is held for `size` bytes, and no more can be
    put; without `size` for the largest file, or for what is left. Ten minutes later the room is free again if no file
    has come."""

    async def first() -> RouteResult:
        upload, ticket = await run(services.uploads.open, principal.owner, **asked.model_dump())
        body = UploadTicket(
            upload_id=upload.id, url=ticket.url, fields=dict(ticket.fields), expires_at=ticket.expires_at
        )
        return RouteResult(json_response(body, 201), upload.id)

    return await idempotent.respond(tuple(asked.model_dump().values()), first=first)


@router.get(
    "/{upload_id}",
    operation_id="getUpload",
    summary="What became of an upload",
    responses=responses({200: response("The upload as it is now.", UploadShape)}, "not-found"),
)
async def get_upload(
    upload_id: Annotated[str, Path(description="id of the upload")],
    principal: Reader,
    services: Services,
    run: RunBlocking,
) -> Response:
    """`scan_id` names the scan of the file once it has arrived and is looked at; `waits` says for which quota and until
    when; `known` that the bytes were there already; `reason` why nothing came of it. With `file_kept`
    that is not the file's: it is still there, and `POST /v1/scans/kept` tries it again. Uploads are forgotten after
    four weeks."""
    upload = await run(services.uploads.get, principal.owner, upload_id)
    return json_response(upload_view(upload, await run(services.uploads.waiting, principal.owner, upload)))
