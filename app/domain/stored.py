"""What is kept outlives the code that wrote it: a release reads what a later one has written, and loses nothing of it.

The border of the API is strict, storage is not. What this release does not understand of a kept object, an unknown
member as well as a value or a form that it does not know, at any level, is put aside by its place and put back there
when the object is written again. Every adapter reads and writes through `load` and `dump`.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, NamedTuple, Self, TypeGuard, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError
from pydantic_core import ErrorDetails

from app.domain.errors import Conflict

Place = tuple[str | int, ...]  # names of members and numbers of rows, from the outside in


class Unknown(NamedTuple):
    """JSON that is not understood, and what the object says in its place instead."""

    kept: Any
    shown: Any


Aside = Mapping[Place, Unknown]

_NUMBERED = "invoice"  # its rows are named by their numbers elsewhere: a list keeps all of them, or is put aside whole


@dataclass(frozen=True)
class StandIn:
    """Marks a member that has to have a value: what is gone by while the kept one is not understood. An object with a
    stand-in is shown and deleted, never changed: that would overwrite what nobody here understands."""

    value: str


class Stored(BaseModel):
    """The base of whatever is kept as JSON."""

    model_config = ConfigDict(frozen=True)

    _aside: Aside = PrivateAttr(default_factory=dict)

    @property
    def aside(self) -> Aside:
        """What this release did not understand of it, by place."""
        return self._aside

    def with_aside(self, aside: Aside) -> Self:
        copy = self.model_copy()
        copy._aside = aside
        return copy

    @property
    def stands_in(self) -> bool:
        """True when a member is not the kept one."""
        return any(_stand_in(type(self), place) for place in self._aside)


Kept = TypeVar("Kept", bound=Stored)


def load(model: type[Kept], text: str) -> Kept:
    """The object of a kept text; `ValueError` when that is damaged. `Conflict` code `newer-data` when something is not
    understood that cannot be left out."""
    try:
        return model.model_validate_json(text, extra="forbid")
    except ValidationError as error:
        return _load_part(model, text, error)


def dump(kept: Stored, *, exclude: set[str] | None = None) -> str:
    """The text to keep, with what was put aside in its old place: the reverse of `load`."""
    text, aside = kept.model_dump_json(exclude=exclude), dict(_all_aside(kept))
    if not aside:
        return text
    tree = json.loads(text)
    _put_back(tree, aside)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


# ---- put aside -------------------------------------------------------------------------------------------------------


def _load_part(model: type[Kept], text: str, error: ValidationError) -> Kept:
    """Validation says which places are not understood. Without them, it may find that the objects around them are not
    complete: then those are put aside, until the rest is understood."""
    whole, places = json.loads(text), set[Place]()
    while True:
        found = _places(error, whole, places)
        if () in found or found <= places:
            raise Conflict(
                "A newer version of this program wrote this, in a form that is not known here.", code="newer-data"
            ) from error
        places = _outermost(places | found)
        try:
            known = model.model_validate_json(json.dumps(_without(model, text, places)), extra="forbid")
        except ValidationError as further:
            error = further
        else:
            shown = json.loads(known.model_dump_json())
            return _with_aside(
                known, {place: Unknown(_at(whole, place), _said_at(shown, place)) for place in sorted(places)}
            )


def _with_aside(known: Kept, aside: Aside) -> Kept:
    """What belongs to an object inside that is kept by itself elsewhere goes to that one."""
    inside = {name: value for name, value in known if _is_stored(value)}
    for name, value in inside.items():
        of_it = {place[1:]: unknown for place, unknown in aside.items() if place[0] == name and len(place) > 1}
        known = known.model_copy(update={name: _with_aside(value, of_it)})
    return known.with_aside({place: unknown for place, unknown in aside.items() if place[0] not in inside})


def _places(error: ValidationError, whole: Any, gone: Iterable[Place]) -> set[Place]:
    """What is not understood, by its places in the whole object; `gone` was left out of the one that was looked at."""
    left_out = defaultdict[Place, set[int]](set)
    for *outside, last in gone:
        if isinstance(last, int):
            left_out[tuple(outside)].add(last)
    told = error.errors(include_url=False, include_context=False, include_input=False)
    return {_place(one, whole, left_out) for one in told}


def _place(error: ErrorDetails, whole: Any, left_out: Mapping[Place, set[int]]) -> Place:
    location = error["loc"][:-1] if error["type"] == "missing" else error["loc"]
    node, place, parent = whole, Place(), None
    for part in location:
        if isinstance(node, list) and isinstance(part, int):
            step: str | int = _number(part, left_out.get(place, set()))
        elif isinstance(node, dict) and part in node:
            step = part
        else:
            break  # a name of an inner validator
        parent, node, place = node, node[step], (*place, step)
    return place[:-1] if isinstance(parent, list) and place[0] == _NUMBERED else place


def _number(place: int, left_out: set[int]) -> int:
    """The number of a row in the whole list."""
    return next(islice((number for number in count() if number not in left_out), place, None)) if left_out else place


def _outermost(places: Iterable[Place]) -> set[Place]:
    kept: list[Place] = []
    for place in sorted(places):
        if not kept or place[: len(kept[-1])] != kept[-1]:
            kept.append(place)
    return set(kept)


def _without(model: type[Stored], text: str, places: Iterable[Place]) -> Any:
    tree = json.loads(text)
    for place in sorted(places, reverse=True):  # the last row first, so that the numbers hold
        parent, stand_in = _at(tree, place[:-1]), _stand_in(model, place)
        if stand_in:
            parent[place[-1]] = stand_in.value
        else:
            del parent[place[-1]]
    return tree


def _stand_in(model: type[Stored], place: Place) -> StandIn | None:
    field = model.model_fields.get(str(place[0])) if len(place) == 1 else None
    return next((mark for mark in field.metadata if isinstance(mark, StandIn)), None) if field else None


def _at(tree: Any, place: Iterable[str | int]) -> Any:
    for part in place:
        tree = tree[part]
    return tree


# ---- put back --------------------------------------------------------------------------------------------------------


def _put_back(tree: Any, aside: Aside) -> None:
    """A place that says something else by now, or is gone, was changed since: there nothing is put back."""
    for place, unknown in aside.items():
        *outside, last = place
        parent = _said_at(tree, outside)
        if isinstance(parent, list) and isinstance(last, int):
            parent.insert(last, unknown.kept)
        elif isinstance(parent, dict) and parent.get(last) == unknown.shown:
            parent[last] = unknown.kept


def _all_aside(kept: Stored) -> Iterator[tuple[Place, Unknown]]:
    yield from kept.aside.items()
    for name, value in kept:
        if _is_stored(value):
            yield from (((name, *place), unknown) for place, unknown in _all_aside(value))


def _is_stored(value: object) -> TypeGuard[Stored]:
    return Stored in type(value).__mro__  # `isinstance` takes ten times as long for a model


def _said_at(tree: Any, place: Iterable[str | int]) -> Any:
    """None where nothing is."""
    try:
        return _at(tree, place)
    except (KeyError, IndexError, TypeError):
        return None
