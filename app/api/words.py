"""The printed words of a page: what a person points at to fill a value."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.api.deps import Reader, RunBlocking, Services
from app.api.describe import response, responses
from app.api.responses import PageWords
from app.api.views import json_response
from app.domain.errors import FieldError, InvalidInput
from app.domain.reading import PageWord, Region

router = APIRouter(prefix="/v1", default_response_class=Response)

_SHARE = r"(0(\.[0-9]{1,6})?|1(\.0{1,6})?)"
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="1 is the first")]
Part = Annotated[
    str | None,
    Query(
        pattern=f"^{_SHARE}(,{_SHARE}){{3}}$",
        description="left, top, right and bottom of a part of the page, 0-1: that part alone is read, more exactly",
        examples=["0.55,0.1,0.95,0.2"],
    ),
]
_ANSWERS = responses(
    {200: response("The words in reading order.", PageWords)},
    *("not-found", "too-complex", "damaged"),
)


@router.get(
    "/scans/{scan_id}/pages/{page_number}/words",
    operation_id="getScanWords",
    summary="Words of a page",
    tags=["Scans"],
    responses=_ANSWERS,
)
async def scan_words(
    *,
    scan_id: Annotated[str, Path(description="id of the scan")],
    page_number: PageNumber,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    region: Part = None,
) -> Response:
    """Every printed word with its place, whatever it means. A PDF's text layer answers at once; a picture is read
    again, which takes seconds for a page and less for a part of it."""
    return _shown(await run(services.words.of_scan, principal.owner, scan_id, page_number, _region(region)))


@router.get(
    "/invoices/{invoice_id}/pages/{page_number}/words",
    operation_id="getInvoiceWords",
    summary="Words of a page",
    tags=["Invoices"],
    responses=_ANSWERS,
)
async def invoice_words(
    *,
    invoice_id: Annotated[str, Path(description="id of the invoice")],
    page_number: PageNumber,
    principal: Reader,
    services: Services,
    run: RunBlocking,
    region: Part = None,
) -> Response:
    """As the words of a scan's page."""
    return _shown(await run(services.words.of_invoice, principal.owner, invoice_id, page_number, _region(region)))


def _region(text: str | None) -> Region | None:
    if text is None:
        return None
    try:
        return Region(*map(float, text.split(",")))
    except ValueError as error:
        wrong = FieldError("/query/region", "empty-region", "The region must lie on the page and not be empty.")
        raise InvalidInput("The region is not valid.", errors=(wrong,)) from error


def _shown(words: tuple[PageWord, ...]) -> Response:
    return json_response(PageWords(words=list(words)))
