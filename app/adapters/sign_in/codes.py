"""Authorization codes of the local issuer, in memory: a restart forgets them, and the page asks for one more click."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from app.adapters.sqlite.sign_ins import SignIn, refused
from app.domain.sign_in import SignInRequest

CODE_SECONDS = 60


@dataclass(frozen=True)
class _Code:
    request: SignInRequest
    sign_in: SignIn
    expires: float
    used: bool = False


class Codes:
    """Good once and for 60 s. Whoever shows a used one holds a copy, so the sign-in is ended by `end`."""

    def __init__(self, end: Callable[[str], None]) -> None:
        self._end = end
        self._codes: dict[str, _Code] = {}
        self._lock = Lock()

    def give(self, request: SignInRequest, sign_in: SignIn, now: float) -> str:
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes = {name: kept for name, kept in self._codes.items() if now < kept.expires}
            self._codes[code] = _Code(request, sign_in, now + CODE_SECONDS)
        return code

    def redeem(self, code: str, now: float) -> tuple[SignInRequest, SignIn]:
        """What the code stands for, once; `SignInRefused` with `invalid_grant` else. A failed try uses it up too."""
        with self._lock:
            kept = self._codes.get(code)
            if kept is None or now >= kept.expires:
                raise refused("code")
            self._codes[code] = replace(kept, used=True)
        if kept.used:
            self._end(kept.sign_in.id)
            raise refused("code")
        return kept.request, kept.sign_in
