"""Files that came inside of a document: timesheets and terms in the XML, whatever is attached to a PDF."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.api.answers import AttachedFiles
from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import answer, answers, file_answer
from app.api.views import shown
from app.container import Container
from app.domain.attached import AttachedFile
from app.domain.document import Document
from app.encoding.header import attachment

router = APIRouter(prefix="/v1", default_response_class=Response)

ScanId = Annotated[str, Path(description="id of the scan")]
InvoiceId = Annotated[str, Path(description="id of the invoice")]
Number = Annotated[int, Path(ge=1, le=1_000, description="number in the list of files")]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="1 is the first")]
_LOOKED_INTO = ("not-found", "damaged", "too-complex", "too-large", "password-protected", "unsafe-xml")
_LIST = answers({200: answer("In the order of the document.", AttachedFiles)}, *_LOOKED_INTO)
_FILE = answers(
    {200: file_answer("The file, as attachment.", "application/octet-stream", headers=("Content-Disposition",))},
    *(*_LOOKED_INTO, "malware", "attachment-too-large"),
)
_PAGE = answers(
    {200: file_answer("The page.", "image/jpeg")},
    *(*_LOOKED_INTO, "malware", "unsupported-type", "empty-file", "unsupported-form", "too-many-pixels"),
    *("too-many-pages", "too-small"),
)


@router.get(
    "/scans/{scan_id}/attachments",
    operation_id="listScanFiles",
    summary="Files inside the document",
    tags=["Scans"],
    responses=_LIST,
)
async def scan_files(scan_id: ScanId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """What is attached to a PDF, and what is embedded in the XML of an e-invoice, such as timesheets."""
    document = await run(services.attachments.of_scan, principal.owner, scan_id)
    return _listed(await run(services.attachments.list, document))


@router.get(
    "/scans/{scan_id}/attachments/{number}",
    operation_id="getScanFile",
    summary="Download a file from inside the document",
    tags=["Scans"],
    responses=_FILE,
)
async def scan_file(
    scan_id: ScanId, number: Number, principal: Reader, services: Services, run: RunBlocking
) -> Response:
    """The bytes as they came, screened for malware, never to be shown in place: a browser saves them."""
    document = await run(services.attachments.of_scan, principal.owner, scan_id)
    return await _file(document, number, services, run)


@router.get(
    "/scans/{scan_id}/attachments/{number}/pages/{page_number}",
    operation_id="getScanFilePage",
    summary="Picture of a page of a file inside the document",
    tags=["Scans"],
    responses=_PAGE,
)
async def scan_file_page(
    *,
    scan_id: ScanId,
    number: Number,
    page_number: PageNumber,
    principal: Reader,
    services: Services,
    run: RunBlocking,
) -> Response:
    """For files that are PDFs or pictures: upright, re-encoded, without metadata."""
    document = await run(services.attachments.of_scan, principal.owner, scan_id)
    picture = await run(services.attachments.page_picture, document, number, page_number)
    return Response(picture, media_type="image/jpeg")


@router.get(
    "/invoices/{invoice_id}/attachments",
    operation_id="listInvoiceFiles",
    summary="Files inside the document",
    tags=["Invoices"],
    responses=_LIST,
)
async def invoice_files(invoice_id: InvoiceId, principal: Reader, services: Services, run: RunBlocking) -> Response:
    """As the files of a scan."""
    document = await run(services.attachments.of_invoice, principal.owner, invoice_id)
    return _listed(await run(services.attachments.list, document))


@router.get(
    "/invoices/{invoice_id}/attachments/{number}",
    operation_id="getInvoiceFile",
    summary="Download a file from inside the document",
    tags=["Invoices"],
    responses=_FILE,
)
async def invoice_file(
    invoice_id: InvoiceId, number: Number, principal: Reader, services: Services, run: RunBlocking
) -> Response:
    """As a file of a scan."""
    document = await run(services.attachments.of_invoice, principal.owner, invoice_id)
    return await _file(document, number, services, run)


@router.get(
    "/invoices/{invoice_id}/attachments/{number}/pages/{page_number}",
    operation_id="getInvoiceFilePage",
    summary="Picture of a page of a file inside the document",
    tags=["Invoices"],
    responses=_PAGE,
)
async def invoice_file_page(
    *,
    invoice_id: InvoiceId,
    number: Number,
    page_number: PageNumber,
    principal: Reader,
    services: Services,
    run: RunBlocking,
) -> Response:
    """As the page of a file of a scan."""
    document = await run(services.attachments.of_invoice, principal.owner, invoice_id)
    picture = await run(services.attachments.page_picture, document, number, page_number)
    return Response(picture, media_type="image/jpeg")


def _listed(files: tuple[AttachedFile, ...]) -> Response:
    return shown(AttachedFiles(attachments=list(files)))


async def _file(document: Document, number: int, services: Container, run: RunBlocking) -> Response:
    opened = await run(lambda: services.attachments.open(document, number, most=services.settings.max_answer_bytes))
    name = opened.about.name or f"file-{number}"
    headers = {"Content-Disposition": attachment(name)}
    return Response(opened.data, headers=headers, media_type="application/octet-stream")
