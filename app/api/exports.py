"""Invoices as a table."""

from collections.abc import Iterator
from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from app.api.blocking import parts
from app.api.deps import Reader, RunBlocking, Services, body_of
from app.api.describe import BINARY, JSON_BODY, response, responses
from app.api.limited_stream import limited
from app.api.responses import Export
from app.api.schemas import ChosenInvoices, ExportOfInvoices
from app.domain.export import Format
from app.encoding.header import attachment

router = APIRouter(prefix="/v1/invoices/export", tags=["Invoices"], default_response_class=Response)

# The bytes first: that is what generated clients give.
TABLE = response("The table, sent while it is made.", Export, headers=("Content-Disposition",)) | {
    "content": {Format.XLSX.media_type: {"schema": BINARY}, "text/csv": {"schema": {"type": "string"}}}
}


async def _table(services: Services, run: RunBlocking, whole: Iterator[bytes], format_: Format) -> StreamingResponse:
    name = f"invoices-{services.clock().astimezone(UTC):%Y-%m-%d}.{format_}"
    gathered = await run(limited, whole, most=services.settings.max_response_bytes)
    headers = {"Content-Disposition": attachment(name)}
    return StreamingResponse(await parts(run, gathered), media_type=format_.media_type, headers=headers)


@router.get(
    "",
    operation_id="exportInvoices",
    summary="Export invoices as a table",
    responses=responses({200: TABLE}, "export-too-large"),
)
async def export_invoices(
    principal: Reader,
    services: Services,
    run: RunBlocking,
    asked: Annotated[ExportOfInvoices, Query()],
) -> Response:
    """The same filters as the list, without pages. What a spreadsheet would take for a formula is marked as text. Where
    an answer has limits (an AWS account), `POST /v1/exports` makes what is larger."""
    whole = services.export.stream(principal.owner, asked.query(), format_=asked.format, rows=asked.rows)
    return await _table(services, run, whole, asked.format)


@router.post(
    "",
    operation_id="exportChosenInvoices",
    summary="Export chosen invoices as a table",
    responses=responses({200: TABLE}, "export-too-large", *JSON_BODY),
)
async def export_chosen_invoices(
    principal: Reader,
    services: Services,
    run: RunBlocking,
    asked: Annotated[ChosenInvoices, body_of(ChosenInvoices)],
) -> Response:
    """As the export of a list, for up to 1,000 ids; those that are not (any more) there are left out. Changes nothing:
    it is a POST because so many ids are too long for an address."""
    whole = services.export.stream_of(principal.owner, asked.ids, format_=asked.format, rows=asked.rows)
    return await _table(services, run, whole, asked.format)
