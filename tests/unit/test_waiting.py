"""What is handed over and nobody comes back with is read, or says why not: quotas, full disks, parts that are away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import DocumentRejected, StorageFull, Unavailable
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.record import Query
from app.domain.scan import WAITS_FOR_QUOTA, Scan, ScanState
from app.domain.upload import KEPT_FOR, MESSAGES_KEPT_FOR, SET_ASIDE_FOR, TRIED_FOR
from app.ports import Job, Key, Kind
from tests.making import ANNA, BEN, NOON
from tests.unit.test_upload_service import arrived, uploaded
from tests.world import PAPER, World


class Screen:
    """Is away as long as it is told to be."""

    away = False

    def find(self, data: bytes) -> str | None:
        if self.away:
            raise Unavailable("The malware scanner does not answer.", retry_after=30)
        return None


def handed_over(world: World, *numbers: int, pages: int = 1) -> list[str]:
    ids = [uploaded(world, PAPER + b" %d" % number + b"\f" * (pages - 1), keep=True) for number in numbers]
    for upload_id in ids:
        arrived(world, upload_id)
    return ids


def passing(world: World, time: timedelta, *, step: timedelta) -> Iterator[None]:
    """As time goes by: the sweeper runs, and the workers work."""
    end = world.clock() + time
    while world.clock() < end:
        world.clock.advance(step)
        list(world.container.sweep.run())
        world.work()
        yield


def scan_of(world: World, upload_id: str) -> Scan | None:
    upload = world.container.uploads.get(ANNA, upload_id)
    return world.container.scans.get(ANNA, upload.scan_id) if upload.scan_id else None


def saved(world: World) -> int:
    return len(world.container.invoices.list(ANNA, Query(), limit=100, after=None).items)


QUOTAS: dict[str, tuple[ScanQuota, timedelta]] = {
    "a minute": (ScanQuota(per_minute=3), timedelta(minutes=10)),
    "a day": (ScanQuota(per_day=3), timedelta(days=3)),
    "a month": (ScanQuota(per_month=4), timedelta(days=34)),
    "pages of a month": (ScanQuota(pages_per_month=4), timedelta(days=34)),
    "pages of all": (ScanQuota(pages_of_all_per_day=3), timedelta(days=3)),
    "minute and day": (ScanQuota(per_minute=1, per_day=3), timedelta(days=3)),
}


@pytest.mark.parametrize("name", QUOTAS)
def test_inv7_files_beyond_a_quota_wait_and_are_all_read(name: str) -> None:
    quota, time = QUOTAS[name]
    world = World(quota=quota)
    uploads = handed_over(world, *range(7))
    waiting = [scan for upload in uploads if (scan := scan_of(world, upload)) and scan.waits]
    assert 3 <= len(waiting) <= 6
    assert saved(world) == 7 - len(waiting)
    listed, _ = world.container.scans.list(ANNA, state=ScanState.QUEUED, unsaved=True, limit=9, after=None)
    assert {scan.id for scan in listed} == {scan.id for scan in waiting}
    for scan in waiting:
        assert scan.waits is not None
        assert scan.waits.code in {"quota-exceeded", "daily-stop"}
        assert world.clock() < scan.waits.until <= world.clock() + timedelta(days=31)
    for _ in passing(world, time, step=max(time / 60, timedelta(minutes=1))):
        pass
    assert saved(world) == 7
    ended = [scan_of(world, upload) for upload in uploads]
    assert {scan.state if scan else None for scan in ended} == {ScanState.DONE}
    assert list(world.container.sweep.run()) == []


def test_what_waits_is_seen_at_its_upload() -> None:
    world = World(quota=ScanQuota(per_day=1))
    first, second = handed_over(world, 1, 2)
    uploads = world.container.uploads
    assert uploads.waiting(ANNA, uploads.get(ANNA, first)) is None
    waits = uploads.waiting(ANNA, uploads.get(ANNA, second))
    assert waits is not None
    assert waits.until == NOON.replace(hour=0) + timedelta(days=1)
    assert "1 scan(s) per day" in waits.detail


def test_what_waits_is_counted_when_it_is_read_and_takes_room_at_once() -> None:
    world = World(quota=ScanQuota(per_day=1, documents=2))
    handed_over(world, 1, 2)
    assert world.scans.counted(ANNA) == (1, 1)
    with pytest.raises(StorageFull):  # already for the leave to upload
        handed_over(world, 3)
    for _ in passing(world, timedelta(days=2), step=timedelta(minutes=30)):
        pass
    assert world.scans.counted(ANNA) == (2, 2)
    assert saved(world) == 2


def test_a_waiting_file_that_fails_at_last_is_not_counted() -> None:
    world = World(quota=ScanQuota(per_day=1))
    _, second = handed_over(world, 1, 2)
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    for _ in passing(world, timedelta(days=2), step=timedelta(minutes=30)):
        pass
    scan = scan_of(world, second)
    assert scan is not None
    assert (scan.state, scan.waits) == (ScanState.FAILED, None)
    assert world.scans.counted(ANNA) == (1, 1)


def test_a_waiting_file_can_be_cancelled_and_is_then_gone() -> None:
    world = World(quota=ScanQuota(per_day=1))
    _, second = handed_over(world, 1, 2)
    scan = scan_of(world, second)
    assert scan is not None
    world.container.scans.cancel(ANNA, scan.id)
    for _ in passing(world, timedelta(days=2), step=timedelta(hours=1)):
        pass
    assert world.scans.counted(ANNA) == (1, 1)
    assert saved(world) == 1
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []


def test_the_same_file_again_waits_with_the_first() -> None:
    world = World(quota=ScanQuota(per_day=1))
    first, second, third = handed_over(world, 1, 2, 2)
    one, other = scan_of(world, second), scan_of(world, third)
    assert one is not None
    assert other is not None
    assert one.id == other.id
    assert world.container.uploads.get(ANNA, third).known
    assert not world.container.uploads.get(ANNA, first).known


def test_a_clock_that_was_ahead_and_is_set_right_keeps_nothing_waiting() -> None:
    world = World(quota=ScanQuota(per_day=1))
    world.later(days=300)
    _, second = handed_over(world, 1, 2)
    world.later(days=-300)
    world.container.scans.start(ANNA, PAPER + b" 2")  # whatever looks at it now
    world.work()
    scan = scan_of(world, second)
    assert scan is not None
    assert scan.state is ScanState.DONE


@pytest.mark.parametrize("quota", [ScanQuota(pages_per_month=2), ScanQuota(pages_of_all_per_day=2)])
def test_a_file_that_no_quota_will_ever_let_in_fails_with_the_reason(quota: ScanQuota) -> None:
    world = World(quota=quota)
    (upload_id,) = handed_over(world, 1, pages=3)
    reason = world.container.uploads.get(ANNA, upload_id).reason
    assert reason is not None
    assert reason.code in {"quota-exceeded", "daily-stop"}
    assert world.work() == 0


def test_a_file_that_waited_in_vain_for_too_long_fails_with_the_reason() -> None:
    world = World(quota=ScanQuota(per_day=1))
    handed_over(world, 0)
    (upload_id,) = handed_over(world, 1)
    for day in range(WAITS_FOR_QUOTA.days + 2):
        world.clock.now = NOON.replace(hour=0) + timedelta(days=day + 1)
        world.container.scans.start(ANNA, PAPER + b" of day %d" % day)  # somebody is always quicker
        list(world.container.sweep.run())
        world.work()
    scan = scan_of(world, upload_id)
    assert scan is not None
    assert scan.state is ScanState.FAILED
    assert scan.reason is not None
    assert "waited" in scan.reason.detail


def test_who_keeps_too_much_is_told_and_may_ask_again_when_there_is_room() -> None:
    world = World(quota=ScanQuota(documents=1))
    (first,) = handed_over(world, 1)
    with pytest.raises(StorageFull) as told:
        handed_over(world, 2)
    assert told.value.code == "storage-quota"
    scan = scan_of(world, first)
    assert scan is not None and scan.invoice_id is not None
    world.container.invoices.delete(ANNA, scan.invoice_id, version=1)
    (second,) = handed_over(world, 2)
    assert scan_of(world, second) is not None


def test_inv7_a_part_that_stays_away_is_told_within_the_time_and_the_file_can_be_tried_again() -> None:
    world = World()
    screen = Screen()
    world.screen, screen.away = screen, True
    world.container = world.services()
    (upload_id,) = handed_over(world, 1)
    for _ in passing(world, timedelta(minutes=31), step=timedelta(minutes=1)):
        pass
    reason = world.container.uploads.get(ANNA, upload_id).reason
    assert reason is not None
    assert reason.code == "unavailable"
    screen.away = False
    world.later(hours=20)
    world.container.uploads.scan(ANNA, upload_id)
    world.work()
    assert saved(world) == 1


class FullDisk:
    """A document store with no room for scans."""

    full = True

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        if self.full and key.kind is Kind.SCAN:
            raise StorageFull("The disk is full.")
        self._store.put(owner, key, data)


@pytest.mark.parametrize("heals", [True, False])
def test_inv7_a_full_disk_is_waited_for_and_then_told(heals: bool) -> None:
    world = World()
    disk = FullDisk(world.documents)
    world.documents = disk
    world.container = world.services()
    (upload_id,) = handed_over(world, 1)
    disk.full = not heals
    for _ in passing(world, timedelta(minutes=31), step=timedelta(minutes=1)):
        pass
    reason = world.container.uploads.get(ANNA, upload_id).reason
    assert (saved(world), reason.code if reason else None) == ((1, None) if heals else (0, "storage-full"))


def test_a_file_that_ends_every_worker_is_given_up_with_a_reason() -> None:
    world = World()
    upload_id = uploaded(world, keep=True)
    world.container.jobs.put(_job(upload_id))
    for _ in range(7):
        assert world.jobs.take(lease=timedelta(seconds=1)) or True  # the worker dies with it
        world.later(seconds=2)
    world.work()
    reason = world.container.uploads.get(ANNA, upload_id).reason
    assert reason is not None
    assert reason.code == "gave-up"


def _job(upload_id: str) -> Job:
    return Job(ANNA, upload_id)


def test_a_file_outlives_every_try_to_scan_it() -> None:
    assert TRIED_FOR + MESSAGES_KEPT_FOR + SET_ASIDE_FOR < KEPT_FOR


def test_nobody_else_is_kept_waiting() -> None:
    world = World(quota=ScanQuota(per_day=1))
    handed_over(world, 1, 2)
    assert world.container.scans.start(BEN, PAPER).waits is None
