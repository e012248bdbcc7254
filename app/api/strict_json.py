"""JSON from strangers: one parser, of what all programs agree on, with limits on whatever could cost or break."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from app.domain.errors import InvalidInput

MAX_DEPTH = 50
MAX_NUMBER = 100  # signs, and places before or behind the point: three times what any value of ours can have

_BEYOND = Decimal("Infinity")


def strict_json(data: bytes) -> Any:
    """JSON of RFC 8259 in UTF-8: no name twice in an object, no NaN, no half surrogate pairs, at most 50 levels,
    numbers of at most 100 signs. Fractions come as `Decimal`, exact; a number of more than 100 places as an infinite
    one, which no value takes, so that its place is named. `InvalidInput` code `bad-json` for anything else."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except RecursionError:
        _refuse(f"The JSON is nested more than {MAX_DEPTH} deep.")
    except (ValueError, ArithmeticError) as error:
        detail = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)
        _refuse(f"The body cannot be read as JSON: {detail[:200]}.")
    _require_sane(value)
    return value


def _whole(text: str) -> int:
    _require_short(text)
    return int(text)


def _fraction(text: str) -> Decimal:
    """The exponent is looked at as text: to calculate with a large one fails, or takes for ever."""
    _require_short(text)
    _, _, exponent = text.lower().partition("e")
    if len(exponent.lstrip("+-0")) > len(str(MAX_NUMBER)) or abs(int(exponent or "0")) > MAX_NUMBER:
        return _BEYOND
    return Decimal(text)


def _require_short(text: str) -> None:
    if len(text) > MAX_NUMBER:
        raise ValueError(f"a number has more than {MAX_NUMBER} signs")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object holds the same name twice")
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _require_sane(value: Any) -> None:
    """Level by level, without recursion."""
    level, depth = [value], 0
    while level:
        below: list[Any] = []
        for node in level:
            if isinstance(node, str):
                _require_whole(node)
            elif isinstance(node, dict):
                below += node.keys()
                below += node.values()
            elif isinstance(node, list):
                below += node
        depth += any(isinstance(node, dict | list) for node in level)
        if depth > MAX_DEPTH:
            _refuse(f"The JSON is nested more than {MAX_DEPTH} deep.")
        level = below


def _require_whole(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("A text holds half a surrogate pair.")


def _refuse(detail: str) -> NoReturn:
    raise InvalidInput(detail, code="bad-json")
