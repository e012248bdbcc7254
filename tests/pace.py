"""How much processor time something may take, in units of what this very machine needs for a fixed piece of work.

A limit in seconds fails on a slow or busy machine. What is compared here is processor time of this process alone, with
the same clock and in the same moment for both sides.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECOND = 250  # units: a second and more on the fastest machines of today


@contextmanager
def within(units: float) -> Iterator[None]:
    """Fails when the block takes more processor time than `units` times the fixed piece of work."""
    began = time.process_time()
    yield
    took = time.process_time() - began
    # The work is measured afterwards, and again while the block seems too dear: a machine may change its pace.
    allowed = max(_unit() for _ in range(3)) * units
    assert took <= allowed, f"{took:.3f} s of processor time, where {allowed:.3f} s are allowed"


def _unit() -> float:
    began = time.process_time()
    total = 0
    for number in range(120_000):
        total += number % 7
    return time.process_time() - began
