"""Where the next part of a list begins, as text that nobody else needs to understand.

The API signs it and binds it to the owner; here it only has to be the cursor of the same query.
"""

import base64
import hashlib
import json

from app.domain.errors import InvalidInput


def write(query: str, *place: str | None) -> str:
    """`query`: all that the list depends on. `place`: sort value and id of the last item given."""
    return base64.urlsafe_b64encode(json.dumps([_mark(query), *place]).encode()).decode().rstrip("=")


def read(query: str, cursor: str, *, length: int) -> list[str | None]:
    """The `place` of `length` values that was written; `InvalidInput` when it is no cursor of this query."""
    wrong = InvalidInput("The cursor does not belong to this list. Start again without it.", code="invalid-cursor")
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        mark: str
        place: list[str | None]
        mark, *place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        for value in place:
            if value is not None:
                value.encode()
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise wrong from error
    if mark != _mark(query) or len(place) != length:
        raise wrong
    return place


def _mark(query: str) -> str:
    return hashlib.sha256(query.encode(errors="replace")).hexdigest()[:12]
