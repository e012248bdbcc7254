"""The answer of a comparison between processes."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from app.domain.checks import Check
from app.engine.sights import Place


@dataclass(frozen=True, slots=True)
class Compared:
    """`places`: of what the text of the pages confirms, to be looked at before it counts. `pictures`: pages without a
    usable text that show something. `left_out`: pages that nobody opened."""

    checks: tuple[Check, ...]
    places: tuple[Place, ...] = ()
    pictures: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()


_FORM = TypeAdapter(Compared)


def pack_compared(compared: Compared) -> bytes:
    return _FORM.dump_json(compared)


def unpack_compared(data: bytes) -> Compared:
    """`ValueError` for anything that `pack_compared` did not give."""
    return _FORM.validate_json(data)
