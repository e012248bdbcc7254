"""The document of a scan request, however it came: as a form, as the body itself, or by the id of what is here."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from app.api.bodies import BodyTooLarge, json_body, media_type, whole_body
from app.api.content_disposition import given_name
from app.api.multipart import receive_form
from app.api.schemas import ScanOfKept
from app.domain.document import digest
from app.domain.errors import DocumentRejected, InvalidInput


@dataclass(frozen=True)
class HandedOver:
    """One of `data`, `upload_id` and `document_id`."""

    data: bytes | None = None
    upload_id: str | None = None
    document_id: str | None = None
    declared_type: str | None = None
    file_name: str | None = None
    reader: str | None = None
    read_again: bool = False

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for the same request, however its form was cut into parts."""
        content = digest(self.data) if self.data is not None else self.upload_id or self.document_id
        how = (self.declared_type, self.file_name, self.reader)
        return (content, *how, True) if self.read_again else (content, *how)


async def handed_over(request: Request, *, reader: str | None, read_again: bool, max_bytes: int) -> HandedOver:
    """`DocumentRejected` code `too-large` as soon as more than `max_bytes` arrive; `InvalidInput` for a bad form."""
    given = await _given(request, max_bytes)
    return replace(given, reader=given.reader or reader, read_again=given.read_again or read_again)


async def _given(request: Request, max_bytes: int) -> HandedOver:
    kind = media_type(request.headers)
    try:
        if kind == "multipart/form-data":
            return await _from_form(request, max_bytes)
        if kind == "application/json":
            return await _from_json(request)
        return HandedOver(
            data=await whole_body(request, limit=max_bytes),
            declared_type=kind,
            file_name=given_name(request.headers.get("content-disposition")),
        )
    except BodyTooLarge as error:
        raise DocumentRejected("too-large", f"The file has more than {max_bytes:,} bytes.") from error


async def _from_form(request: Request, max_bytes: int) -> HandedOver:
    form = await receive_form(request, largest=max_bytes, limit=lambda fields: max_bytes)
    if form.fields:
        raise InvalidInput(
            "Send the file alone; `reader` and `read_again` go into the address.", code="unexpected-part"
        )
    if form.file is None:
        raise InvalidInput("The form holds no file named `file`.", code="unexpected-part")
    return HandedOver(
        data=bytes(form.file.data),
        declared_type=form.file.declared_type,
        file_name=form.file.file_name,
    )


async def _from_json(request: Request) -> HandedOver:
    body = await json_body(request, ScanOfKept)
    return HandedOver(
        upload_id=body.upload_id,
        document_id=body.document_id,
        file_name=body.file_name,
        reader=body.reader,
        read_again=body.read_again,
    )
