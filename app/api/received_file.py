"""The file of a scan request, as a form or as the body itself."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header
from starlette.requests import Request

from app.api.bodies import BodyTooLarge, media_type, whole_body
from app.api.content_disposition import given_name
from app.api.deps import Services, Writer
from app.api.describe import BINARY
from app.api.multipart import receive_form
from app.domain.document import ANYTHING, MEDIA_TYPES, digest
from app.domain.errors import DocumentRejected, InvalidInput

DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as a form, or as the body itself under its own type or none.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": BINARY},
                },
                "encoding": {"file": {"contentType": ", ".join(MEDIA_TYPES)}},
            },
            **{name: {"schema": BINARY} for name in (ANYTHING, *MEDIA_TYPES)},
        },
    }
}


@dataclass(frozen=True)
class HandedOver:
    data: bytes
    declared_type: str | None = None
    file_name: str | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        """The same for the same file, however its form was cut into parts."""
        return (digest(self.data), self.declared_type, self.file_name)


async def _file(
    request: Request,
    principal: Writer,
    services: Services,
    disposition: Annotated[
        str | None,
        Header(
            alias="Content-Disposition",
            description="file name of a raw body, for display",
            examples=['attachment; filename="invoice.pdf"'],
        ),
    ] = None,
) -> HandedOver:
    """`DocumentRejected` code `too-large` as soon as more than may come in a request has arrived; `InvalidInput` for a
    bad form."""
    max_bytes = services.settings.max_body_bytes
    kind = media_type(request.headers)
    try:
        if kind == "multipart/form-data":
            return await _from_form(request, max_bytes)
        return HandedOver(
            data=await whole_body(request, limit=max_bytes),
            declared_type=kind,
            file_name=given_name(request.headers.get("content-disposition")),
        )
    except BodyTooLarge as error:
        raise DocumentRejected("too-large", f"The file has more than {max_bytes:,} bytes.") from error


# Behind the caller and the key among the parameters: what they refuse is not received.
File = Annotated[HandedOver, Depends(_file)]


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
