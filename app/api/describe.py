"""How routes describe themselves for OpenAPI: FastAPI's `responses`, with each problem by its code."""

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

BINARY = {"type": "string", "format": "binary"}
"""Bytes. Generators of clients look for the format; JSON Schema's own `contentMediaType` says nothing to them."""


def ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def response(description: str, model: Any = None, *, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    """JSON of a model (or of one of several, as `A | B`), or no body."""
    named = {name: ref("headers", name) for name in (*headers, "X-Request-Id")}
    return {"description": description, "headers": named} | ({} if model is None else {"model": model})


def file_response(description: str, *media_types: str, headers: tuple[str, ...] = ()) -> dict[str, Any]:
    return response(description, headers=headers) | {"content": {name: {"schema": BINARY} for name in media_types}}


def responses(good: Responses, *codes: str, public: bool = False, problem_headers: tuple[str, ...] = ()) -> Responses:
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
    # By name and not as FastAPI's `model`: that costs a function's start a validator for each.
    content = {MEDIA_TYPE: {"schema": ref("schemas", "Problem"), "examples": examples}}
    return response("; ".join(f"`{code}`" for code in codes), headers=headers) | {"content": content}
