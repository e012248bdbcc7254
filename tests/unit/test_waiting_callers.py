"""What somebody waits for is read before what nobody waits for, all the way from the call to the reader."""

from datetime import timedelta

from app.domain.document import Document
from app.domain.reading import Reading
from app.ports import Progress
from tests.making import ANNA
from tests.world import PAPER, World


class NotedReader:
    """Notes which documents it read in which order, and whether somebody waits for them."""

    def __init__(self, reader: object) -> None:
        self._reader = reader
        self.version = "1"
        self.read_of: list[tuple[bytes, bool]] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._reader, name)

    def read(self, document: Document, progress: Progress) -> Reading:
        self.read_of.append((document.data, document.urgent))
        found: Reading = self._reader.read(document, progress)  # type: ignore[attr-defined]
        return found


def with_noted_reader() -> tuple[World, NotedReader]:
    world = World()
    world.reader = reader = NotedReader(world.reader)
    world.container = world.services()
    return world, reader


def test_the_scan_of_a_caller_who_waits_is_read_first() -> None:
    world, reader = with_noted_reader()
    pile = [PAPER + b"%d" % number for number in range(3)]
    for data in pile:
        world.container.scans.start(ANNA, data)
    world.container.scans.start(ANNA, PAPER, at_once=True)
    world.work()
    assert reader.read_of == [(PAPER, True), *((data, False) for data in pile)]


def test_a_worker_for_those_who_wait_does_nothing_else() -> None:
    world, reader = with_noted_reader()
    world.container.scans.start(ANNA, PAPER + b"2")
    assert not world.container.jobs.run_one(only_urgent=True)
    world.container.scans.start(ANNA, PAPER, at_once=True)
    assert world.container.jobs.run_one(only_urgent=True)
    assert not world.container.jobs.run_one(only_urgent=True)
    assert reader.read_of == [(PAPER, True)]


def test_an_invoice_whose_caller_waits_is_read_again_first() -> None:
    world, reader = with_noted_reader()
    invoice_id = world.saved(ANNA)
    reader.read_of.clear()
    reader.version = "2"
    world.container = world.services()
    world.container.scans.start(ANNA, PAPER + b"2")
    world.container.scans.read_again(ANNA, invoice_id, at_once=True)
    world.work()
    assert reader.read_of == [(PAPER, True), (PAPER + b"2", False)]


def test_what_waits_already_is_read_first_once_a_caller_waits_for_it() -> None:
    world, _ = with_noted_reader()
    world.container.scans.start(ANNA, PAPER + b"2")
    waiting = world.container.scans.start(ANNA, PAPER)
    assert world.container.scans.start(ANNA, PAPER, at_once=True).id == waiting.id
    job = world.jobs.take(lease=timedelta(seconds=30))
    assert job is not None
    assert (job.about, job.urgent) == (waiting.id, True)
