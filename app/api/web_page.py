"""The web page of one machine: the files that `app/web` was built into. In the cloud they lie in a bucket behind a CDN.

The page decides by itself which screen an address means, so every address of a screen is answered with the same file.
These addresses are named one by one: what is not among them stays what it was, and nothing below `/v1` is a page.
"""

from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from app.domain.errors import InvalidInput, NotFound

BUILT = Path(__file__).parents[1] / "web" / "dist"
SCREENS = ("/", "/review", "/review/{scan_id}", "/library", "/invoices/{invoice_id}", "/dashboard", "/signed-in")

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
}
_FOREVER = "public, max-age=31536000, immutable"  # the name holds a digest of the content


def is_built(folder: Path = BUILT) -> bool:
    return (folder / "index.html").is_file()


def web_page_routes(issuer: str, *, folder: Path = BUILT) -> APIRouter:
    """`issuer`: address of the sign-in. The page must be opened under the same name of this machine, because browsers
    keep `localhost` and `127.0.0.1` apart: a request under another name is sent there. Under another port nobody may
    listen there, so that is told."""
    router = APIRouter(include_in_schema=False)
    home = urlsplit(issuer)
    assets = {path.name: path for path in (folder / "assets").iterdir()}

    async def screen(request: Request) -> Response:
        if (request.url.port or 80) != (home.port or 80):
            raise InvalidInput(
                f"The page signs in at {home.scheme}://{home.netloc} and cannot be used under another port. Give the "
                f"tunnel or the container the port {home.port} on both sides, or start the server with "
                f"PORT={request.url.port or 80}.",
                code="wrong-host",
            )
        if request.url.netloc != home.netloc:
            return RedirectResponse(str(request.url.replace(netloc=home.netloc)), status_code=307)
        return FileResponse(folder / "index.html", headers=_HEADERS | {"Cache-Control": "no-cache"})

    for address in SCREENS:
        router.add_api_route(address, screen, methods=["GET"])

    @router.get("/assets/{name}")
    async def asset(name: str) -> FileResponse:
        if name not in assets:
            raise NotFound("There is no such file.")
        return FileResponse(assets[name], headers={"Cache-Control": _FOREVER})

    @router.get("/icon.svg")
    async def icon() -> FileResponse:
        return FileResponse(folder / "icon.svg", headers={"Cache-Control": "no-cache"})

    return router
