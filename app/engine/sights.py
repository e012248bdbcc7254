"""What a text says of a place on a page, and what is seen there: the answer to whether a text layer can be believed."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

from app.domain.reading import Polygon


@dataclass(frozen=True, slots=True)
class Place:
    """`text` is said to stand in the box `polygon` of page `page` (from 1, as it is shown) and to be the value of
    `path`."""

    path: str
    text: str
    page: int
    polygon: Polygon


class State(StrEnum):
    SEEN = "seen"
    OTHER = "other"  # something else is drawn there
    NOTHING = "nothing"  # nothing that a person could read is drawn there
    UNKNOWN = "unknown"  # nobody could look


@dataclass(frozen=True, slots=True)
class Sight:
    """A look at a place. `text`: what is drawn there, as it was recognized."""

    place: Place
    state: State
    text: str = ""

    @property
    def is_a_lie(self) -> bool:
        return self.state in (State.OTHER, State.NOTHING)


_PLACES = TypeAdapter(tuple[Place, ...])
_SIGHTS = TypeAdapter(tuple[Sight, ...])


def pack_places(places: tuple[Place, ...]) -> bytes:
    return _PLACES.dump_json(places)


def unpack_places(data: bytes) -> tuple[Place, ...]:
    """`ValueError` for anything that `pack_places` did not give; so below."""
    return _PLACES.validate_json(data)


def pack_sights(sights: tuple[Sight, ...]) -> bytes:
    return _SIGHTS.dump_json(sights)


def unpack_sights(data: bytes) -> tuple[Sight, ...]:
    return _SIGHTS.validate_json(data)
