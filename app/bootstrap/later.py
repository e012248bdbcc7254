"""Things that are made when they are first used: a function that needs none of them starts without."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


def later(make: Callable[[], T], **known: object) -> T:
    """Stands for what `make` gives, and has it made by the first look at any of its attributes but the `known` ones.

    Not for several threads at once: a Lambda environment has one request at a time.
    """
    return cast(T, _Later(make, known))


class _Later:
    def __init__(self, make: Callable[[], Any], known: dict[str, object]) -> None:
        self.__dict__.update(known)
        self._make = make

    def __getattr__(self, name: str) -> Any:
        if "_made" not in self.__dict__:
            self._made = self._make()
        return getattr(self._made, name)
