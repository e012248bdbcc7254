"""The OpenAPI description: what the routes say of themselves, with the schemas and headers that they name."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app.api.describe import ref
from app.api.follow import links_of
from app.api.schemas import (
    ChangedInvoice,
    ChosenInvoices,
    NewInvoice,
    NewUpload,
    ReadAgain,
    ScanOfKept,
    TakenChanges,
)
from app.domain.checks import CHECKS
from app.domain.sign_in import READ, WRITE

TITLE = "Invoices"
VERSION = "1.0.0"
_DESCRIPTION = """\
Reads, checks and keeps invoices.

1. `POST /v1/scans` with a file gives what was read, each value with its printed text, place and confidence.
2. `POST /v1/invoices` keeps it, as read or as you corrected it.
3. `GET /v1/invoices` finds it again; `/v1/invoices/export` gives all of it as a table.

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

# A POST because what it asks is too long for an address: a token that may read is enough.
READ_BY_POST = frozenset({"exportChosenInvoices", "signOut"})

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


def _header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


PARAMETERS: dict[str, Any] = {
    "Prefer": _header(
        "Prefer",
        "`wait=N`: wait for the result, N seconds at most (0-28); `respond-async`: do not wait (RFC 7240)",
        type="string",
        examples=["wait=20", "respond-async"],
    ),
    "Idempotency-Key": _header(
        "Idempotency-Key",
        "any text of 1 to 255 visible ASCII characters, new for each new request",
        type="string",
        pattern="^[\\x21-\\x7e]{1,255}$",
        examples=["0b8f5a52-6b0e-4c1c-9b55-0f4f5d6e7a8b"],
    ),
    "Content-Disposition": _header(
        "Content-Disposition",
        "file name of a raw body, for display",
        type="string",
        examples=['attachment; filename="invoice.pdf"'],
    ),
    "If-Match": _header(
        "If-Match", "ETag of the version that you have seen (must be sent); `*`: any", type="string", examples=['"3"']
    ),
    "If-None-Match": _header("If-None-Match", "ETag of a version that you have", type="string", examples=['"3"']),
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole document. The same app gives the same document."""
    document = get_openapi(
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
        routes=app.routes,
    )
    plainest = document["paths"]["/v1/stats"]["get"]["responses"]
    document["components"] = {
        "schemas": _schemas(document.get("components", {}).get("schemas", {})),
        "headers": HEADERS,
        "parameters": PARAMETERS,
        "responses": {name: plainest[status] for status, name in SHARED.items()},
        "securitySchemes": {"sign_in": _sign_in(), "token": _token()},
    }
    document["components"]["schemas"] = _tidy(document["components"]["schemas"])
    for path in document["paths"].values():
        for method, operation in path.items():
            reads = method == "get" or operation["operationId"] in READ_BY_POST
            _complete(operation, READ if reads else WRITE)
            _link(operation)
            _share(operation["responses"], document["components"]["responses"])
    return document


def _schemas(of_parameters: dict[str, Any]) -> dict[str, Any]:
    from app.api.answers import answer_models

    bodies = (ScanOfKept, ReadAgain, NewUpload, NewInvoice, ChangedInvoice, ChosenInvoices, TakenChanges)
    asked: list[Any] = [(model, "validation") for model in bodies]
    given: list[Any] = [(model, "serialization") for model in answer_models().values()]
    _, found = models_json_schema([*asked, *given], ref_template="#/components/schemas/{model}")
    schemas = {name: schema for name, schema in of_parameters.items() if not name.endswith("ValidationError")}
    return dict(sorted((schemas | found["$defs"]).items()))


def _tidy(node: Any) -> Any:
    """Without what only pydantic says: titles made of names, limits that JSON Schema has no word for, null defaults.
    Where a model differs between asking and answering, `Invoice-Input` becomes `InvoiceInput`, `-Output` is dropped.
    """
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if isinstance(node, str):
        return node.replace("-Input", "Input").replace("-Output", "") if node.startswith("#/components/") else node
    if not isinstance(node, dict):
        return node
    if _is_schema(node):
        node = {name: value for name, value in node.items() if name not in _PYDANTIC_ONLY}
        if node.get("default", "") is None:
            del node["default"]
    return {name.replace("-Input", "Input").replace("-Output", ""): _tidy(value) for name, value in node.items()}


def _is_schema(node: dict[str, Any]) -> bool:
    return isinstance(node.get("title", ""), str) and bool(_SCHEMA_WORDS & node.keys())


def _complete(operation: dict[str, Any], scope: str) -> None:
    """Public calls are those that cannot answer `missing-token`."""
    answers = operation["responses"]
    if "401" in answers:
        operation["security"] = [{"sign_in": [scope]}, {"token": []}]
    else:
        operation["security"] = []
    operation["parameters"] = [_never_null(_tidy(one)) for one in operation.get("parameters", [])]


def _link(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if links := links_of(operation["operationId"], status):
            answer["links"] = links


def _never_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """An address cannot say null: a parameter is there or it is not."""
    options = parameter.get("schema", {}).pop("anyOf", None)
    if options:
        parameter["schema"] |= options[0]
    return parameter


def _share(answers: dict[str, Any], shared: dict[str, Any]) -> None:
    """What nearly all calls answer alike is said once."""
    for status, name in SHARED.items():
        if answers.get(status) == shared[name]:
            answers[status] = ref("responses", name)


def _sign_in() -> dict[str, Any]:
    return {
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


def _token() -> dict[str, Any]:
    return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of the issuer."}
