"""HTTP of the local sign-in, under `/local`. Mounted on a laptop only; in the cloud Amazon Cognito takes its place.

Nothing here reads or sets a cookie: no web site can act for a person who signed in. What another site could try is to
send the browser to the sign-in form itself, hence the ticket and the check of `Origin` in `agree`.
"""

from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from app.api.forms import form_fields, query_fields
from app.api.sign_in_page import STYLE, refused_page, sign_in_page, signed_out_page
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


def _add_pages(router: APIRouter, issuer: LocalIssuer) -> None:
    @router.get("/oauth2/authorize")
    async def ask(request: Request) -> Response:
        try:
            asked = issuer.begin(query_fields(request))
        except SignInRefused as refused:
            return _refused(request, refused)
        page = sign_in_page(
            asked,
            ticket=issuer.ticket(asked),
            user=DEFAULT_USER,
            action=f"{LOCAL_PATH}/oauth2/authorize",
            languages=_languages(request),
        )
        # Browsers apply form-action to the redirect that follows the form, too.
        return _html(page, form_target=_origin(asked.redirect_uri))

    @router.post("/oauth2/authorize")
    async def agree(request: Request) -> Response:
        try:
            _refuse_other_sites(request, issuer.origins)
            form = await form_fields(request)
            target = issuer.approve(form.get("ticket", ""), form.get("user", ""))
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
            return JSONResponse(issuer.exchange(await form_fields(request)), headers=_NOT_KEPT)
        except SignInRefused as refused:
            return _token_error(refused)

    @router.post("/oauth2/revoke")
    async def revoke(request: Request) -> Response:
        try:
            issuer.revoke(await form_fields(request))
        except SignInRefused as refused:
            return _token_error(refused)
        return Response(status_code=200, headers=_NOT_KEPT)


def _refuse_other_sites(request: Request, origins: tuple[str, ...]) -> None:
    """Browsers name the page that sends a form, and no page can change what they say. Also stops a page whose name was
    pointed at this machine (DNS rebinding): it has read the ticket, but its origin is not ours."""
    if request.headers.get("origin") not in origins:
        raise SignInRefused("The sign-in must be sent from its own page.")
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise SignInRefused("The sign-in must be sent from its own page.")


def _html(page: str, *, status: int = 200, form_target: str = "") -> HTMLResponse:
    policy = f"default-src 'none'; style-src 'self'; form-action 'self' {form_target}".rstrip()
    return HTMLResponse(
        page,
        status_code=status,
        headers=_NOT_KEPT
        | {
            "Content-Security-Policy": f"{policy}; base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "same-origin",
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


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
