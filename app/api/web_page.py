"""The web page of one machine: the files that `app/web` was built into. In the cloud they lie in a bucket behind a CDN.

The page decides by itself which screen an address means, so every address of a screen is answered with the same file.
These addresses are named one by one: what is not among them stays what it was, and nothing below `/v1` is a page.
"""

from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.api.home import elsewhere
from app.domain.errors import NotFound

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
    """`issuer`: address of the sign-in, under whose name and port the page must be opened."""
    router = APIRouter(include_in_schema=False)
    assets = folder / "assets"

    async def screen(request: Request) -> Response:
        page = FileResponse(folder / "index.html", headers=_HEADERS | {"Cache-Control": "no-cache"})
        return elsewhere(request, issuer) or page

    for address in SCREENS:
        router.add_api_route(address, screen, methods=["GET"])

    @router.get("/assets/{name}")
    async def asset(name: str) -> FileResponse:
        # Looked up anew each time: `npm run dev` writes others while the server runs.
        if name not in {path.name for path in assets.iterdir()}:
            raise NotFound("There is no such file.")
        return FileResponse(assets / name, headers={"Cache-Control": _FOREVER})

    @router.get("/icon.svg")
    async def icon() -> FileResponse:
        return FileResponse(folder / "icon.svg", headers={"Cache-Control": "no-cache"})

    return router
