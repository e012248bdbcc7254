"""Scan what is here already: a file that came by an upload, a document without a record.

A call of its own, beside that which takes a file: clients are generated for one kind of body a call.
"""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from app.api.deps import Services, Writer, body_of
from app.api.describe import FAILED_READINGS, JSON_BODY, KEYED, REJECTED_FILES, responses
from app.api.schemas import ScanOfKept
from app.api.starting import Start, started_responses

router = APIRouter(prefix="/v1/scans", tags=["Scans"], default_response_class=Response)


@router.post(
    "/kept",
    operation_id="scanKept",
    summary="Scan a document that is here",
    responses=responses(
        started_responses("Idempotency-Replayed"),
        *("no-reader", "not-found", "quota-exceeded", "storage-full", "storage-quota", "daily-stop"),
        *(*REJECTED_FILES, *FAILED_READINGS, *KEYED, *JSON_BODY),
        problem_headers=("Location",),
    ),
)
async def scan_kept(
    principal: Writer, services: Services, start: Start, asked: Annotated[ScanOfKept, body_of(ScanOfKept)]
) -> Response:
    """As `POST /v1/scans`, for the file of an upload (`upload_id`) or a document without a record (`document_id`)."""
    identity = tuple(asked.model_dump().values())
    how = {"file_name": asked.file_name, "reader": asked.reader, "read_again": asked.read_again}
    if asked.document_id is not None:
        return await start(identity, services.loose.take_in, asked.document_id, **how)
    return await start(identity, services.uploads.scan, asked.upload_id, **how)
