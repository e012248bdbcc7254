"""Which module has the routes of which addresses; in this order they are tried."""

from importlib import import_module

from starlette.routing import BaseRoute

# Module: what the addresses of its routes begin with. Where one of two modules is tried first, its addresses begin
# with the same, so that it is also there first.
ADDRESSES: dict[str, tuple[str, ...]] = {
    "scans": ("/v1/scans",),
    "again": ("/v1/scans/again",),
    "kept": ("/v1/scans/kept",),
    "uploads": ("/v1/uploads",),
    "loose": ("/v1/loose-documents",),
    "invoices": ("/v1/invoices",),
    "exports": ("/v1/invoices/",),
    "export_jobs": ("/v1/exports",),
    "one_invoice": ("/v1/invoices/",),
    "offers": ("/v1/invoices/",),
    "words": ("/v1/scans/", "/v1/invoices/"),
    "attachments": ("/v1/scans/", "/v1/invoices/"),
    "events": ("/v1/events",),
    "stats": ("/v1/stats",),
    "sign_out": ("/v1/sign-out",),
    "public": ("/v1/config", "/v1/health"),
}


def routes_of(module: str) -> list[BaseRoute]:
    routes: list[BaseRoute] = import_module(f"app.api.{module}").router.routes
    return routes
