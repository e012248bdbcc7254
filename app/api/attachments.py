"""Files that came inside of a document: timesheets and terms in the XML, whatever is attached to a PDF."""

from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import file_response, response, responses
from app.api.responses import AttachedFiles
from app.api.views import json_response
from app.domain.document import Document
from app.encoding.header import attachment

router = APIRouter(prefix="/v1", default_response_class=Response)

ScanId = Annotated[str, Path(description="id of the scan")]
InvoiceId = Annotated[str, Path(description="id of the invoice")]
Number = Annotated[int, Path(ge=1, le=1_000, description="number in the list of files")]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="1 is the first")]
_LOOKED_INTO = ("not-found", "damaged", "too-complex", "too-large", "password-protected", "unsafe-xml")
_LIST = responses({200: response("In the order of the document.", AttachedFiles)}, *_LOOKED_INTO)
_FILE = responses(
    {200: file_response("The file, as attachment.", "application/octet-stream", headers=("Content-Disposition",))},
    *(*_LOOKED_INTO, "malware", "attachment-too-large"),
)
_PAGE = responses(
    {200: file_response("The page.", "image/jpeg")},
    *(*_LOOKED_INTO, "malware", "unsupported-type", "empty-file", "unsupported-form", "too-many-pixels"),
    *("too-many-pages", "too-small"),
)


async def _of_scan(scan_id: ScanId, principal: Reader, services: Services, run: RunBlocking) -> Document:
    return await run(services.attachments.of_scan, principal.owner, scan_id)


async def _of_invoice(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Document:
    return await run(services.attachments.of_invoice, principal.owner, invoice_id)


def _add_routes(noun: str, of: Any) -> None:
    """The three calls for the documents of scans, and of invoices. `of`: depends on the document."""
    path = f"/{noun.lower()}s/{{{noun.lower()}_id}}/attachments"
    tags: list[str | Enum] = [f"{noun}s"]

    @router.get(path, operation_id=f"list{noun}Files", summary="Files inside the document", tags=tags, responses=_LIST)
    async def files(services: Services, run: RunBlocking, document: Document = of) -> Response:
        """What is attached to a PDF, and what is embedded in the XML of an e-invoice, such as timesheets."""
        return json_response(AttachedFiles(attachments=list(await run(services.attachments.list, document))))

    @router.get(
        path + "/{number}",
        operation_id=f"get{noun}File",
        summary="Download a file from inside the document",
        tags=tags,
        responses=_FILE,
    )
    async def file(services: Services, run: RunBlocking, number: Number, document: Document = of) -> Response:
        """The bytes as they came, screened for malware, never to be shown in place: a browser saves them."""
        most = services.settings.max_response_bytes
        opened = await run(lambda: services.attachments.open(document, number, most=most))
        headers = {"Content-Disposition": attachment(opened.about.name or f"file-{number}")}
        return Response(opened.data, headers=headers, media_type="application/octet-stream")

    @router.get(
        path + "/{number}/pages/{page_number}",
        operation_id=f"get{noun}FilePage",
        summary="Picture of a page of a file inside the document",
        tags=tags,
        responses=_PAGE,
    )
    async def file_page(
        services: Services,
        run: RunBlocking,
        number: Number,
        page_number: PageNumber,
        document: Document = of,
    ) -> Response:
        """For files that are PDFs or pictures: upright, re-encoded, without metadata."""
        picture = await run(services.attachments.page_picture, document, number, page_number)
        return Response(picture, media_type="image/jpeg")


_add_routes("Scan", Depends(_of_scan))
_add_routes("Invoice", Depends(_of_invoice))
