"""The addresses that stand in for presigned ones on a machine of one's own."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.blocking import parts
from app.api.bodies import media_type
from app.api.deps import RunBlocking, Services
from app.api.multipart import receive_form
from app.domain.errors import InvalidInput
from app.encoding.header import attachment
from app.ports import LocalExports, LocalFiles

PATH = "/local"


def local_file_routes(files: LocalFiles, exports: LocalExports) -> APIRouter:
    """`POST /local/uploads`, `GET /local/files/…` and `GET /local/exports/…`. Whoever has such an address may use it:
    it is signed, made for one object, and soon over. So no token is asked for, and none is seen."""
    router = APIRouter(prefix=PATH, include_in_schema=False)

    @router.post("/uploads")
    async def upload(request: Request, services: Services, run: RunBlocking) -> Response:
        if media_type(request.headers) != "multipart/form-data":
            raise InvalidInput("Send the fields and the file as multipart/form-data.", code="unsupported-body")
        form = await receive_form(request, largest=services.settings.max_upload_bytes, limit=files.upload_limit)
        if form.file is None:
            raise InvalidInput("The form holds no file named `file`.", code="unexpected-part")
        event = await run(files.accept_upload, form.fields, bytes(form.file.data))
        await run(services.events.handle_later, event)
        return Response(status_code=204)

    @router.get("/files/{token}")
    async def document(token: str, run: RunBlocking) -> Response:
        data, file_name, kind = await run(files.open_link, token)
        return Response(data, media_type=kind, headers=_headers(file_name))

    @router.get("/exports/{token}")
    async def export(token: str, run: RunBlocking) -> Response:
        some, file_name, kind = await run(exports.open_link, token)
        return StreamingResponse(await parts(run, some), media_type=kind, headers=_headers(file_name))

    return router


def _headers(file_name: str) -> dict[str, str]:
    return {
        "Content-Disposition": attachment(file_name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
