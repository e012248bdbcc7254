"""What every `TurnBook` promises."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.turns import Line, LineState, Standing
from app.ports import TurnBook
from tests.making import ANNA, BEN, NOON


def test_a_line_that_nobody_was_in_is_empty(turns: TurnBook) -> None:
    assert turns.look(Line.JOB) == LineState()


def test_numbers_follow_each_other_and_lines_are_apart(turns: TurnBook) -> None:
    numbers = [turns.join(Line.JOB, ANNA.key, first=100).standings[ANNA.key].joined for _ in range(3)]
    assert numbers == [101, 102, 103]
    state = turns.join(Line.JOB, BEN.key, first=500)
    assert state == turns.look(Line.JOB)
    assert state.standings == {ANNA.key: Standing(103, 100), BEN.key: Standing(501, 500)}
    assert turns.look(Line.CALL) == LineState()


def test_of_those_who_join_at_once_each_has_its_own_number(turns: TurnBook) -> None:
    with ThreadPoolExecutor(4) as threads:
        states = list(threads.map(lambda _: turns.join(Line.JOB, ANNA.key, first=0), range(12)))
    assert sorted(state.standings[ANNA.key].joined for state in states) == list(range(1, 13))


def test_what_was_served_is_written_once_and_nobody_who_joined_meanwhile_is_lost(turns: TurnBook) -> None:
    seen = turns.join(Line.JOB, ANNA.key, first=0)
    turns.join(Line.JOB, ANNA.key, first=0)
    later = replace(seen, revision=seen.revision + 1, free_at=NOON, last=ANNA.key, standings={ANNA.key: Standing(1, 1)})
    assert turns.replace(Line.JOB, later, over=seen)
    assert not turns.replace(Line.JOB, later, over=seen)
    kept = turns.look(Line.JOB)
    assert (kept.free_at, kept.last, kept.standings) == (NOON, ANNA.key, {ANNA.key: Standing(2, 1)})
    assert turns.replace(Line.JOB, replace(kept, revision=kept.revision + 1, free_at=NOON + timedelta(1)), over=kept)


@pytest.mark.parametrize("more", [0, 1])
def test_an_owner_is_forgotten_unless_one_more_has_joined(turns: TurnBook, more: int) -> None:
    seen = turns.join(Line.JOB, ANNA.key, first=0).standings[ANNA.key]
    for _ in range(more):
        turns.join(Line.JOB, ANNA.key, first=0)
    assert turns.leave(Line.JOB, ANNA.key, seen=seen) is not bool(more)
    assert (ANNA.key in turns.look(Line.JOB).standings) is bool(more)
    turns.join(Line.JOB, BEN.key, first=7)
    assert turns.look(Line.JOB).standings[BEN.key] == Standing(8, 7)
