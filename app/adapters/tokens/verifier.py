"""The verifier of access tokens: every rule in its order, every failure the same answer."""

from app.adapters.tokens.claims import Expected, principal
from app.adapters.tokens.form import Fault, take_apart
from app.adapters.tokens.header import key_id
from app.adapters.tokens.keys import KeySource
from app.domain.errors import Unauthenticated
from app.domain.principal import Principal
from app.domain.sign_in import DOES_NOT_HOLD
from app.ports import Clock


class StrictTokenVerifier:
    """`TokenVerifier` for RS256 access tokens as Amazon Cognito gives them."""

    def __init__(self, keys: KeySource, expected: Expected, clock: Clock) -> None:
        self._keys = keys
        self._expected = expected
        self._clock = clock

    def verify(self, token: str) -> Principal:
        """The caller; `Unauthenticated`, always with the same text, for a token that does not hold.

        The `Fault` behind it is its `__cause__`: a reason for the log that shows nothing of the token.
        """
        try:
            return self._checked(token)
        except Fault as fault:
            raise Unauthenticated(DOES_NOT_HOLD) from fault

    def _checked(self, token: str) -> Principal:
        parts = take_apart(token)
        key = self._keys.key(key_id(parts.header))
        if key is None:
            raise Fault("kid is unknown")
        if not key.verify(parts.signed, parts.signature):
            raise Fault("the signature does not hold")
        return principal(parts.claims, self._expected, now=self._clock().timestamp())
