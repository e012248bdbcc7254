"""The outer form of a token: three parts in canonical base64url, the first two of them strict JSON objects."""

import binascii
import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from app.domain.sign_in import MAX_TOKEN_BYTES

MAX_DEPTH = 8

_TOKEN = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_PART = re.compile(r"[A-Za-z0-9_-]+")
# By length modulo 4: the last characters whose bits beyond the last whole byte are zero. A lone one is never right.
_LAST: tuple[tuple[str, ...], ...] = (("",), (), ("A", "Q", "g", "w"), tuple("AEIMQUYcgkosw048"))
_JSON_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)  # one without an end reaches to the end


class Fault(Exception):
    """What is wrong with a token, in fixed words: holds nothing of the token, so it may be logged."""


@dataclass(frozen=True)
class Parts:
    """A token taken apart; `signed` are the bytes that the signature covers."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def take_apart(token: str) -> Parts:
    """The parts of a well-formed token; `Fault` for any other text. Nothing is verified yet."""
    if len(token) > MAX_TOKEN_BYTES:
        raise Fault("the token is too long")
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise Fault("the token does not have three base64url parts")
    header, claims, signature = match.groups()
    return Parts(
        header=strict_object(decode_part(header)),
        claims=strict_object(decode_part(claims)),
        signed=token[: match.end(2)].encode("ascii"),
        signature=decode_part(signature),
    )


def decode_part(text: str) -> bytes:
    """Bytes of an unpadded base64url text. Two texts never give the same bytes: unused bits must be zero."""
    if not _PART.fullmatch(text) or not text.endswith(_LAST[len(text) % 4]):
        raise Fault("a part is not canonical base64url")
    return binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "==")


def strict_object(data: bytes) -> dict[str, Any]:
    """The JSON object in `data`: UTF-8 without BOM, no name twice, finite numbers, at most 8 levels deep."""
    try:
        text = data.decode("utf-8")
        _check_depth(text)
        value = _DECODER.decode(text)
        if "\\u" in text:  # an escape can hide half a surrogate pair, which no later step could encode
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:  # also: broken UTF-8, an integer of more digits than Python converts
        raise Fault("a part is not strict JSON") from None
    if not isinstance(value, dict):
        raise Fault("a part is not a JSON object")
    return value


def _check_depth(text: str) -> None:
    """Before parsing: Python's parser would end in a RecursionError."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    depth = 0
    for character in _JSON_STRING.sub("", text):
        if character in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError("too deep")
        elif character in "}]":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("the number is too large")
    return number


# Made once: `json.loads` with these hooks would build a decoder for every token, which costs more than decoding it.
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
