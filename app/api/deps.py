"""What routes ask for by name in their parameters."""

from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import SecurityScopes
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from starlette.requests import Request

from app.api.bearer import bearer_token
from app.api.blocking import Run
from app.api.bodies import json_body
from app.api.errors import ScopeMissing
from app.container import Container
from app.domain.principal import Principal
from app.domain.sign_in import READ, WRITE


async def _container(request: Request) -> Container:
    container: Container = request.app.state.container
    return container


async def _run(request: Request) -> Run:
    run: Run = request.app.state.shares.of(request.app.state.run, request.scope)
    return run


Services = Annotated[Container, Depends(_container)]
RunBlocking = Annotated[Run, Depends(_run)]


# As OpenAPI describes it.
_SCHEME = {
    "type": "oauth2",
    "description": "Authorization code with PKCE (S256). `/v1/config` names the issuer.",
    "flows": {
        "authorizationCode": {
            "authorizationUrl": "/local/oauth2/authorize",
            "tokenUrl": "/local/oauth2/token",
            "scopes": {READ: "see scans and invoices", WRITE: "scan, save, change and delete"},
        }
    },
}


class SignIn(SecurityBase):
    """Gives the verified caller, whose token has the scope. A route without `Reader` or `Writer` is public."""

    def __init__(self) -> None:
        self.scheme_name = "sign_in"
        self.model: Any = _SCHEME

    async def __call__(
        self, request: Request, services: Services, run: RunBlocking, asked: SecurityScopes
    ) -> Principal:
        principal = await run(services.tokens.verify, bearer_token(request.headers))
        request.scope["owner_key"] = principal.owner.key  # for the log: who it was, and not by name
        for scope in asked.scopes:
            if scope not in principal.scopes:
                raise ScopeMissing(scope)
        return principal


SIGN_IN = SignIn()
Reader = Annotated[Principal, Security(SIGN_IN, scopes=[READ])]
Writer = Annotated[Principal, Security(SIGN_IN, scopes=[WRITE])]


class JsonBody:
    """The body as a model, read when its turn comes: after the caller is known. FastAPI would read a body of its own
    first of all, without a limit and whoever sends it."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    async def __call__(self, request: Request) -> BaseModel:
        return await json_body(request, self.model)


def body_of(model: type[BaseModel]) -> Any:
    """`asked: Annotated[NewInvoice, body_of(NewInvoice)]`, behind the caller among the parameters."""
    return Depends(JsonBody(model))
