"""Values in the notation of PDF, as plain ones of Python."""

import re
from dataclasses import dataclass
from typing import Any

_MAX_DEPTH = 50
_MAX_TOKENS = 300_000
_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*+(?:%[^\r\n]*+[\0\t\n\f\r ]*+)*+"
    rb"(<<|>>|\[|\]"  # brackets
    rb"|/[^\0\t\n\f\r ()<>\[\]{}/%]*+"  # name
    rb"|<[0-9A-Fa-f\s]*+>"  # text in hexadecimal digits
    rb"|(\d+)[ \r\n]+\d+[ \r\n]+R(?![^\s()<>\[\]{}/%])"  # reference
    rb"|[^\0\t\n\f\r ()<>\[\]{}/%]++|\()"  # number or word; the begin of a text
)
_TEXT = re.compile(rb"[^\\()]++|\\(?:[0-7]{1,3}|\r\n|.)|[()]", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


@dataclass(frozen=True)
class Reference:
    """Points to an object by its number."""

    number: int


class _Broken(Exception):
    """What stands there is no value."""


def parse_value(data: bytes | memoryview, begin: int, end: int) -> Any:
    """The first value between two places: dict (keys without slash), list, bytes (a text), str (a name), int, float,
    bool or `Reference`. None for null, and for what is broken, nested too deeply or longer than any honest value."""
    try:
        return _Parser(data, begin, end).value()
    except _Broken:
        return None


class _Parser:
    def __init__(self, data: bytes | memoryview, begin: int, end: int) -> None:
        self._data, self._at, self._end = data, begin, end
        self._left = _MAX_TOKENS

    def value(self, depth: int = 0) -> Any:
        return self._of(*self._token(), depth)

    def _token(self) -> tuple[bytes, bytes | None]:
        found = _TOKEN.match(self._data, self._at, self._end)
        self._left -= 1
        if found is None or self._left < 0:
            raise _Broken
        self._at = found.end()
        return found[1], found[2]

    def _of(self, token: bytes, number: bytes | None, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise _Broken
        if number is not None:
            return Reference(int(number))
        match token[:2]:
            case b"<<":
                items = self._until(b">>", depth)
                pairs = zip(items[::2], items[1::2], strict=False)
                return {key: value for key, value in pairs if isinstance(key, str)}
            case b"[":
                return self._until(b"]", depth)
            case b"(":
                return self._text()
            case _:
                return _scalar(token)

    def _until(self, closing: bytes, depth: int) -> list[Any]:
        items: list[Any] = []
        while (token := self._token())[0] != closing:
            if token[0] in (b">>", b"]"):
                raise _Broken
            items.append(self._of(*token, depth + 1))
        return items

    def _text(self) -> bytes:
        parts: list[bytes] = []
        open_brackets = 1
        while True:
            found = _TEXT.match(self._data, self._at, self._end)
            if found is None:
                raise _Broken
            self._at = found.end()
            part = found[0]
            open_brackets += (part == b"(") - (part == b")")
            if not open_brackets:
                return b"".join(parts)
            parts.append(_unescaped(part[1:]) if part.startswith(b"\\") else part)


def _unescaped(code: bytes) -> bytes:
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF]) if code[:1] in b"01234567" else code
    return _ESCAPED.get(code, code)


def _name(raw: bytes) -> str:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), raw).decode("latin-1")


def _scalar(token: bytes) -> Any:
    if token.startswith(b"/"):
        return _name(token[1:])
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _word(token)


def _word(token: bytes) -> Any:
    if token in (b"true", b"false"):
        return token == b"true"
    if re.fullmatch(rb"[+-]?\d{1,12}", token):
        return int(token)
    if re.fullmatch(rb"[+-]?(\d{1,12}\.\d*|\.\d+)", token):
        return float(token)
    if token == b"null":
        return None
    raise _Broken
