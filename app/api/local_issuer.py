"""HTTP of the local sign-in, under `/local`. Mounted on a laptop only; in the cloud Amazon Cognito takes its place.

Nothing here reads or sets a cookie: no web site can act for a person who signed in. What a browser has to show, its
admission, is put into the form by the page's own script, and no other site or port can read it.
"""

from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from app.api.blocking import in_threads
from app.api.forms import form_fields, query_fields
from app.api.sign_in_page import SCRIPT, STYLE, refused_page, sign_in_page, signed_out_page, start_page
from app.domain.sign_in import DEFAULT_USER, LOCAL_PATH, SignInRefused
from app.ports import LocalIssuer

STATIC = Path(__file__).parent / "static"

_NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def local_issuer_routes(issuer: LocalIssuer) -> APIRouter:
    """Discovery, keys, sign-in page, token, revocation and sign-out of the given issuer."""
    router = APIRouter(prefix=LOCAL_PATH, include_in_schema=False)
    _add_documents(router, issuer)
    _add_pages(router, issuer)
    _add_token_calls(router, issuer)
    return router


def _add_documents(router: APIRouter, issuer: LocalIssuer) -> None:
    @router.get("/.well-known/openid-configuration")
    async def discovery() -> JSONResponse:
        return JSONResponse(issuer.discovery())

    @router.get("/.well-known/jwks.json")
    async def keys() -> JSONResponse:
        return JSONResponse(issuer.jwks())

    @router.get(f"/{STYLE}")
    async def style() -> FileResponse:
        return FileResponse(STATIC / STYLE, media_type="text/css")

    @router.get(f"/{SCRIPT}")
    async def script() -> FileResponse:
        return FileResponse(STATIC / SCRIPT, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _add_pages(router: APIRouter, issuer: LocalIssuer) -> None:
    @router.get("/start")
    async def start(request: Request) -> Response:
        return _html(start_page(languages=_languages(request)))

    @router.post("/start")
    async def admit(request: Request) -> JSONResponse:
        try:
            admission = await in_threads(issuer.admit, await form_fields(request))
        except SignInRefused as refused:
            return _token_error(refused)
        return JSONResponse({"admission": admission}, headers=_NOT_KEPT)

    @router.get("/oauth2/authorize")
    async def ask(request: Request) -> Response:
        try:
            query = query_fields(request)
            asked = issuer.begin(query)
        except SignInRefused as refused:
            return _refused(request, refused)
        return _html(sign_in_page(asked, query, user=DEFAULT_USER, languages=_languages(request)))

    @router.post("/oauth2/authorize")
    async def agree(request: Request) -> Response:
        try:
            target = await in_threads(issuer.approve, await form_fields(request))
        except SignInRefused as refused:
            return _refused(request, refused)
        return RedirectResponse(target, status_code=303, headers=_NOT_KEPT | {"Referrer-Policy": "no-referrer"})

    @router.get("/logout")
    async def sign_out(request: Request) -> Response:
        try:
            target = issuer.after_sign_out(query_fields(request))
        except SignInRefused as refused:
            return _refused(request, refused)
        if target is not None:
            return RedirectResponse(target, status_code=303, headers=_NOT_KEPT)
        return _html(signed_out_page(languages=_languages(request)))


def _add_token_calls(router: APIRouter, issuer: LocalIssuer) -> None:
    @router.post("/oauth2/token")
    async def token(request: Request) -> JSONResponse:
        try:
            response = await in_threads(issuer.exchange, await form_fields(request))
        except SignInRefused as refused:
            return _token_error(refused)
        return JSONResponse(response, headers=_NOT_KEPT)

    @router.post("/oauth2/revoke")
    async def revoke(request: Request) -> Response:
        try:
            await in_threads(issuer.revoke, await form_fields(request))
        except SignInRefused as refused:
            return _token_error(refused)
        return Response(status_code=200, headers=_NOT_KEPT)


_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def _html(page: str, *, status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        page,
        status_code=status,
        headers=_NOT_KEPT
        | {
            "Content-Security-Policy": _POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Vary": "Accept-Language",
        },
    )


def _refused(request: Request, refused: SignInRefused) -> HTMLResponse:
    return _html(refused_page(refused, languages=_languages(request)), status=400)


def _token_error(refused: SignInRefused) -> JSONResponse:
    status = 401 if refused.code == "invalid_client" else 400
    return JSONResponse(
        {"error": refused.code, "error_description": refused.detail}, status_code=status, headers=_NOT_KEPT
    )


def _languages(request: Request) -> str:
    return request.headers.get("accept-language", "")
