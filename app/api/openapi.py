"""The OpenAPI description: what the routes say of themselves, with the schemas and headers that they name."""

from copy import copy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import BaseRoute

from app.api.deps import JsonBody
from app.api.describe import ref
from app.api.openapi_links import links_of
from app.api.responses import Problem
from app.domain.checks import CHECKS

TITLE = "Invoices"
VERSION = "1.0.0"
_DESCRIPTION = """\
Reads, checks and keeps invoices.

1. `POST /v1/scans` with a file gives what was read, each value with its printed text, place and confidence.
2. `POST /v1/invoices` keeps it, as read or as you corrected it.
3. `GET /v1/invoices` finds it again; `/v1/invoices/export` gives it as a table, `/v1/exports` of any size.

**Values.** Amounts are decimal numbers in text with a dot; dates are `YYYY-MM-DD`; currencies ISO 4217. Reading back,
each value is an object with its evidence; `?view=plain` gives the value alone.

**Checks** say what holds and what does not, each with the numbers in words, the values it looked at and, for electronic
invoices, the rule of EN 16931 behind it. A failed one never keeps an invoice from being saved.

{CHECKS}

**Failures** are `application/problem+json` (RFC 9457). `code` is stable and meant for programs. Another owner's object
answers exactly like one that does not exist.

**Repeating.** Every `POST` that keeps something takes an `Idempotency-Key`, kept 24 hours: the same key with the same
request gives the same answer (`Idempotency-Replayed: true`), with another request
`idempotency-key-reused`. The key is optional, because nothing is done twice without it either: the same bytes are the
same scan, and one scan gives one invoice.

**Versions.** `ETag` names the version of an invoice. Changing or deleting it asks for `If-Match` with the version you
have seen; `*` stands for whichever there is.

**Requests** may carry `X-Request-Id` (8 to 64 letters, digits, `.`, `_`, `-`); every answer has one.
"""
DESCRIPTION = _DESCRIPTION.replace("{CHECKS}", "\n".join(f"- `{name}`: {rule}" for name, rule in CHECKS.items()))

HEADERS: dict[str, Any] = {
    "ETag": {"description": "version of the invoice", "schema": {"type": "string"}, "example": '"3"'},
    "Location": {"description": "address of the object", "schema": {"type": "string"}},
    "Link": {"description": 'address of the next page, `rel="next"`; absent at the end', "schema": {"type": "string"}},
    "Retry-After": {"description": "seconds until asking again makes sense", "schema": {"type": "string"}},
    "Preference-Applied": {"description": "the preference that was honoured", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "RFC 6750", "schema": {"type": "string"}},
    "Content-Disposition": {"description": "file name to save under", "schema": {"type": "string"}},
    "Idempotency-Replayed": {"description": "`true`: this is the kept answer", "schema": {"type": "string"}},
    "X-Request-Id": {"description": "id of this request in our logs", "schema": {"type": "string"}},
}


# Whoever has a token already needs no sign-in.
TOKEN = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the issuer.",
    }
}

SHARED = {
    "401": "Unauthenticated",
    "403": "Forbidden",
    "422": "InvalidInput",
    "421": "WrongHost",
    "500": "InternalError",
    "503": "Unavailable",
}

_PYDANTIC_ONLY = {"title", "max_digits", "decimal_places"}
_SCHEMA_WORDS = {"type", "anyOf", "$ref", "enum", "properties", "const"}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole document. The same app gives the same document."""
    document: dict[str, Any] = get_openapi(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        summary="Invoice reading API",
        license_info={"name": "MIT", "identifier": "MIT"},
        tags=[
            {"name": "Scans", "description": "Hand over documents and get what is on them."},
            {"name": "Invoices", "description": "Keep, find, correct and export."},
            {"name": "Service", "description": "For clients and monitors; no token needed."},
        ],
        servers=[{"url": "/", "description": "this server"}],
        routes=[_with_body(route) for route in app.routes],
    )
    schemes = document["components"]["securitySchemes"]
    plainest = document["paths"]["/v1/stats"]["get"]["responses"]
    document["components"] = {
        "schemas": document["components"]["schemas"] | _problem(),
        "headers": HEADERS,
        "responses": {name: plainest[status] for status, name in SHARED.items()},
        "securitySchemes": schemes | TOKEN,
    }
    document |= {name: _tidy(document[name]) for name in ("paths", "components")}
    for address, path in document["paths"].items():
        for operation in path.values():
            _complete(operation, address)
            _link(operation)
            _share(operation["responses"], document["components"]["responses"])
    return document


def _with_body(route: BaseRoute) -> BaseRoute:
    """The route as FastAPI describes one whose body it reads itself, and not a dependency of ours."""
    if not isinstance(route, APIRoute):
        return route
    described = copy(route)
    for asked in (one.call for one in route.dependant.dependencies if isinstance(one.call, JsonBody)):
        described.body_field = _body_field(asked.model)
    return described


def _body_field(model: type[BaseModel]) -> Any:
    async def takes(asked: Any) -> None: ...

    takes.__annotations__["asked"] = model
    return APIRoute("/", takes, methods=["POST"]).body_field


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    inside: dict[str, Any] = schema.pop("$defs")
    return inside | {"Problem": schema}


def _tidy(node: Any) -> Any:
    """Without what only pydantic says: titles made of names, limits that JSON Schema has no word for, null defaults.
    Where a model differs between asking and answering, `Invoice-Input` becomes `InvoiceInput`, `-Output` is dropped.
    """
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if isinstance(node, str):
        return _short(node) if node.startswith("#/components/") else node
    if not isinstance(node, dict):
        return node
    if _is_schema(node):
        node = {name: value for name, value in node.items() if name not in _PYDANTIC_ONLY}
        if node.get("default", "") is None:
            del node["default"]
    return {_short(name): value if name == "examples" else _tidy(value) for name, value in node.items()}


def _short(name: str) -> str:
    return name.replace("-Input", "Input").replace("-Output", "")


def _is_schema(node: dict[str, Any]) -> bool:
    return isinstance(node.get("title", ""), str) and bool(_SCHEMA_WORDS & node.keys())


def _complete(operation: dict[str, Any], address: str) -> None:
    asked = operation.get("security", [])
    operation["security"] = asked + [{name: []} for name in TOKEN if asked]
    found = [_never_null(one) for one in operation.get("parameters", [])]
    operation["parameters"] = sorted(found, key=lambda one: _place(one["name"], address))
    for parameter in operation["parameters"]:
        # Its lack has an answer of its own, so that FastAPI does not know.
        parameter["required"] |= parameter["name"] == "If-Match" and "428" in operation["responses"]


def _place(parameter: str, address: str) -> int:
    """Those of the address first, in its order: generated functions take them in this one."""
    return f"{address}{{{parameter}}}".index(f"{{{parameter}}}")


def _link(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if links := links_of(operation["operationId"], status):
            response["links"] = links


def _never_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """An address cannot say null: a parameter is there or it is not."""
    options = parameter.get("schema", {}).pop("anyOf", None)
    if options:
        parameter["schema"] |= options[0]
    return parameter


def _share(responses: dict[str, Any], shared: dict[str, Any]) -> None:
    """What nearly all calls answer alike is said once."""
    for status, name in SHARED.items():
        if responses.get(status) == shared[name]:
            responses[status] = ref("responses", name)
