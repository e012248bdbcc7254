"""Failures as HTTP: one table from codes to status and title, one form (RFC 9457) for every error of the API."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from app.domain.errors import AppError, FieldError, Forbidden, InvalidInput, QuotaExceeded, Unauthenticated, Unavailable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
REALM = "invoices"
MAX_ERRORS = 50  # named in one answer; more would hardly be read


@dataclass(frozen=True)
class Problem:
    """What is said of a code everywhere. `retry_after`: seconds after which trying again makes sense."""

    status: int
    title: str
    retry_after: int | None = None


PROBLEMS: Mapping[str, Problem] = {
    # the request
    "invalid-input": Problem(422, "The request is not valid"),
    "bad-json": Problem(422, "The body is not acceptable JSON"),
    "bad-multipart": Problem(400, "The form cannot be read"),
    "unexpected-part": Problem(422, "The form holds something else than one file"),
    "invalid-cursor": Problem(400, "The cursor does not belong to this list"),
    "bad-idempotency-key": Problem(400, "The idempotency key is not acceptable"),
    "idempotency-key-reused": Problem(422, "The idempotency key was used for another request"),
    "request-running": Problem(409, "The same request is still running", retry_after=2),
    "body-too-large": Problem(413, "The body is too large"),
    "body-too-slow": Problem(408, "The body did not arrive in time"),
    "headers-too-large": Problem(431, "The headers are too large"),
    "address-too-long": Problem(414, "The address is too long"),
    "unsupported-encoding": Problem(415, "The body is compressed"),
    "unsupported-body": Problem(415, "The body is of another type than this call takes"),
    "precondition-required": Problem(428, "If-Match is missing"),
    "wrong-host": Problem(421, "This server does not answer for that host"),
    "no-such-route": Problem(404, "There is no such address"),
    "method-not-allowed": Problem(405, "The method is not allowed here"),
    "no-reader": Problem(422, "There is no such reader"),
    # who asks
    "missing-token": Problem(401, "Sign in first"),
    "invalid-token": Problem(401, "The access token does not hold"),
    "insufficient-scope": Problem(403, "The access token does not allow this"),
    "link-invalid": Problem(403, "The address does not hold"),
    "link-expired": Problem(403, "The address has expired"),
    "quota-exceeded": Problem(429, "Too many requests"),
    "too-much-at-once": Problem(429, "You send too much at the same time"),
    # the object
    "not-found": Problem(404, "There is no such object"),
    "conflict": Problem(409, "The object's state does not allow this"),
    "scan-ended": Problem(409, "The scan has already ended"),
    "scan-cancelled": Problem(409, "The scan was cancelled"),
    "scan-not-ended": Problem(409, "The scan is still being read", retry_after=1),
    "nothing-read": Problem(409, "Nothing was read from this document"),
    "already-saved": Problem(409, "The scan was saved before with other values"),
    "save-running": Problem(409, "Another save is under way", retry_after=60),
    "document-exists": Problem(409, "Another file was put here before"),
    "events-off": Problem(409, "No events are kept here"),
    "newer-data": Problem(409, "A newer version of this program wrote the object"),
    "stale": Problem(412, "The object was changed in the meantime"),
    # the file
    "empty-file": Problem(422, "The file is empty"),
    "unsupported-type": Problem(415, "This kind of file is not taken"),
    "too-large": Problem(413, "The file is too large"),
    "export-too-large": Problem(413, "The export is too large for one answer"),
    "export-not-done": Problem(409, "The export is not done", retry_after=1),
    "too-many-exports": Problem(429, "You have as many exports as you may"),
    "attachment-too-large": Problem(413, "The file is too large for one answer"),
    "too-many-pixels": Problem(413, "The picture is too large"),
    "too-many-pages": Problem(413, "The document has too many pages"),
    "too-small": Problem(422, "The picture is too small to be read"),
    "damaged": Problem(422, "The file is damaged"),
    "password-protected": Problem(422, "The file is protected by a password"),
    "unsupported-form": Problem(422, "Fill-in forms without pages are not taken"),
    "unsafe-xml": Problem(422, "The XML is not safe to read"),
    "too-complex": Problem(422, "Reading the file takes too much time or memory"),
    "malware": Problem(422, "The file holds malware"),
    "nothing-to-read": Problem(422, "There is nothing to read in the file"),
    "not-an-invoice": Problem(422, "The file is another kind of document"),
    "unreadable-by": Problem(422, "This reader does not take such a file"),
    "gave-up": Problem(422, "Reading the file stopped again and again"),
    "timed-out": Problem(504, "The file was not read in time"),
    "unanswered": Problem(504, "A reader that charges did not answer in time"),
    "interrupted": Problem(504, "Reading the file was cut off"),
    "document-missing": Problem(409, "The file is no longer kept"),
    # the server
    "storage-full": Problem(507, "The storage is full"),
    "storage-quota": Problem(413, "You keep as many documents as you may"),
    "busy": Problem(503, "The server takes in all that it can hold"),
    "daily-stop": Problem(503, "No more documents are read today"),
    "unavailable": Problem(503, "A part of the service does not answer", retry_after=5),
    "internal-error": Problem(500, "Something went wrong on our side"),
}


class ScanFailed(AppError):
    """A scan ended without a reading while its caller was waiting. The code is that of the scan's reason."""

    def __init__(self, scan_id: str, *, code: str, detail: str) -> None:
        super().__init__(detail, code=code)
        self.address = f"/v1/scans/{scan_id}"


class ScopeMissing(Forbidden):
    """A valid token without the scope that the call needs."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This call needs a token with the scope {scope}.")
        self.scope = scope


def problem_of(error: AppError) -> tuple[str, Problem]:
    """The code that is shown, and its row. A code without a row is shown with the row of its class."""
    for code in (error.code, *(base.code for base in type(error).__mro__ if issubclass(base, AppError))):
        if code in PROBLEMS:
            return error.code, PROBLEMS[code]
    return error.code, PROBLEMS["invalid-input" if isinstance(error, ScanFailed) else "internal-error"]


def problem_body(
    code: str, problem: Problem, *, detail: str, instance: str | None, errors: tuple[FieldError, ...] = ()
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:invoices:problem:{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
        "instance": instance,
        "code": code,
    }
    if errors:
        json_response = errors[:MAX_ERRORS]
        body["errors"] = [{"pointer": one.pointer, "code": one.code, "detail": one.detail} for one in json_response]
    return body


def problem_response(request: Request, error: AppError) -> Response:
    """The answer to a failure, with the headers that belong to it."""
    code, problem = problem_of(error)
    body = problem_body(
        code,
        problem,
        detail=error.detail,
        instance=error.address if isinstance(error, ScanFailed) else request.url.path,
        errors=error.errors if isinstance(error, InvalidInput) else (),
    )
    return _respond(body, _headers(request, error, problem))


def internal_error(request_id: str) -> Response:
    """Says which request it was, so that its log lines are found, and nothing else."""
    problem = PROBLEMS["internal-error"]
    body = problem_body("internal-error", problem, detail="The fault was logged. Try again later.", instance=None)
    return _respond(body | {"request_id": request_id}, {})


def _respond(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(json.dumps(body), body["status"], headers, media_type=MEDIA_TYPE)


def _headers(request: Request, error: AppError, problem: Problem) -> dict[str, str]:
    headers: dict[str, str] = {}
    retry_after = error.retry_after if isinstance(error, QuotaExceeded | Unavailable) else problem.retry_after
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    if isinstance(error, Unauthenticated | ScopeMissing):
        headers["WWW-Authenticate"] = _challenge(error)
    if isinstance(error, ScanFailed):
        headers["Location"] = error.address
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_methods(request))
    if problem.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}:
        headers["Connection"] = "close"  # the rest of the body is not wanted
    return headers


def _challenge(error: Unauthenticated | ScopeMissing) -> str:
    """RFC 6750: no error code for a request without a token; the wanted scope for a token that lacks it."""
    if error.code == "missing-token":
        return f'Bearer realm="{REALM}"'
    if isinstance(error, ScopeMissing):
        return f'Bearer realm="{REALM}", error="insufficient_scope", scope="{error.scope}"'
    return f'Bearer realm="{REALM}", error="invalid_token"'


def allowed_methods(request: Request) -> list[str]:
    """Every method of the path that was meant: the first that fits. The framework names those of one route only."""
    methods: dict[str | None, set[str]] = {}
    for route in iter_route_contexts(request.app.routes):
        matched, _ = route.matches(request.scope)
        if matched is not Match.NONE:
            methods.setdefault(route.path, set()).update(route.methods or ())
    return sorted(next(iter(methods.values()), ()))


# ---- what the framework raises ---------------------------------------------------------------------------------------


def field_errors(errors: list[Any], *, inside: str = "") -> tuple[FieldError, ...]:
    """Places, codes and sentences of pydantic's errors. Never the value itself: it may be secret, or huge."""
    return tuple(
        FieldError(
            pointer=inside + "".join(f"/{_token(part)}" for part in error["loc"]),
            code=error["type"].replace("_", "-"),
            detail=error["msg"].removeprefix("Value error, "),
        )
        for error in errors[:MAX_ERRORS]
    )


def _token(part: int | str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return str(part)[:200].replace("~", "~0").replace("/", "~1")


def add_error_handlers(app: FastAPI) -> None:
    """Every failure below is answered as a problem; what is not foreseen goes on to `app.api.requests`."""

    @app.exception_handler(AppError)
    async def on_app_error(request: Request, error: AppError) -> Response:
        return problem_response(request, error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        """Parameters of address, query and headers: pointers begin with `/path`, `/query` or `/header`."""
        found = field_errors(list(error.errors()))
        names = ", ".join(one.pointer for one in found[:3])
        return problem_response(request, InvalidInput(f"These parameters are not valid: {names}.", errors=found))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        """Routing: no such address, no such method. Our own routes raise `AppError` only."""
        if error.status_code == HTTPStatus.NOT_FOUND:
            return problem_response(request, AppError("There is nothing at this address.", code="no-such-route"))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            detail = f"{request.method} is not possible here. Possible: {', '.join(allowed_methods(request))}."
            return problem_response(request, AppError(detail, code="method-not-allowed"))
        return problem_response(request, InvalidInput(str(error.detail)))
