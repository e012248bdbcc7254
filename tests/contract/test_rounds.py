"""What every `RoundBook` promises, and what follows from one round to the next."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.rounds import Round
from app.ports import RoundBook
from tests.making import NOON

DAY, ROUND = timedelta(days=1), timedelta(minutes=5)


def test_the_first_round_is_on_the_first_day(rounds: RoundBook) -> None:
    assert rounds.last() is None
    first = rounds.enter(NOON)
    assert first == Round(day=1, at=NOON, steady_since=NOON) == rounds.last()


def test_days_count_and_rounds_of_a_day_do_not(rounds: RoundBook) -> None:
    assert [rounds.enter(NOON + number * timedelta(hours=6)).day for number in range(6)] == [1, 1, 2, 2, 2, 2]


@pytest.mark.parametrize("jump", [40 * DAY, -40 * DAY, 4000 * DAY])
def test_f53_however_far_the_clock_jumps_it_is_one_day_more(rounds: RoundBook, jump: timedelta) -> None:
    rounds.enter(NOON)
    assert rounds.enter(NOON + jump).day == 2
    assert rounds.enter(NOON + jump + ROUND).day == 2
    assert rounds.enter(NOON).day == 3


@pytest.mark.parametrize("jump", [timedelta(hours=1), -ROUND, 40 * DAY])
def test_the_clock_is_steady_since_the_last_jump_or_rest(rounds: RoundBook, jump: timedelta) -> None:
    for number in range(5):
        assert rounds.enter(NOON + number * ROUND).steady_since == NOON
    after = NOON + 4 * ROUND + jump
    for number in range(3):
        assert rounds.enter(after + number * ROUND).steady_since == after


def test_f60_of_rounds_at_once_none_is_lost(rounds: RoundBook) -> None:
    rounds.enter(NOON)
    with ThreadPoolExecutor(4) as threads:
        days = list(threads.map(lambda number: rounds.enter(NOON + (number % 2) * DAY).day, range(8)))
    last = rounds.last()
    assert last is not None
    assert last.day == max(days)
