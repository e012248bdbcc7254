"""Documents without a record: look through them, delete them. They are taken in again by `POST /v1/scans/kept`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.cursors import Cursors
from app.api.deps import Reader, RunBlocking, Services, Writer
from app.api.describe import response, responses
from app.api.links import page
from app.api.responses import LooseList, LooseRow, Trouble
from app.ports import Kind, StoredObject

router = APIRouter(prefix="/v1/loose-documents", tags=["Scans"], default_response_class=Response)

KEPT_AS = {Kind.INVOICE: "invoice", Kind.SCAN: "scan", Kind.UPLOAD: "upload"}


@router.get(
    "",
    operation_id="listLooseDocuments",
    summary="List documents without records",
    responses=responses({200: response("In a fixed order.", LooseList, headers=("Link",))}, "invalid-cursor"),
)
async def list_loose_documents(
    *,
    request: Request,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    limit: Annotated[int, Query(ge=1, le=100, description="rows of a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=4_096, description="from `next` of the page before")] = None,
) -> Response:
    """Documents that are kept and that no scan and no invoice knows, as after the database was put back from a copy.
    They are never deleted by themselves: `POST /v1/scans/kept` with the `document_id` takes one in again, a `DELETE`
    removes it. `trouble` says when documents and database do not belong together; until that is settled nothing is
    deleted."""
    cursors = Cursors(services.cursor_secret, principal.owner, "loose documents")
    found, following = await run(services.loose.list, principal.owner, limit=limit, after=cursors.open(cursor))
    trouble = await run(services.installation.trouble)
    told = Trouble(code=trouble.value, detail=trouble.said).model_dump() if trouble else None
    return page(request, map(_row, found), following, cursors, trouble=told)


@router.delete(
    "/{document_id}",
    operation_id="deleteLooseDocument",
    summary="Delete a document without a record",
    status_code=204,
    responses=responses({204: response("Deleted.")}, "not-found"),
)
async def delete_loose_document(
    document_id: Annotated[str, Path(description="id of the document")],
    principal: Writer,
    services: Services,
    run: RunBlocking,
) -> Response:
    """For good, and shown no more; the file itself is removed within minutes."""
    await run(services.loose.drop, principal.owner, document_id)
    return Response(status_code=204)


def _row(stored: StoredObject) -> str:
    kept_as = KEPT_AS[stored.key.kind]
    row = LooseRow(id=stored.key.id, kept_as=kept_as, size=stored.size, kept_since=stored.modified_at)
    return row.model_dump_json()
