"""What routes ask for by name in their parameters."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.api.bearer import bearer_token
from app.api.blocking import Run
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


class CurrentPrincipal:
    """The verified caller, whose token has the scope. A route without one of these two is public."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Principal:
        services, run = await _container(request), await _run(request)
        principal = await run(services.tokens.verify, bearer_token(request.headers))
        request.scope["owner_key"] = principal.owner.key  # for the log: who it was, and not by name
        if self.scope not in principal.scopes:
            raise ScopeMissing(self.scope)
        return principal


Reader = Annotated[Principal, Depends(CurrentPrincipal(READ))]
Writer = Annotated[Principal, Depends(CurrentPrincipal(WRITE))]
