"""Bodies of requests: counted while they arrive, never waited for without end."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request

from app.api.errors import field_errors
from app.api.in_flight import Bodies
from app.api.requests import HELD
from app.api.strict_json import strict_json
from app.domain.digits import only_digits
from app.domain.errors import AppError, InvalidInput

MAX_JSON_BYTES = 4 * 1024 * 1024  # an invoice of 5,000 lines has about 1.5 MB
SILENCE_SECONDS = 30.0
WHOLE_BODY_SECONDS = 600.0
LEAST_RATE = 64 * 1024  # bytes a second, when the first silence is over

M = TypeVar("M", bound=BaseModel)


class BodyTooLarge(AppError):
    code = "body-too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body has more than {limit:,} bytes.")


class BodyTooSlow(AppError):
    code = "body-too-slow"


def media_type(headers: Headers) -> str | None:
    """The Content-Type without its parameters, in small letters; None when there is none."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() or None


def require_uncompressed(headers: Headers) -> None:
    """A compressed body would have to be unpacked to learn its size."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        raise InvalidInput("Send the body without Content-Encoding.", code="unsupported-encoding")


async def receive(
    request: Request, take: Callable[[bytes], object], *, limit: int, silence: float = SILENCE_SECONDS
) -> None:
    """Give the body to `take` as it arrives. `BodyTooLarge` as soon as it is known, `BodyTooSlow` after `silence`
    seconds without data, or when it comes at less than 64 kB a second; `ClientDisconnect` when the sender has gone.
    `QuotaExceeded` and `Unavailable`, before anything is read, when too many bodies are under way."""
    require_uncompressed(request.headers)
    declared = request.headers.get("content-length", "")
    if only_digits(declared) and int(declared) > limit:
        raise BodyTooLarge(limit)
    clock = asyncio.get_running_loop().time
    expected = min(int(declared), limit) if only_digits(declared) else limit
    _hold(request, expected)
    end = clock() + min(WHOLE_BODY_SECONDS, SILENCE_SECONDS + expected / LEAST_RATE)
    size = 0
    try:
        async with asyncio.timeout(silence) as patience:
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise BodyTooLarge(limit)
                take(part)
                patience.reschedule(min(clock() + silence, end))
    except TimeoutError as error:
        raise BodyTooSlow("The body did not arrive in time.") from error


def _hold(request: Request, size: int) -> None:
    """Until the request is answered, for until then it may be in memory."""
    bodies: Bodies = request.app.state.bodies
    give_back = bodies.take(request.scope.get("owner_key"), size)
    request.scope.setdefault(HELD, []).append(give_back)


async def whole_body(request: Request, *, limit: int) -> bytes:
    body = bytearray()
    await receive(request, body.extend, limit=limit)
    return bytes(body)


async def json_body(request: Request, model: type[M]) -> M:
    """The body as `model`. `InvalidInput` with a JSON pointer for each wrong place."""
    kind = media_type(request.headers)
    if kind != "application/json":
        raise InvalidInput("Send the body as application/json.", code="unsupported-body")
    given = strict_json(await whole_body(request, limit=MAX_JSON_BYTES))
    try:
        return model.model_validate(given)
    except ValidationError as error:
        errors = field_errors(list(error.errors(include_url=False, include_context=False, include_input=False)))
        places = ", ".join(one.pointer or "/" for one in errors[:3])
        raise InvalidInput(f"The body is not valid at {places}.", errors=errors) from error
