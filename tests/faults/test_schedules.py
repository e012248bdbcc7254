"""Schedules by chance, each from its seed: `python -m tests.faults.test_schedules SEED` shows one again."""

import sys

import pytest

from tests.faults.schedule import Schedule, broken_seeds

MANY, AT_ONCE = 1_000, 100


@pytest.mark.parametrize("first", range(0, MANY, AT_ONCE))
def test_a_thousand_schedules_break_no_promise(first: int) -> None:
    assert broken_seeds(range(first, first + AT_ONCE)) == {}


if __name__ == "__main__":
    print(Schedule(int(sys.argv[1])).run())
