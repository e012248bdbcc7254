"""The API documentation at `/docs`, with sign-in. All its parts are served from here: it works without the internet."""

import importlib.util
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from app.api.home import elsewhere
from app.domain.sign_in import DOCS_CLIENT, READ, WRITE

STATIC = Path(__file__).parent / "static"

# Swagger UI brings some of its pictures as data: addresses, in its style sheet.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def docs_routes(home: str, *, openapi_url: str = "/openapi.json", title: str = "Invoices API") -> APIRouter:
    """`/docs`, where the sign-in returns to, the files of both, and `/` that leads there. `home`: the address of the
    sign-in, under whose name of this machine it returns."""
    router = APIRouter(include_in_schema=False)
    page = _page(title, openapi_url)

    @router.get("/")
    async def start() -> RedirectResponse:
        return RedirectResponse("/docs", status_code=307)

    @router.get("/docs")
    async def docs(request: Request) -> Response:
        return elsewhere(request, home) or HTMLResponse(page, headers=_HEADERS)

    @router.get("/docs/oauth2-redirect")
    async def signed_in() -> HTMLResponse:
        return HTMLResponse(_SIGNED_IN, headers=_HEADERS | {"Cache-Control": "no-store"})

    for name, path in _files().items():
        router.add_api_route(f"/docs/{name}", _serve(path), methods=["GET"], name=name)
    return router


def _files() -> dict[str, Path]:
    """The files of the page by name: Swagger UI's come out of an installed package, found without importing it."""
    package = importlib.util.find_spec("fastapi_offline")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the documentation page needs the package fastapi-offline (extra: local)")
    swagger = Path(package.origin).parent / "static"
    return {name: swagger / name for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png")} | {
        name: STATIC / name for name in ("docs.js", "docs.css", "oauth2-redirect.js")
    }


def _serve(path: Path) -> Callable[[], Awaitable[FileResponse]]:
    async def file() -> FileResponse:
        return FileResponse(path, headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"})

    return file


def _page(title: str, openapi_url: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<div id="documentation"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/docs.js" data-description="{escape(openapi_url)}" data-redirect="/docs/oauth2-redirect"
 data-client="{DOCS_CLIENT}" data-scopes="{READ} {WRITE}"></script>
</body>
</html>
"""


_SIGNED_IN = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Signed in</title></head>
<body><script src="/docs/oauth2-redirect.js"></script></body>
</html>
"""
