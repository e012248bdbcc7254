"""Marks of documents and records: what tells that they belong together, and that both grow."""

from datetime import timedelta

import pytest

from app import runner
from app.domain.installation import Mark, Trouble, first_mark, trouble_of
from app.runner import Runner
from tests.fakes import FakeMark
from tests.making import ANNA, NOON
from tests.world import World

OURS, THEIRS = "1" * 32, "2" * 32


def mark(stamp: int, installation: str = OURS) -> Mark:
    return Mark(installation, stamp, NOON)


@pytest.mark.parametrize(
    ("documents", "records", "trouble"),
    [
        (mark(7), mark(7), None),
        (mark(7), mark(8), None),  # the records' goes first: a crash between the two
        (mark(7), mark(9), Trouble.DOCUMENTS_OLDER),
        (mark(7), mark(6), Trouble.RECORDS_OLDER),
        (mark(7), mark(7, THEIRS), Trouble.RECORDS_FOREIGN),
        (mark(7), None, Trouble.RECORDS_OLDER),
        (None, mark(1), None),
        (None, mark(2), Trouble.DOCUMENTS_OLDER),
        (None, None, None),
    ],
)
def test_what_two_marks_say_where_there_are_documents_and_records(
    documents: Mark | None, records: Mark | None, trouble: Trouble | None
) -> None:
    assert trouble_of(documents, records, any_documents=lambda: True, any_records=lambda: True) is trouble


@pytest.mark.parametrize("documents", [None, mark(7)])
def test_documents_beside_nothing_at_all_have_lost_their_records(documents: Mark | None) -> None:
    told = trouble_of(documents, None, any_documents=lambda: True, any_records=lambda: False)
    assert told is Trouble.RECORDS_MISSING


@pytest.mark.parametrize(("documents", "records"), [(None, None), (mark(7), None), (None, mark(7))])
def test_where_nothing_is_kept_nothing_is_missing(documents: Mark | None, records: Mark | None) -> None:
    assert trouble_of(documents, records, any_documents=lambda: False, any_records=lambda: False) is None


def marks(world: World) -> tuple[int, int]:
    beside, among = world.storage.beside_documents.read(), world.storage.among_records.read()
    assert beside is not None and among is not None
    assert beside.installation == among.installation
    return beside.stamp, among.stamp


def test_both_marks_grow_together() -> None:
    world = World()
    assert marks(world) == (1, 1)
    for stamp in (2, 3):
        assert world.container.installation.grow() is None
        assert marks(world) == (stamp, stamp)


def test_a_crash_between_the_two_is_healed_by_the_next_step() -> None:
    world = World()
    kept = world.storage.among_records.read()
    assert kept is not None
    assert world.storage.among_records.write(kept.next(world.clock()), over=kept)
    assert world.container.installation.grow() is None
    assert marks(world) == (3, 3)


def test_nothing_grows_while_there_is_trouble_and_everything_after_it_was_accepted() -> None:
    world = World()
    world.saved(ANNA)
    beside = world.storage.beside_documents
    assert isinstance(beside, FakeMark)
    beside.mark = Mark(THEIRS, 40, world.clock())
    for _ in range(2):
        assert world.container.installation.grow() is Trouble.RECORDS_FOREIGN
    assert beside.mark.stamp == 40
    world.container.installation.accept()
    assert marks(world) == (41, 41)
    assert world.container.installation.trouble() is None


def test_marks_that_are_young_are_left_alone_where_each_step_costs() -> None:
    world = World()
    installation = world.container.installation
    installation._stamped_every = timedelta(minutes=15)
    world.later(minutes=14)
    installation.grow()
    assert marks(world) == (1, 1)
    world.later(minutes=2)
    installation.grow()
    assert marks(world) == (2, 2)
    world.later(days=-40)  # the clock was set right: a mark from a time to come stops nothing
    installation.grow()
    assert marks(world) == (3, 3)


def test_two_processes_that_grow_at_once_make_no_trouble() -> None:
    world = World()
    installation = world.container.installation
    seen = installation._look()
    installation.grow()
    installation._step(*seen)  # the other one comes late
    assert marks(world) == (2, 2)


def test_a_running_program_stamps_at_its_start_again_and_again_and_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "STAMP_EVERY", timedelta(milliseconds=5))
    world = World()
    running = Runner(world.container, readers=1, sweep=False)
    assert running.start() is None
    while marks(world)[1] < 5:  # however long this machine takes
        pass
    running.stop()
    ended = marks(world)
    assert ended[0] == ended[1]


def test_a_first_mark_is_like_no_other() -> None:
    assert first_mark(NOON).installation != first_mark(NOON).installation
