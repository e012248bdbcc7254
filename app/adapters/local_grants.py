"""What the local issuer remembers between two requests, in memory: codes, sign-ins that can be renewed, ended ones.

A restart forgets it all; the page then asks for one more click.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

from app.domain.sign_in import SignInRefused, SignInRequest

CODE_SECONDS = 60
RENEWAL_SECONDS = 7 * 24 * 60 * 60
MAX_KEPT = 10_000  # of each kind: the oldest goes first

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class SignIn:
    """A person who signed in to one application. `id` (the tokens' `origin_jti`) is shared by all tokens from it."""

    id: str
    user: str
    client_id: str
    scopes: tuple[str, ...]
    at: int
    nonce: str | None = None


@dataclass(frozen=True)
class _Code:
    request: SignInRequest
    sign_in: SignIn
    expires: float
    used: bool = False


@dataclass(frozen=True)
class _Renewable:
    sign_in: SignIn
    secret: str
    expires: float


class Grants:
    """Codes are good once and for 60 s. A renewal token is good once and gives the next one. Whoever shows a used one
    of either kind holds a copy, so the whole sign-in is ended."""

    def __init__(self) -> None:
        self._codes: dict[str, _Code] = {}
        self._renewable: dict[str, _Renewable] = {}
        self._ended: dict[str, None] = {}
        self._lock = Lock()

    def code(self, request: SignInRequest, user: str, now: float) -> str:
        """A new code for a request that the person agreed to."""
        code = secrets.token_urlsafe(32)
        sign_in = SignIn(
            id=secrets.token_hex(16),
            user=user,
            client_id=request.client_id,
            scopes=request.scopes,
            at=int(now),
            nonce=request.nonce,
        )
        with self._lock:
            _keep(self._codes, code, _Code(request, sign_in, now + CODE_SECONDS))
        return code

    def redeem(self, code: str, now: float) -> tuple[SignInRequest, SignIn]:
        """What the code stands for, once; `SignInRefused` with `invalid_grant` else. A failed try uses it up too."""
        with self._lock:
            kept = self._codes.get(code)
            if kept is None or now >= kept.expires:
                raise _refused("code")
            if kept.used:
                self._end(kept.sign_in.id)
                raise _refused("code")
            self._codes[code] = replace(kept, used=True)
        return kept.request, kept.sign_in

    def start_renewal(self, sign_in: SignIn) -> str:
        """The first renewal token of a sign-in."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            _keep(self._renewable, sign_in.id, _Renewable(sign_in, secret, sign_in.at + RENEWAL_SECONDS))
        return f"{sign_in.id}.{secret}"

    def renew(self, token: str, client_id: str, now: float) -> tuple[SignIn, str]:
        """The sign-in and its next renewal token; `SignInRefused` with `invalid_grant` for a token that is not the
        newest one, expired, or of another application."""
        with self._lock:
            kept = self._current(token)
            if kept is None or now >= kept.expires or kept.sign_in.client_id != client_id:
                raise _refused("refresh token")
            secret = secrets.token_urlsafe(32)
            self._renewable[kept.sign_in.id] = replace(kept, secret=secret)
        return kept.sign_in, f"{kept.sign_in.id}.{secret}"

    def end(self, token: str, client_id: str) -> None:
        """End the sign-in of a renewal token; its access tokens stop working. Unknown ones are fine."""
        with self._lock:
            kept = self._current(token)
            if kept is not None and kept.sign_in.client_id == client_id:
                self._end(kept.sign_in.id)

    def end_sign_in(self, sign_in_id: str) -> None:
        with self._lock:
            self._end(sign_in_id)

    def is_ended(self, sign_in_id: str) -> bool:
        with self._lock:
            return sign_in_id in self._ended

    def _current(self, token: str) -> _Renewable | None:
        """The sign-in whose newest token this is. An older token of it ends the sign-in."""
        sign_in_id, _, secret = token.partition(".")
        kept = self._renewable.get(sign_in_id)
        if kept is not None and not hmac.compare_digest(kept.secret.encode(), secret.encode("utf-8", "replace")):
            self._end(sign_in_id)
            return None
        return kept

    def _end(self, sign_in_id: str) -> None:
        self._renewable.pop(sign_in_id, None)
        _keep(self._ended, sign_in_id, None)


def _keep(kept: dict[str, Kept], name: str, value: Kept) -> None:
    """Add as the newest; dictionaries keep their order."""
    while len(kept) >= MAX_KEPT:
        del kept[next(iter(kept))]
    kept[name] = value


def _refused(what: str) -> SignInRefused:
    return SignInRefused(f"The {what} is not valid, was used before, or has expired.", code="invalid_grant")
