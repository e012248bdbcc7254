"""How routes describe themselves for OpenAPI: short words that `app/api/openapi.py` makes whole."""

from collections.abc import Mapping
from typing import Any

from app.api.errors import MEDIA_TYPE, PROBLEMS, problem_body

Responses = dict[int | str, dict[str, Any]]

# Every call may answer these.
ALWAYS = ("internal-error", "unavailable", "wrong-host", "headers-too-large", "address-too-long")
SIGNED_IN = ("missing-token", "invalid-token", "insufficient-scope", "invalid-input")
BODY = ("body-too-large", "body-too-slow", "unsupported-encoding", "too-much-at-once", "busy")
JSON_BODY = (*BODY, "bad-json", "unsupported-body")
KEYED = ("bad-idempotency-key", "idempotency-key-reused", "request-running")
REJECTED_FILES = (
    "empty-file", "unsupported-type", "too-large", "too-many-pixels", "too-many-pages", "too-small",
    "damaged", "password-protected", "unsupported-form", "unsafe-xml", "too-complex", "malware",
)  # fmt: skip
FAILED_READINGS = (
    *("nothing-to-read", "not-an-invoice", "unreadable-by", "gave-up", "timed-out", "scan-cancelled"),
    *("unanswered", "interrupted", "document-missing"),
)

SCAN_ID = "scn_0f1e2d3c4b5a69788796a5b4c3d2e1f0"
INVOICE_ID = "inv_9a8b7c6d5e4f30211203f4e5d6c7b8a9"


def ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def json_answer(description: str, *models: str, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    """JSON of one model, or of one of several (the full and the plain form)."""
    schemas = [ref("schemas", model) for model in models]
    content: dict[str, Any] = {"schema": schemas[0] if len(schemas) == 1 else {"anyOf": schemas}}
    return _answer(description, headers, {"application/json": content})


def binary_answer(description: str, *media_types: str, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    return _answer(description, headers, {media_type: {"schema": {}} for media_type in media_types})


def bare_answer(description: str, *, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    return _answer(description, headers, None)


def _answer(description: str, headers: tuple[str, ...], content: Mapping[str, Any] | None) -> dict[str, Any]:
    named = {name: ref("headers", name) for name in (*headers, "X-Request-Id")}
    return {"description": description, "headers": named} | ({"content": content} if content else {})


def answers(good: Responses, *codes: str, public: bool = False, problem_headers: tuple[str, ...] = ()) -> Responses:
    """All answers of a call: the good ones, and every problem by its code. `problem_headers`: of problems that tell of
    the object, and not of the caller."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys((*codes, *(() if public else SIGNED_IN), *ALWAYS)):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    bad: Responses = {status: _problems(status, found, problem_headers) for status, found in sorted(by_status.items())}
    return dict(good) | bad


def _problems(status: int, codes: list[str], headers: tuple[str, ...]) -> dict[str, Any]:
    examples = {
        code: {
            "summary": PROBLEMS[code].title,
            "value": problem_body(code, PROBLEMS[code], detail=f"{PROBLEMS[code].title}.", instance="/v1/…"),
        }
        for code in codes
    }
    if status in {401, 403}:
        headers = ("WWW-Authenticate",)
    elif status in {429, 503} or any(PROBLEMS[code].retry_after for code in codes):
        headers = (*headers, "Retry-After")
    content = {MEDIA_TYPE: {"schema": ref("schemas", "Problem"), "examples": examples}}
    return _answer("; ".join(f"`{code}`" for code in codes), headers, content)


def parameters(*names: str) -> dict[str, Any]:
    """Headers that a call looks at, beside the parameters that its function names."""
    return {"parameters": [ref("parameters", name) for name in names]}


def json_request(model: str, *, description: str = "") -> dict[str, Any]:
    content = {"application/json": {"schema": ref("schemas", model)}}
    return {"requestBody": {"required": True, "description": description, "content": content}}
