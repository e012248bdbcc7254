"""Uploads: leave to hand over a file outside the API."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.api.bodies import json_body
from app.api.deps import RunBlocking, Services, Writer
from app.api.describe import JSON_BODY, KEYED, answers, json_answer, json_request, parameters
from app.api.once import Answered, Once
from app.api.schemas import NewUpload
from app.api.views import shown

router = APIRouter(prefix="/v1/uploads", tags=["Scans"])


@router.post(
    "",
    operation_id="openUpload",
    summary="Ask for leave to upload a file",
    status_code=201,
    responses=answers(
        {201: json_answer("Where to put the file.", "Upload", headers=("Idempotency-Replayed",))},
        *("unsupported-type", "too-large", *JSON_BODY, *KEYED),
    ),
    openapi_extra={**json_request("NewUpload"), **parameters("Idempotency-Key")},
)
async def open_upload(request: Request, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """For files larger than a request may carry. POST the file to `url` as a form, every entry of `fields` first, then
    the file as `file`, within five minutes; then send its `upload_id` to `POST /v1/scans`."""
    once = Once.of(request.headers, services, run, principal.owner, route="POST /v1/uploads")
    asked = await json_body(request, NewUpload)

    async def first() -> Answered:
        upload = await run(services.uploads.open, principal.owner, media_type=asked.media_type, size=asked.size)
        body = {
            "upload_id": upload.id,
            "url": upload.ticket.url,
            "fields": dict(upload.ticket.fields),
            "expires_at": upload.ticket.expires_at.isoformat(),
        }
        return Answered(shown(body, 201), upload.id)

    return await once.answer((asked.media_type, asked.size), first=first)
