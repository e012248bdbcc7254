"""What a request needs besides: who asks, what was answered before, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from app.domain.principal import Owner, Principal


class Metrics(Protocol):
    """Figures about the running system, for its dashboard and alarms."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Add to a figure. Dimensions are few and short: `reader="text"`, never an owner or an id."""


class TokenVerifier(Protocol):
    def verify(self, token: str) -> Principal:
        """`Unauthenticated` for any token that does not hold, whatever is wrong with it."""


class EndedSignIns(Protocol):
    """Sign-ins that were ended before their tokens run out. What verifies tokens asks it."""

    def end(self, sign_in: str) -> None:
        """From now on no token of this sign-in (`Principal.sign_in`) holds: here at once, elsewhere in a minute."""


@dataclass(frozen=True)
class KeptResponse:
    """A finished HTTP answer, kept to be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    about: str  # id of the object that the answer shows


class IdempotencyStore(Protocol):
    """Remembers the answer to a request that carried an Idempotency-Key, per owner and route."""

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> KeptResponse | None:
        """None: this call is the first (or the earlier one did not end within its `run_for`), go on and `finish`.
        An Answer: give it. `Conflict` code `request-running` while the first runs; `InvalidInput` code
        `idempotency-key-reused` when the fingerprint of the request differs."""

    def finish(self, owner: Owner, route: str, key: str, response: KeptResponse) -> None:
        """Keep the answer for 24 hours."""

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        """Forget that it began: nothing took effect, it may be repeated."""

    def forget(self, owner: Owner, about: str) -> None:
        """Drop every kept answer that shows the object with this id: it was deleted."""
