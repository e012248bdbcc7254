"""What a language model answered, held against the form that it was asked for: anything else is no opinion."""

import json
from typing import Any

from app.domain.opinion import ASKED, LONGEST_VALUE, Opinion, most_tokens

_LONGEST = 8_000  # signs of an answer; eleven values of the longest kind have 3,000
_UNUSABLE = "The model's answer was not in the form that it was asked for."


def opinion_of(
    content: object, *, read: object, written: object, text: str, pictures: int, most_written: int
) -> Opinion:
    """`content`: what it wrote; `read` and `written`: the tokens that it says it took, believed within reason."""
    values = values_of(content)
    return Opinion(
        values=values or {},
        tokens_read=_believed(read, most_tokens(text, pictures)),
        tokens_written=_believed(written, most_written),
        lost=_UNUSABLE if values is None else None,
    )


def unanswered(reason: str, *, text: str = "", pictures: int = 0, charged: bool = False) -> Opinion:
    """No answer came. `charged`: it may have been read all the same, and is counted as if it were."""
    return Opinion(tokens_read=most_tokens(text, pictures) if charged else 0, lost=reason)


def values_of(content: object) -> dict[str, str] | None:
    """The values of one JSON object that has no other members than those asked for, each a text or null."""
    if not isinstance(content, str) or len(content) > _LONGEST:
        return None
    try:
        answer = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict) or not answer.keys() <= ASKED.keys():
        return None
    if not all(value is None or (isinstance(value, str) and len(value) <= LONGEST_VALUE) for value in answer.values()):
        return None
    return {path: value for path, value in answer.items() if value}


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """`ValueError` for a member that stands there twice."""
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a member stands there twice")
    return found


def _believed(stated: object, most: int) -> int:
    """The stated number; the most that it can be, where none is stated or more."""
    if isinstance(stated, int) and not isinstance(stated, bool) and 0 <= stated <= most:
        return stated
    return most
