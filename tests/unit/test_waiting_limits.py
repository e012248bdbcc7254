"""How long, and how often, a scan is tried and waits: for a part that is busy, a paid answer, a quota; on each side."""

from datetime import timedelta

import pytest

from app.domain.errors import Unavailable
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState
from app.domain.upload import Upload
from app.ports import Job, Key, Kind
from tests.making import ANNA
from tests.world import PAPER, World

MOMENT = timedelta(seconds=1)


def busy_for(waited: timedelta, *, retry_after: int = 0) -> tuple[World, Scan, timedelta | None]:
    """A scan whose reader is busy, tried when it has waited so long; and in what time it is tried again."""
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.reader.gives = Unavailable("busy", retry_after=retry_after)
    world.clock.advance(waited)
    return world, scan, world.container.scans.work.process(Job(ANNA, scan.id, attempt=1))


@pytest.mark.parametrize(
    ("waited", "again_in"),
    [
        (timedelta(), timedelta(seconds=2)),
        (timedelta(seconds=4), timedelta(seconds=2)),
        (timedelta(seconds=6), timedelta(seconds=3)),
        (timedelta(minutes=9), timedelta(minutes=4, seconds=30)),
        (timedelta(minutes=10), timedelta(minutes=5)),
        (timedelta(minutes=20), timedelta(minutes=5)),
    ],
)
def test_a_busy_part_is_asked_less_and_less_often(waited: timedelta, again_in: timedelta) -> None:
    assert busy_for(waited)[2] == again_in


@pytest.mark.parametrize(("asked", "again_in"), [(1, 2), (90, 90), (299, 299), (301, 300)])
def test_a_busy_part_may_ask_for_a_longer_rest_within_bounds(asked: int, again_in: int) -> None:
    assert busy_for(timedelta(), retry_after=asked)[2] == timedelta(seconds=again_in)


@pytest.mark.parametrize(("more", "failed"), [(timedelta(), False), (MOMENT, True)])
def test_a_busy_part_is_waited_for_25_minutes(more: timedelta, failed: bool) -> None:
    world, scan, again_in = busy_for(timedelta(minutes=25) + more)
    assert (again_in is None) is failed
    assert (world.container.scans.get(ANNA, scan.id).state is ScanState.FAILED) is failed


@pytest.mark.parametrize(("passed", "failed"), [(timedelta(minutes=1) - MOMENT, False), (timedelta(minutes=1), True)])
def test_an_answer_that_is_paid_for_is_awaited_for_a_minute(passed: timedelta, failed: bool) -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    asked = {"state": ScanState.READING, "attempts": 1, "taken_by": "try_1", "sent": True}
    world.scans.advance(ANNA, world.scans.get(ANNA, scan.id).model_copy(update=asked))
    world.clock.advance(passed)
    again_in = world.container.scans.work.process(Job(ANNA, scan.id, attempt=2))
    assert again_in == (None if failed else MOMENT)
    reason = world.container.scans.get(ANNA, scan.id).reason
    assert (reason.code if reason else None) == ("interrupted" if failed else None)
    assert world.reader.calls == 0


@pytest.mark.parametrize(("more", "failed"), [(timedelta(), False), (MOMENT, True)])
def test_a_quota_is_waited_for_35_days(more: timedelta, failed: bool) -> None:
    world = World(quota=ScanQuota(per_day=1))
    world.container.scans.start(ANNA, PAPER)
    waiting = world.container.scans.start(ANNA, PAPER + b"2", keep=True)
    world.clock.advance(timedelta(days=35) + more)
    world.container.scans.start(ANNA, PAPER + b"3")  # takes the room of that day
    world.container.scans.work.process(Job(ANNA, waiting.id, attempt=1))
    assert (world.container.scans.get(ANNA, waiting.id).state is ScanState.FAILED) is failed


@pytest.mark.parametrize(
    ("passed", "given_up"), [(timedelta(minutes=30) - MOMENT, False), (timedelta(minutes=30), True)]
)
def test_a_file_that_arrived_is_tried_for_half_an_hour(passed: timedelta, given_up: bool) -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    world.clock.advance(passed)

    def busy(*_: object, **__: object) -> None:
        raise Unavailable("busy")

    world.inspector.inspect = busy  # type: ignore[assignment, method-assign]
    again_in = world.container.jobs.process(Job(ANNA, upload.id, attempt=1))
    kept: Upload = world.container.uploads.get(ANNA, upload.id)
    assert (again_in is None, kept.reason is not None) == (given_up, given_up)


@pytest.mark.parametrize(("begun", "state"), [(2, ScanState.DONE), (3, ScanState.FAILED)])
def test_a_scan_has_three_attempts(begun: int, state: ScanState, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    with monkeypatch.context() as patch:
        patch.setattr(world.reader, "read", lambda *_, **__: 1 / 0)
        for attempt in range(1, begun + 1):
            with pytest.raises(ZeroDivisionError):
                world.container.scans.work.process(Job(ANNA, scan.id, attempt=attempt))
    assert world.container.scans.work.process(Job(ANNA, scan.id, attempt=begun + 1)) is None
    assert world.container.scans.get(ANNA, scan.id).state is state
    assert world.reader.calls == (state is ScanState.DONE)


def test_a_delivery_that_came_to_no_reading_is_no_attempt() -> None:
    """As when the table was away: each delivery ended before the scan's row was looked at."""
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.container.scans.work.process(Job(ANNA, scan.id, attempt=6))
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


@pytest.mark.parametrize(("attempt", "given_up"), [(7, False), (8, True)])
def test_a_file_that_arrived_has_seven_attempts(attempt: int, given_up: bool) -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    world.container.jobs.process(Job(ANNA, upload.id, attempt=attempt))
    kept: Upload = world.container.uploads.get(ANNA, upload.id)
    assert (kept.scan_id is None, kept.reason is not None) == (given_up, given_up)


@pytest.mark.parametrize(
    ("quota", "pages", "fits"),
    [
        (ScanQuota(pages_per_month=3), 3, True),
        (ScanQuota(pages_per_month=3), 4, False),
        (ScanQuota(pages_of_all_per_day=3), 3, True),
        (ScanQuota(pages_of_all_per_day=3), 4, False),
        (ScanQuota(per_day=1), 9, True),
        (ScanQuota(per_day=0), 1, False),
        (ScanQuota(), 999, True),
    ],
)
def test_a_document_waits_for_no_quota_that_it_never_fits(quota: ScanQuota, pages: int, fits: bool) -> None:
    assert quota.ever_fits(pages) is fits
