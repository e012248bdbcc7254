"""Exports of any size: asked for, looked at while they are made, downloaded, removed."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.blocking import Run
from app.api.deps import Reader, RunBlocking, Services, Writer, body_of
from app.api.describe import JSON_BODY, KEYED, response, responses
from app.api.idempotency import Keyed, RouteResult
from app.api.schemas import NewExport
from app.api.shapes import ExportJobList, ExportJobShape
from app.api.views import export_row, export_view, json_response
from app.container import Container
from app.domain.export import Export
from app.domain.principal import Owner

router = APIRouter(prefix="/v1/exports", tags=["Invoices"], default_response_class=Response)

ExportId = Annotated[str, Path(description="id of the export")]


async def _shown(services: Container, run: Run, owner: Owner, export: Export, status: int = 200) -> Response:
    url = await run(services.export_jobs.link, owner, export)
    headers = {"Location": f"/v1/exports/{export.id}"} if status == 202 else {}
    if not export.state.ended:
        headers["Retry-After"] = "1"
    return json_response(export_view(export, url), status, headers)


@router.post(
    "",
    operation_id="startExport",
    summary="Have an export made, of any size",
    status_code=202,
    responses=responses(
        {202: response("It is queued.", ExportJobShape, headers=("Location", "Retry-After", "Idempotency-Replayed"))},
        *("too-many-exports", "storage-full", *JSON_BODY, *KEYED),
    ),
)
async def start_export(
    *,
    principal: Writer,
    services: Services,
    run: RunBlocking,
    idempotent: Keyed,
    asked: Annotated[NewExport, body_of(NewExport)],
) -> Response:
    """The same filters and formats as `GET /v1/invoices/export`, without its limits of size and time. Ask
    `GET /v1/exports/{export_id}` until the state is `done` or `failed`. Up to 3 are made at once, and 20 kept, each for
    24 hours. What is saved or changed while it is made may be in it or not. `csv` and `json` have no limit but 12 GB;
    an `xlsx` holds up to 1,048,575 rows, in an AWS account 10,000: more of it fails with `spreadsheet-too-large`."""

    async def first() -> RouteResult:
        export = await run(
            services.export_jobs.start,
            principal.owner,
            format_=asked.format,
            rows=asked.rows,
            query=asked.query(),
            invoice_ids=tuple(asked.ids) if asked.ids is not None else None,
        )
        return RouteResult(await _shown(services, run, principal.owner, export, 202), export.id)

    async def again(export_id: str) -> RouteResult:
        export = await run(services.export_jobs.get, principal.owner, export_id)
        return RouteResult(await _shown(services, run, principal.owner, export, 202), export_id)

    return await idempotent.respond(tuple(asked.model_dump(mode="json").items()), first=first, again=again)


@router.get(
    "",
    operation_id="listExports",
    summary="List exports",
    responses=responses({200: response("Newest first.", ExportJobList)}),
)
async def list_exports(principal: Reader, services: Services, run: RunBlocking) -> Response:
    """All that are kept: those of the last 24 hours, 20 at most."""
    exports = await run(services.export_jobs.list, principal.owner)
    return json_response({"items": [export_row(export) for export in exports]})


@router.get(
    "/{export_id}",
    operation_id="getExport",
    summary="How far an export is",
    responses=responses(
        {200: response("The export as it is now.", ExportJobShape, headers=("Retry-After",))}, "not-found"
    ),
)
async def get_export(export_id: ExportId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """`invoices_done` says how many invoices are written. Once it is `done`, `url` serves the file for two minutes to
    whoever has it, without a token; each call makes it anew."""
    export = await run(services.export_jobs.get, principal.owner, export_id)
    return await _shown(services, run, principal.owner, export)


@router.get(
    "/{export_id}/file",
    operation_id="getExportFile",
    summary="Download an export",
    status_code=302,
    responses=responses(
        {302: response("The file is at `Location` for two minutes.", headers=("Location",))},
        *("not-found", "export-not-done"),
    ),
)
async def get_export_file(export_id: ExportId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """An address that needs no token, good for two minutes; the same as `url` of the export."""
    address = await run(services.export_jobs.file, principal.owner, export_id)
    return Response(status_code=302, headers={"Location": address})


@router.delete(
    "/{export_id}",
    operation_id="deleteExport",
    summary="Delete an export",
    status_code=204,
    responses=responses({204: response("Deleted.")}, "not-found"),
)
async def delete_export(export_id: ExportId, principal: Writer, services: Services, run: RunBlocking) -> Response:
    """With its file, whether it is done or not; the invoices stay. It goes by itself when it is 24 hours old."""
    await run(services.export_jobs.delete, principal.owner, export_id)
    return Response(status_code=204)
