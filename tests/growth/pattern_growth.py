"""How the steps of a pattern grow with the length of a text."""

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.growth.pattern_attacks import Attack, attacks, text_of
from tests.growth.pattern_steps import Steps, Text, TooMany
from tests.growth.patterns import Used

MOST = 1.2
_FIRST, _SUSPECT = (50, 100), 1.15
_LONG = (800, 1600)
_BUDGET = 400  # steps for each sign of a text: many times what any linear pattern takes
_QUICK_LOOKS = 12  # at long texts


@dataclass(frozen=True)
class Growth:
    """The worst that was found: the steps on a text twice as long are 2 ** exponent as many."""

    exponent: float
    attack: Attack | None


def growth(used: Used, *, quick: bool = False) -> Growth:
    """Under each attack; the first look is short, the second, at what looks suspicious, long enough that what is capped
    (`{1,40}`) has reached its cap."""
    with _deep():
        return _growth(used, quick=quick)


@contextmanager
def _deep() -> Iterator[None]:
    """The interpreter calls itself for each step. Afterwards as before: others test how deep Python itself may go."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 100_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _growth(used: Used, *, quick: bool) -> Growth:
    steps = Steps(used.pattern)
    worst = Growth(0.0, None)
    looks = 0
    for attack in attacks(steps, quick=quick):
        if _exponent(steps, used.way, attack, _FIRST) > _SUSPECT and (not quick or looks < _QUICK_LOOKS):
            looks += 1
            exponent = _exponent(steps, used.way, attack, _LONG)
            if exponent > worst.exponent:
                worst = Growth(exponent, attack)
            if exponent > MOST:
                return worst
    return worst


def _exponent(steps: Steps, way: str, attack: Attack, lengths: tuple[int, int]) -> float:
    taken, size = [], []
    for length in lengths:
        text = text_of(attack, length)
        try:
            agree(steps, way, text)
        except TooMany:
            return math.inf
        taken.append(steps.taken)
        size.append(len(text))
    return math.log(taken[1] / taken[0]) / math.log(size[1] / size[0]) if size[0] < size[1] else 0.0


def agree(steps: Steps, way: str, text: Text) -> None:
    """Count the steps, and see that the interpreter finds what Python finds: else it counts something else."""
    found = steps.run(text, way, budget=_BUDGET * max(len(text), 50))
    plain: Any = bytes(text) if steps.is_bytes else "".join(map(chr, text))
    if way == "search":
        expected = [match.span() for match in steps.pattern.finditer(plain)]
        found = _as_finditer(found, len(text))
    else:
        match = getattr(steps.pattern, way)(plain)
        expected = [match.span()] if match else []
    assert found == expected, f"{steps.pattern.pattern!r} on {plain[:60]!r}: {found[:3]} for {expected[:3]}"


def _as_finditer(found: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    return [span for span in found if span[0] <= size]
