"""Tokens of every kind, well signed or forged, for the tests of the verifier."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.adapters.tokens.claims import Expected
from app.adapters.tokens.keys import PublicKey, public_keys
from app.adapters.tokens.verifier import StrictTokenVerifier

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI"
OTHER_ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_ZzZzZzZzZ"
CLIENT = "4hk3jh5k2j3h5k2j3h5k2j3h5"
SUBJECT = "a3c1f0de-7c0a-4d0c-9b3e-5f1d2c3b4a59"
DENIED = "d0d0d0d0-0000-4000-8000-000000000000"
GONE = object()  # in place of a value: leave the member out


@cache
def private_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for this run, the same for the same name."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(name: str, **changes: Any) -> dict[str, Any]:
    numbers = private_key(name).public_key().public_numbers()
    n, e = (text(number.to_bytes((number.bit_length() + 7) // 8, "big")) for number in (numbers.n, numbers.e))
    return changed({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": name, "n": n, "e": e}, changes)


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **changes}.items() if value is not GONE}


def header(**changes: Any) -> dict[str, Any]:
    return changed({"alg": "RS256", "kid": "key-1"}, changes)


def claims(**changes: Any) -> dict[str, Any]:
    """What Amazon Cognito puts into an access token."""
    members = {
        "sub": SUBJECT,
        "iss": ISSUER,
        "version": 2,
        "client_id": CLIENT,
        "origin_jti": "0a0a0a0a-0000-4000-8000-000000000000",
        "token_use": "access",
        "scope": "invoices/read invoices/write",
        "auth_time": NOW - 60,
        "exp": NOW + 840,
        "iat": NOW - 60,
        "jti": "0b0b0b0b-0000-4000-8000-000000000000",
        "username": "minh",
    }
    return changed(members, changes)


def signed(head: bytes | Mapping[str, Any], payload: bytes | Any, *, key: str = "key-1") -> str:
    """A token with a true RS256 signature over whatever is given; bytes go in as they are."""
    body = unsigned(head, payload)
    return f"{body}.{text(signature(body, key))}"


def unsigned(head: bytes | Mapping[str, Any], payload: bytes | Any) -> str:
    parts = (part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, payload))
    return ".".join(text(part) for part in parts)


def signature(body: str, key: str, algorithm: hashes.HashAlgorithm | None = None) -> bytes:
    return private_key(key).sign(body.encode(), padding.PKCS1v15(), algorithm or hashes.SHA256())


def good(**changes: Any) -> str:
    """A valid access token, or one whose claims differ from it in the given members."""
    return signed(header(), claims(**changes))


def other_algorithm(name: str) -> str:
    """A token validly signed with an algorithm that we do not take."""
    body = unsigned(header(alg=name), claims())
    data = body.encode()
    key = private_key("key-1")
    match name:
        case "RS384":
            made = key.sign(data, padding.PKCS1v15(), hashes.SHA384())
        case "RS512":
            made = key.sign(data, padding.PKCS1v15(), hashes.SHA512())
        case "PS256":
            made = key.sign(data, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        case "ES256":
            made = ec.generate_private_key(ec.SECP256R1()).sign(data, ec.ECDSA(hashes.SHA256()))
        case _:
            raise ValueError(name)
    return f"{body}.{text(made)}"


def hmac_signed(secret: bytes, alg: str = "HS256") -> str:
    body = unsigned(header(alg=alg), claims())
    return f"{body}.{text(hmac.new(secret, body.encode(), hashlib.sha256).digest())}"


def public_bytes(encoding: serialization.Encoding) -> bytes:
    public = private_key("key-1").public_key()
    return public.public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


class KeysInMemory:
    """A key source over a JWK set that can change; counts the questions."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.asked: list[str] = []
        self.replace(*keys)

    def replace(self, *keys: Mapping[str, Any]) -> None:
        self._keys = public_keys({"keys": list(keys)})

    def key(self, kid: str) -> PublicKey | None:
        self.asked.append(kid)
        return self._keys.get(kid)


def verifier(
    keys: KeysInMemory | None = None, *, issuer: str = ISSUER, resource: str | None = None
) -> StrictTokenVerifier:
    """Trusts `key-1` and `key-2`; it is always the same second."""
    expected = Expected(
        issuer=issuer, client_ids=frozenset({CLIENT}), resource=resource, denied=lambda sign_in: sign_in == DENIED
    )
    source = keys or KeysInMemory(jwk("key-1"), jwk("key-2"))
    return StrictTokenVerifier(source, expected, lambda: datetime.fromtimestamp(NOW, UTC))
