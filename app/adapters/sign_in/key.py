"""The signing key of the local issuer: made at first use, kept in a file that only this user can read."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.adapters.files.durable import make_private_folder
from app.adapters.tokens.header import ALGORITHM
from app.adapters.tokens.keys import EXPONENT, MIN_BITS, PublicKey
from app.domain.errors import Unavailable

FILE_NAME = "signing-key.pem"


class DamagedKey(Unavailable):
    """The key file cannot be read; the text says what to do."""


class SigningKey:
    """An RSA key that signs tokens. Its id is the thumbprint of RFC 7638, so the same key always has the same id."""

    def __init__(self, pem: bytes) -> None:
        from jose import jwk

        self._key = jwk.construct(pem, algorithm=ALGORITHM)
        public = self._key.public_key()
        numbers: Mapping[str, str] = public.to_dict()
        named = {"e": numbers["e"], "kty": "RSA", "n": numbers["n"]}
        self.kid = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).hexdigest()
        self.public: PublicKey = public
        self.published = {"kty": "RSA", "use": "sig", "alg": ALGORITHM, "kid": self.kid, **named}

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The claims as a signed token."""
        from jose import jws

        token: str = jws.sign(dict(claims), self._key, headers={"kid": self.kid}, algorithm=ALGORITHM)
        return token


def signing_key(folder: Path) -> SigningKey:
    """The key kept in `folder` (made with mode 0700), created when there is none.

    Processes that start at once agree: a key is written aside and linked into place, and the first link wins.
    `DamagedKey` when the file holds no private key.
    """
    from jose.exceptions import JOSEError

    path = folder / FILE_NAME
    if not path.exists():
        _create(folder, path)
    folder.chmod(0o700)
    path.chmod(0o600)  # a restored backup may have lost the mode
    pem = path.read_bytes()
    try:
        if b"PRIVATE KEY" not in pem:
            raise ValueError("not a private key")
        return SigningKey(pem)
    except (JOSEError, ValueError) as error:
        raise DamagedKey(
            f"{path} is damaged. Remove it: a new key is made, and everybody signs in again; no invoice is touched."
        ) from error


def _create(folder: Path, path: Path) -> None:
    make_private_folder(folder)
    aside = folder / f".{secrets.token_hex(8)}.tmp"
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_new_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            return  # another process was first; its key is used
        _sync(folder)
    finally:
        aside.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _new_key() -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=MIN_BITS).private_bytes(
        encoding=serialization.Encoding.PEM,
        format=serialization.PrivateFormat.PKCS8,
        encryption_algorithm=serialization.NoEncryption(),
    )
