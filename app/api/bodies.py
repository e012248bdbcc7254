"""Bodies of requests: counted while they arrive, never waited for without end, JSON read strictly."""

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request

from app.api.errors import field_errors
from app.domain.errors import AppError, InvalidInput

MAX_JSON_BYTES = 4 * 1024 * 1024  # an invoice of 5,000 lines has about 1.5 MB
MAX_JSON_DEPTH = 50
SILENCE_SECONDS = 30.0
WHOLE_BODY_SECONDS = 600.0

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
    seconds without data or ten minutes in all; `ClientDisconnect` when the sender has gone."""
    require_uncompressed(request.headers)
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise BodyTooLarge(limit)
    clock = asyncio.get_running_loop().time
    end = clock() + WHOLE_BODY_SECONDS
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


async def whole_body(request: Request, *, limit: int) -> bytes:
    body = bytearray()
    await receive(request, body.extend, limit=limit)
    return bytes(body)


# ---- JSON ------------------------------------------------------------------------------------------------------------


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


def strict_json(data: bytes) -> Any:
    """JSON of RFC 8259 in UTF-8 and what all programs agree on: no name twice in an object, no NaN, no half surrogate
    pairs, at most 50 levels. Fractions come as `Decimal`, exact. `InvalidInput` code `bad-json` for anything else."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=Decimal,
            parse_constant=_constant,
        )
    except RecursionError:
        _refuse(f"The JSON is nested more than {MAX_JSON_DEPTH} deep.")
    except ValueError as error:
        detail = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)
        _refuse(f"The body cannot be read as JSON: {detail[:200]}.")
    _require_sane(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object holds the same name twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _require_sane(value: Any) -> None:
    """Level by level, without recursion."""
    level, depth = [value], 0
    while level:
        below: list[Any] = []
        for node in level:
            if isinstance(node, str):
                _require_whole(node)
            elif isinstance(node, dict):
                below += node.keys()
                below += node.values()
            elif isinstance(node, list):
                below += node
        depth += any(isinstance(node, dict | list) for node in level)
        if depth > MAX_JSON_DEPTH:
            _refuse(f"The JSON is nested more than {MAX_JSON_DEPTH} deep.")
        level = below


def _require_whole(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("A text holds half a surrogate pair.")


def _refuse(detail: str) -> NoReturn:
    raise InvalidInput(detail, code="bad-json")
