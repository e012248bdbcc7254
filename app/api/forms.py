"""Form bodies and queries of the sign-in: small, and every name at most once."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.api.bodies import BodyTooLarge, receive
from app.domain.sign_in import SignInRefused

MAX_BYTES = 16_384
MAX_FIELDS = 30


def query_fields(request: Request) -> dict[str, str]:
    """The query; `SignInRefused` when a name is given twice, as OAuth 2.0 asks."""
    return _fields(request.scope["query_string"])


async def form_fields(request: Request) -> dict[str, str]:
    """The url-encoded body; `SignInRefused` for any other kind, one over 16 KiB, or a name given twice."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise SignInRefused("The form must be sent as application/x-www-form-urlencoded.")
    body = bytearray()
    try:
        await receive(request, body.extend, limit=MAX_BYTES)
    except BodyTooLarge as error:
        raise SignInRefused("The form is too large.") from error
    return _fields(bytes(body))


def _fields(encoded: bytes) -> dict[str, str]:
    if len(encoded) > MAX_BYTES:
        raise SignInRefused("The request is too large.")
    try:
        pairs = parse_qsl(encoded.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:  # too many fields, or bytes that are not UTF-8
        raise SignInRefused("The request is malformed.") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise SignInRefused("A parameter is given twice.")
    return fields
