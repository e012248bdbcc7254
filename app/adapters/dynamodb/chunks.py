"""Large values beside a row's head: packed, and cut into pieces where a row may not hold them (400 KB).

Cut, not spilled to S3: one system keeps them consistent and takes them away, and a reader needs no further right.
A value is written under a new mark, then the head is made to name that mark, then the pieces of the old mark go.
So a head never names a value that is not there whole.
"""

import logging
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from app.adapters.dynamodb.table import Row
from app.domain.errors import Unavailable

_log = logging.getLogger(__name__)

HEAD = "R"
LAST = HEAD + "$"  # above the sort keys of a head and its pieces, below those of all that may stand behind them
_PIECE = 350_000  # bytes; with its key far enough below 400 KB


def new_mark() -> str:
    """A name for one try to write: no other try has it, so none can be taken for another."""
    return secrets.token_hex(6)


def cut(pk: str, mark: str, text: str, *, under: str = HEAD) -> list[Row]:
    """The rows that hold a text. `under`: what their sort keys begin with."""
    packed = zlib.compress(text.encode(), 6)
    chunks = [packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE)]
    return [{"pk": pk, "sk": _sort_key(under, mark, place), "bytes": chunk} for place, chunk in enumerate(chunks)]


def keys(pk: str, mark: str, count: int, *, under: str = HEAD) -> list[tuple[str, str]]:
    return [(pk, _sort_key(under, mark, place)) for place in range(count)]


def _sort_key(under: str, mark: str, place: int) -> str:
    return f"{under}#{mark}#{place:04}"


def joined(pk: str, mark: str, count: int, rows: Mapping[tuple[str, str], Row], *, under: str = HEAD) -> str | None:
    """The text again; None when a piece is missing, for the value was replaced since its head was read."""
    wanted = keys(pk, mark, count, under=under)
    if any(key not in rows for key in wanted):
        return None
    return zlib.decompress(b"".join(rows[key]["bytes"] for key in wanted)).decode()


def by_key(rows: Iterable[Row]) -> dict[tuple[str, str], Row]:
    return {(row["pk"], row["sk"]): row for row in rows}


def changing() -> Unavailable:
    return Unavailable("The object is being changed at this moment.")


@contextmanager
def cleaning() -> Iterator[None]:
    """What is done has been done: when the cleaning behind it fails, the next one makes up for it, not the caller."""
    try:
        yield
    except Unavailable as error:
        _log.warning("Rows that nothing names any more were left behind: %s", error.detail)
