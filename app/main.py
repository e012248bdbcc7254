"""The HTTP application over a container."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from app.api.blocking import Run, Shares, in_threads, inline
from app.api.errors import add_error_handlers
from app.api.in_flight import Bodies
from app.api.logs import log_to_stderr
from app.api.origin import OriginCheck
from app.api.request_limits import RequestLimits
from app.api.requests import LOOPBACK, HostCheck, RequestFrame
from app.api.routes import ADDRESSES, routes_of
from app.cold_start import LazyRoutes
from app.container import Container
from app.ports import LocalExports, LocalFiles, LocalIssuer

__all__ = ["create_app", "create_local_app", "log_to_stderr"]


class Api(FastAPI):
    """FastAPI with our own description of the API."""

    def openapi(self) -> dict[str, Any]:
        from app.api.openapi import describe

        if self.openapi_schema is None:
            self.openapi_schema = describe(self)
        return self.openapi_schema


def create_app(
    container: Container,
    *,
    run: Run = in_threads,
    hosts: Iterable[str] | None = None,
    more: Iterable[APIRouter] = (),
    openapi_url: str | None = None,
    lazy: bool = False,
) -> FastAPI:
    """`run`: where blocking calls run. `hosts`: the only names that are answered; None for any, where something in
    front has chosen already. `more`: routes beside the API. `lazy`: each route is made when it is first asked for."""
    checks = [] if hosts is None else [Middleware(HostCheck, names=hosts)]
    if secrets := container.settings.secrets_of_origin:
        checks.append(Middleware(OriginCheck, secrets=secrets))
    makers = [Middleware(LazyRoutes, addresses=ADDRESSES, routes_of=routes_of)] if lazy else []
    app = Api(
        openapi_url=openapi_url,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(RequestFrame), Middleware(RequestLimits), *checks, *makers],
    )
    app.state.container = container
    app.state.run = run
    app.state.bodies = Bodies()
    app.state.shares = Shares()
    add_error_handlers(app)
    for module in () if lazy else ADDRESSES:
        app.router.routes.extend(routes_of(module))
    for router in more:
        app.include_router(router)
    return app


def create_cloud_app(container: Container) -> FastAPI:
    """The application behind a gateway, which has chosen the host, and calls it with one request at a time."""
    return create_app(container, run=inline, lazy=True)


def create_local_app(container: Container, issuer: LocalIssuer, files: LocalFiles, exports: LocalExports) -> FastAPI:
    """The application of one machine: with sign-in, documentation, files and, where it was built, the web page; on the
    loopback address alone."""
    from app.api import web_page
    from app.api.docs import docs_routes
    from app.api.local_files import local_file_routes
    from app.api.local_issuer import local_issuer_routes

    # Before the documentation, which takes `/` where there is no page.
    page = (web_page.web_page_routes(issuer.address),) if web_page.is_built() else ()
    return create_app(
        container,
        hosts=LOOPBACK,
        more=(local_issuer_routes(issuer), local_file_routes(files, exports), *page, docs_routes(issuer.address)),
        openapi_url="/openapi.json",
    )
