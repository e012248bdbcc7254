"""The Authorization header: exactly one, and nothing in it but one bearer token."""

from starlette.datastructures import Headers

from app.domain.errors import Unauthenticated
from app.domain.sign_in import DOES_NOT_HOLD, MAX_TOKEN_BYTES

SIGN_IN = "Sign in first: this call needs an access token in the Authorization header."
MISSING = "missing-token"


def bearer_token(headers: Headers) -> str:
    """The token of a request. `Unauthenticated` when there is none (code `missing-token`: the challenge then names no
    error, RFC 6750) or when the header is anything but one token of up to 8,192 bytes."""
    values = headers.getlist("authorization")
    if not values:
        raise Unauthenticated(SIGN_IN, code=MISSING)
    scheme, _, token = values[0].partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer" or not 0 < len(token) <= MAX_TOKEN_BYTES:
        raise Unauthenticated(DOES_NOT_HOLD)
    if any(character in token for character in " \t\r\n,"):
        raise Unauthenticated(DOES_NOT_HOLD)
    return token
