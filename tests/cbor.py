"""As much of CBOR (RFC 8949) as Amazon's RPC protocol uses: maps, lists, texts, bytes, numbers, true, false, null."""

import struct
from typing import Any

_SIZES = ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q"))


def encode(value: Any) -> bytes:  # noqa: PLR0911 - one for each kind
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        data = value.encode()
        return _head(3, len(data)) + data
    if isinstance(value, list | tuple):
        return _head(4, len(value)) + b"".join(encode(item) for item in value)
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())
    raise TypeError(f"no CBOR for {type(value)}")


def decode(data: bytes) -> Any:
    value, end = _item(data, 0)
    if end != len(data):
        raise ValueError("bytes behind the item")
    return value


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    for low, form in _SIZES:
        if number < 1 << (8 * struct.calcsize(form)):
            return bytes([kind << 5 | low]) + struct.pack(form, number)
    raise ValueError("too large")


def _item(data: bytes, place: int) -> tuple[Any, int]:  # noqa: PLR0911 - one for each kind
    kind, low = data[place] >> 5, data[place] & 31
    place += 1
    if kind == 7:
        if low == 27:
            return struct.unpack_from(">d", data, place)[0], place + 8
        if low == 26:
            return struct.unpack_from(">f", data, place)[0], place + 4
        return {20: False, 21: True, 22: None}[low], place
    number = low
    if low >= 24:
        form = dict(_SIZES)[low]
        number = struct.unpack_from(form, data, place)[0]
        place += struct.calcsize(form)
    if kind in (0, 1):
        return (number if kind == 0 else -1 - number), place
    if kind in (2, 3):
        raw = data[place : place + number]
        return (raw if kind == 2 else raw.decode()), place + number
    if kind == 4:
        items = []
        for _ in range(number):
            item, place = _item(data, place)
            items.append(item)
        return items, place
    if kind == 5:
        pairs = {}
        for _ in range(number):
            key, place = _item(data, place)
            pairs[key], place = _item(data, place)
        return pairs, place
    raise ValueError(f"unexpected major type {kind}")
