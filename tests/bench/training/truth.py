"""When a value is right. A truth is one value, several right ones, null (not printed) or `?` (not known)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any

UNKNOWN = "?"
_ALIKE = 0.85
_AMOUNTS = ("gross", "net", "tax")


def asked(truth: Mapping[str, Any], field: str) -> bool:
    return truth.get(field, UNKNOWN) != UNKNOWN and field not in truth.get("unseen", ())


def right_ones(truth: Mapping[str, Any], field: str) -> list[str]:
    told = truth[field]
    return [value for value in (told if isinstance(told, list) else [told]) if value is not None]


def may_be_absent(truth: Mapping[str, Any], field: str) -> bool:
    told = truth[field]
    return told is None or (isinstance(told, list) and None in told)


def is_right(field: str, value: str, names: Sequence[str]) -> bool:
    if field == "seller":
        return any(_same_name(plain(value), plain(name), cut=name.endswith("*")) for name in names)
    if field in _AMOUNTS:
        return _number(value) is not None and _number(value) in map(_number, names)
    if field == "number":
        return plain(value) in map(plain, names)
    return value in names


def _same_name(value: str, name: str, *, cut: bool) -> bool:
    if value == name or (cut and value.startswith(name)):
        return True
    if len(name) > 3 and name in value and len(value) <= len(name) + 3:
        return True
    return SequenceMatcher(None, value, name, autojunk=False).ratio() >= _ALIKE


def plain(text: str) -> str:
    """Letters and digits without case and accents."""
    split = unicodedata.normalize("NFKD", str(text).casefold())
    return re.sub(r"[\W_]", "", "".join(sign for sign in split if not unicodedata.combining(sign)))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
