"""The smallest real app around a token verifier: what the tests of tokens and of the sign-in talk to over HTTP."""

import asyncio
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

import httpx
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.security import OAuth2AuthorizationCodeBearer

from app.adapters.sign_in.issuer import LocalIssuer
from app.api.bearer import MISSING, bearer_token
from app.api.docs import docs_routes
from app.api.in_flight import Bodies
from app.api.local_issuer import local_issuer_routes
from app.domain.errors import Forbidden, Unauthenticated
from app.domain.principal import Principal
from app.domain.sign_in import READ, WRITE
from app.ports import TokenVerifier


def app_with(tokens: TokenVerifier) -> FastAPI:
    """`GET /me` tells who is asking, for callers with the scope to read."""
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.bodies = Bodies()
    scheme = OAuth2AuthorizationCodeBearer(
        authorizationUrl="/local/oauth2/authorize",
        tokenUrl="/local/oauth2/token",
        scopes={READ: "read invoices", WRITE: "save and change invoices"},
        auto_error=False,
    )

    def caller(request: Request, _: Annotated[str | None, Depends(scheme)]) -> Principal:
        principal = tokens.verify(bearer_token(request.headers))
        if READ not in principal.scopes:
            raise Forbidden("The token lacks the scope invoices/read.")
        return principal

    @app.get("/me")
    async def me(principal: Annotated[Principal, Depends(caller)]) -> dict[str, str | list[str]]:
        return {
            "owner": principal.owner.key,
            "client": principal.client_id,
            "scopes": sorted(principal.scopes),
            "groups": sorted(principal.groups),
        }

    @app.exception_handler(Unauthenticated)
    async def unauthenticated(_: Request, error: Unauthenticated) -> JSONResponse:
        challenge = "Bearer" if error.code == MISSING else 'Bearer error="invalid_token"'
        return JSONResponse({"code": error.code, "detail": error.detail}, 401, {"WWW-Authenticate": challenge})

    @app.exception_handler(Forbidden)
    async def forbidden(_: Request, error: Forbidden) -> JSONResponse:
        return JSONResponse({"code": error.code}, 403, {"WWW-Authenticate": 'Bearer error="insufficient_scope"'})

    return app


def app_with_sign_in(issuer: LocalIssuer) -> FastAPI:
    """The same with the local sign-in and the documentation page."""
    app = app_with(issuer.verifier())
    app.include_router(local_issuer_routes(issuer))
    app.include_router(docs_routes(issuer.address))
    return app


class Browser:
    """Sends single requests to an app, header by header as given; follows no redirect and keeps no cookie."""

    def __init__(self, app: FastAPI, origin: str = "http://127.0.0.1:8000") -> None:
        self._app = app
        self.origin = origin
        self.admission = ""  # what its script keeps

    def send(
        self, method: str, path: str, headers: list[tuple[bytes, bytes]] | None = None, body: bytes = b""
    ) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
                return await client.request(method, path, headers=headers or [], content=body)

        return asyncio.run(once())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, _raw(headers))

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        """Send a form as a page of `origin` does; `origin=` and other headers can be set."""
        given = {"content-type": "application/x-www-form-urlencoded", "origin": self.origin} | headers
        return self.send("POST", path, _raw(given), urlencode(form).encode())


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
