"""Public keys by their id, out of a JWK set."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol, cast

from app.adapters.tokens.form import Fault, decode_part
from app.adapters.tokens.header import ALGORITHM

MIN_BITS = 2_048
MAX_BITS = 8_192  # a larger one only makes every verification slow
MAX_KEYS = 50
EXPONENT = 65_537


class PublicKey(Protocol):
    def verify(self, msg: bytes, sig: bytes) -> bool:
        """True when `sig` is the RS256 signature of `msg`."""


class KeySource(Protocol):
    def key(self, kid: str) -> PublicKey | None:
        """The key with this id, None when there is none. May raise `Unavailable`, never looks into a token."""


def public_keys(key_set: object) -> dict[str, PublicKey]:
    """Usable RSA signature keys of a JWK set by `kid`. Others are skipped; an id that occurs twice is not used at all.

    `Fault` when it is not a JWK set of at most 50 keys.
    """
    keys = key_set.get("keys") if isinstance(key_set, Mapping) else None
    if not isinstance(keys, list) or len(keys) > MAX_KEYS:
        raise Fault("this is not a JWK set")
    named = [key for key in keys if isinstance(key, Mapping) and isinstance(key.get("kid"), str)]
    uses = Counter(key["kid"] for key in named)
    found = {key["kid"]: _public_key(key) for key in named if uses[key["kid"]] == 1}
    return {kid: key for kid, key in found.items() if key is not None}


def _public_key(key: Mapping[str, Any]) -> PublicKey | None:
    """The key object, built once per key: None unless RSA, for signatures by RS256, 2,048 bits or more, e 65537."""
    if key.get("kty") != "RSA" or key.get("use", "sig") != "sig" or key.get("alg", ALGORITHM) != ALGORITHM:
        return None
    modulus, exponent = _number(key.get("n")), _number(key.get("e"))
    if exponent != EXPONENT or modulus is None or not MIN_BITS <= modulus.bit_length() <= MAX_BITS:
        return None
    if modulus % 2 == 0:  # no product of two odd primes: the library below would raise
        return None
    from jose import jwk

    return cast(PublicKey, jwk.construct({"kty": "RSA", "n": key["n"], "e": key["e"]}, algorithm=ALGORITHM))


def _number(text: object) -> int | None:
    if not isinstance(text, str) or not text.isascii():
        return None
    try:
        return int.from_bytes(decode_part(text), "big")
    except Fault:
        return None
