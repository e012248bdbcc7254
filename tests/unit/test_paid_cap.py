"""A cap on what readers that charge may cost in a month: what waits, and what is read without them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain.estimate import per_page
from app.domain.principal import Owner
from app.domain.reading import Cost, Evidence, Reading, Source
from app.domain.scan import PAID_CAP, Scan, ScanState
from app.domain.turns import Line
from app.ports import Job, NeedsJob
from app.settings import Settings
from tests.fakes import FakeTurnBook
from tests.making import ANNA, BEN, NOON, an_invoice
from tests.world import PAPER, ToldReader, World

CENT = Decimal("0.01")
NEXT_MONTH = datetime(2026, 12, 1, tzinfo=UTC)


def a_reading_by(name: str, *, cost: Cost | None = None) -> Reading:
    """That nobody can be sure of."""
    evidence = {"invoice_number": Evidence(raw="R-1", confidence=0.3, page=1, source=Source.TEXT)}
    return Reading(reader=name, version="1", pages=1, invoice=an_invoice(number="R-1"), evidence=evidence, cost=cost)


def a_world(*, free: bool = False, **caps: Decimal) -> tuple[World, ToldReader]:
    """`free`: a reader that costs nothing is there, too."""
    world = World()
    cost = Cost(pages=1, usd_per_page=CENT, price_of=NOON.date())
    paid = ToldReader(name="textract", charges=True, gives=a_reading_by("textract", cost=cost))
    if free:
        world.reader, world.more_readers = ToldReader(gives=a_reading_by("text")), (paid,)
    else:
        world.reader = paid
    world.settings = Settings.model_validate(caps)
    world.prices = {"textract": per_page(CENT)}
    world.container = world.services()
    return world, paid


def read(world: World, owner: Owner, *numbers: int, reader: str = "textract") -> list[Scan]:
    begun = [world.container.scans.start(owner, PAPER + b" %d" % number, reader=reader) for number in numbers]
    world.work()
    return [world.container.scans.get(owner, scan.id) for scan in begun]


@pytest.mark.parametrize("reader", ["textract", "auto"])
def test_what_only_a_paid_reader_can_read_waits_for_the_next_month(reader: str) -> None:
    world, paid = a_world(paid_usd_per_month=2 * CENT)
    scans = read(world, ANNA, 1, 2, 3, reader=reader)
    assert [scan.state for scan in scans] == [ScanState.DONE, ScanState.DONE, ScanState.READING]
    waits = scans[2].waits
    assert waits is not None
    assert (waits.code, waits.until) == (PAID_CAP, NEXT_MONTH)
    assert "0.02 USD" in waits.detail
    assert (paid.calls, world.scans.counted(ANNA)) == (2, (3, 3))
    world.clock.now = NEXT_MONTH - timedelta(hours=1)
    list(world.container.sweep.run())
    world.work()
    assert paid.calls == 2
    world.clock.now = NEXT_MONTH + timedelta(minutes=5)
    list(world.container.sweep.run())
    world.work()
    assert world.container.scans.get(ANNA, scans[2].id).state is ScanState.DONE
    assert world.scans.counted(ANNA) == (0, 0)  # it was counted in the month in which it came


def test_auto_takes_what_the_free_readers_gave_and_says_so() -> None:
    world, paid = a_world(free=True, paid_usd_per_month=CENT)
    first, second = read(world, ANNA, 1, 2, reader="auto")
    assert (first.state, second.state, paid.calls) == (ScanState.DONE, ScanState.DONE, 1)
    assert first.reading is not None and second.reading is not None
    assert first.reading.cost is not None
    assert PAID_CAP not in {note.code for note in first.reading.notes}
    assert second.reading.cost is None
    assert [note.code for note in second.reading.notes] == [PAID_CAP]


def test_the_cap_of_an_owner_is_no_others() -> None:
    world, _ = a_world(paid_usd_per_month_of_owner=CENT)
    assert [scan.state for scan in read(world, ANNA, 1, 2)] == [ScanState.DONE, ScanState.READING]
    assert [scan.state for scan in read(world, BEN, 1)] == [ScanState.DONE]


def test_one_that_stood_in_line_when_the_cap_was_reached_is_not_begun() -> None:
    world, paid = a_world(paid_usd_per_month=CENT)
    paid.gives = NeedsJob()
    world.turns, world.turn_every = FakeTurnBook(), {Line.JOB: timedelta(seconds=1), Line.CALL: timedelta(seconds=1)}

    class Refuses:
        def begin(self, *args: object, **how: object) -> str:
            raise AssertionError("nothing is begun")

    world.job_reader = Refuses()
    world.container = world.services()
    world.turns.join(Line.JOB, BEN.key, first=0)  # somebody is before
    (scan,) = read(world, ANNA, 1)
    assert scan.ticket is not None
    world.settings = Settings(paid_usd_per_month=Decimal(0))
    world.container = world.services()
    world.later(seconds=30)
    world.container.jobs.put(Job(ANNA, scan.id))
    world.work()
    scan = world.container.scans.get(ANNA, scan.id)
    assert scan.waits is not None
    assert (scan.ticket, scan.waits.code, scan.attempts) == (None, PAID_CAP, 0)


def test_without_a_cap_nobody_is_asked_what_was_spent() -> None:
    world, paid = a_world()
    assert [scan.state for scan in read(world, ANNA, 1, 2, 3)] == [ScanState.DONE] * 3
    assert paid.calls == 3
