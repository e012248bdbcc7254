"""Choosing the language of a page from what the browser asks for."""

from collections.abc import Sequence

MAX_HEADER = 1_000


def preferred_language(header: str, offered: Sequence[str]) -> str:
    """The offered language that an Accept-Language header likes best; the first offered one when it names none."""
    best, best_weight = offered[0], 0.0
    for entry in header[:MAX_HEADER].split(","):
        name, _, parameter = entry.partition(";")
        language = name.strip().partition("-")[0].lower()
        weight = _weight(parameter)
        if language in offered and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameter: str) -> float:
    """The `q` of an entry, 1 when there is none, 0 when it is malformed."""
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
