"""Cursors of lists."""

import secrets
from typing import Any

from app.domain.errors import InvalidInput


class Cursors:
    """Cursors that only know where they came from."""

    def __init__(self) -> None:
        self._places: dict[str, tuple[object, Any]] = {}

    def write(self, query: object, place: Any) -> str:
        text = secrets.token_urlsafe(12)
        self._places[text] = (query, place)
        return text

    def read(self, query: object, text: str) -> Any:
        written_for, place = self._places.get(text, (None, None))
        if written_for != query:
            raise InvalidInput("The cursor does not belong to this list.", code="invalid-cursor")
        return place
