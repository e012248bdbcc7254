"""The header of a token: it names the key, and nothing else that it says has any effect."""

import re
from collections.abc import Mapping
from typing import Any

from app.adapters.tokens.form import Fault

ALGORITHM = "RS256"

_KEY_ID = re.compile(r"[A-Za-z0-9+/=_-]{1,128}")
_TYPES = ("JWT", "at+jwt")
# Each of them would bring its own key, change what is signed, or how the payload is to be read.
_REFUSED = ("crit", "zip", "jku", "jwk", "x5u", "x5c", "b64", "enc", "cty")


def key_id(header: Mapping[str, Any]) -> str:
    """The `kid` of an acceptable header; `Fault` for any other."""
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm != ALGORITHM:
        raise Fault("alg is not RS256")
    if not isinstance(kid, str) or not _KEY_ID.fullmatch(kid):
        raise Fault("kid is missing or malformed")
    if "typ" in header and header["typ"] not in _TYPES:
        raise Fault("typ is not that of an access token")
    if any(name in header for name in _REFUSED):
        raise Fault("the header has a refused parameter")
    return kid
