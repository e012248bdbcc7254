"""Cursors of lists: the place that the repository names, signed and bound to its owner and its query."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable

from app.domain.errors import InvalidInput
from app.domain.principal import Owner

SIGNATURE_BYTES = 16
MAX_CURSOR = 4_096


class Cursors:
    """`about` names the list and its query; `secret` is the server's."""

    def __init__(self, secret: Callable[[], bytes], owner: Owner, about: str) -> None:
        self._secret = secret
        self._bound = f"{owner.key}\0{about}\0".encode()

    def seal(self, cursor: str) -> str:
        text = cursor.encode()
        return base64.urlsafe_b64encode(self._signature(text) + text).rstrip(b"=").decode()

    def open(self, cursor: str | None) -> str | None:
        """The place; None for no cursor. `InvalidInput` code `invalid-cursor` for anything that `seal` did not give
        to this owner for this query."""
        if cursor is None:
            return None
        try:
            sealed = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise _foreign() from None
        signature, text = sealed[:SIGNATURE_BYTES], sealed[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(text)) or self.seal(text.decode()) != cursor:
            raise _foreign()
        return text.decode()

    def _signature(self, text: bytes) -> bytes:
        return hmac.digest(self._secret(), self._bound + text, hashlib.sha256)[:SIGNATURE_BYTES]


def _foreign() -> InvalidInput:
    return InvalidInput("Use the cursor of this list, with the same filters, as it was given.", code="invalid-cursor")
