"""A process that ends gives its work back."""

import threading
from datetime import timedelta

from app.domain.document import Document
from app.domain.reading import Reading
from app.domain.scan import ScanState
from app.ports import Progress
from app.runner import Runner
from tests.making import ANNA, BEN
from tests.world import PAPER, World


class HeldReader:
    """Begins to read, and does not go on until it is let."""

    def __init__(self, reader: object) -> None:
        self._reader = reader
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def read(self, document: Document, progress: Progress) -> Reading:
        self.begun.set()
        assert self.let_go.wait(60)
        found: Reading = self._reader.read(document, progress)  # type: ignore[attr-defined]
        return found


def test_a_job_that_is_stopped_is_given_back_and_was_no_attempt() -> None:
    world = World()
    world.reader = reader = HeldReader(world.reader)
    world.container = world.services()
    scan = world.container.scans.start(ANNA, PAPER)
    runner = Runner(world.container, readers=1, sweep=False)
    runner.start()
    assert reader.begun.wait(60)
    runner.stop(wait_seconds=0)
    job = world.jobs.take(lease=timedelta(seconds=30))
    assert job is not None
    assert (job.about, job.attempt) == (scan.id, 1)
    reader.let_go.set()
    for thread in runner._threads:
        thread.join(60)
    # What was still read is kept; the job is another's by now, and left alone.
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE
    world.jobs.extend(job, lease=timedelta(seconds=30))


def test_what_has_ended_is_not_given_back() -> None:
    world = World()
    world.container.scans.start(ANNA, PAPER)
    assert world.container.jobs.run_one()
    world.container.jobs.give_back()
    assert world.jobs.take(lease=timedelta(seconds=30)) is None


def test_an_owner_has_only_so_many_jobs_at_work_and_another_one_does_not_wait() -> None:
    world = World()
    world.reader = reader = HeldReader(world.reader)
    world.container = world.services()
    for number in range(2):
        world.container.scans.start(ANNA, PAPER + b"%d" % number)
    held = threading.Thread(target=world.container.jobs.run_one)
    held.start()
    assert reader.begun.wait(60)
    assert not world.container.jobs.run_one(most_of_one=1)
    hers = world.container.scans.start(BEN, PAPER)
    reader.let_go.set()
    assert world.container.jobs.run_one(most_of_one=1)
    held.join(60)
    assert world.container.scans.get(BEN, hers.id).state is ScanState.DONE


def test_what_a_killed_process_had_taken_holds_nobody_up() -> None:
    world = World()
    for number in range(3):
        world.container.scans.start(ANNA, PAPER + b"%d" % number)
        assert world.jobs.take(lease=timedelta(seconds=30)) is not None  # and then it is gone
    scan = world.container.scans.start(ANNA, PAPER)
    world.container = world.services()  # started again
    assert world.container.jobs.run_one(most_of_one=3)
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE
