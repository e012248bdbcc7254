"""Uploads, over fakes: the file is scanned when its owner asks, or by itself when it arrives."""

import pytest

from app.domain.errors import DocumentRejected, NotFound
from app.domain.record import Query, RecordStatus
from app.domain.scan import ScanState
from app.ports import Key, Kind, UploadArrived
from tests.making import ANNA, BEN
from tests.world import PAPER, World


def uploaded(world: World, data: bytes = PAPER, *, keep: bool = False) -> str:
    """Id of an upload whose file has arrived."""
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", keep=keep)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), data)
    return upload.id


def arrived(world: World, upload_id: str) -> None:
    world.container.events.handle(UploadArrived(ANNA.key, upload_id), attempt=1)
    world.work()


def test_an_upload_becomes_a_scan_once_it_is_there() -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf")
    with pytest.raises(NotFound):
        world.container.uploads.scan(ANNA, upload.id)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    scan = world.container.uploads.scan(ANNA, upload.id)
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE
    assert list(world.documents.walk_all_owners(Kind.UPLOAD)) == []


def test_asking_again_gives_the_same_scan() -> None:
    world = World()
    upload_id = uploaded(world)
    scan = world.container.uploads.scan(ANNA, upload_id)
    assert world.container.uploads.scan(ANNA, upload_id).id == scan.id
    assert world.container.uploads.get(ANNA, upload_id).scan_id == scan.id


def test_an_upload_of_another_owner_is_not_found() -> None:
    world = World()
    upload_id = uploaded(world)
    for ask in (world.container.uploads.scan, world.container.uploads.get):
        with pytest.raises(NotFound):
            ask(BEN, upload_id)


def test_a_file_for_which_nobody_comes_back_is_scanned_and_kept_for_review() -> None:
    world = World()
    arrived(world, uploaded(world, keep=True))
    page = world.container.invoices.list(ANNA, Query(), limit=10, after=None)
    assert [item.status for item in page.items] == [RecordStatus.NEEDS_REVIEW]


def test_a_file_that_is_to_be_kept_is_kept_where_there_is_a_draft_of_it() -> None:
    """A draft would end with its days, and nobody comes back."""
    world = World()
    draft = world.scanned(ANNA)
    arrived(world, uploaded(world, keep=True))
    page = world.container.invoices.list(ANNA, Query(), limit=10, after=None)
    assert [item.status for item in page.items] == [RecordStatus.NEEDS_REVIEW]
    assert world.container.scans.get(ANNA, draft).invoice_id == page.items[0].id
    assert world.reader.calls == 1


def test_news_that_comes_ten_times_has_one_effect() -> None:
    world = World()
    upload_id = uploaded(world, keep=True)
    for _ in range(10):
        arrived(world, upload_id)
        world.later(hours=1)
    assert len(world.container.invoices.list(ANNA, Query(), limit=10, after=None).items) == 1
    assert world.reader.calls == 1


def test_a_file_whose_owner_comes_back_waits_for_him() -> None:
    world = World()
    upload_id = uploaded(world)
    arrived(world, upload_id)
    assert world.reader.calls == 0
    assert world.container.uploads.scan(ANNA, upload_id).state is ScanState.QUEUED


def test_a_refused_file_says_why_and_is_not_kept() -> None:
    world = World()
    upload_id = uploaded(world, b"GIF89a", keep=True)
    arrived(world, upload_id)
    reason = world.container.uploads.get(ANNA, upload_id).reason
    assert reason is not None
    assert reason.code == "unsupported-type"
    assert list(world.documents.walk_all_owners(Kind.UPLOAD)) == []
    with pytest.raises(DocumentRejected):
        world.container.uploads.scan(ANNA, upload_id)


def test_a_file_under_no_ticket_of_ours_is_ignored() -> None:
    world = World()
    world.container.events.handle(UploadArrived(ANNA.key, "upl_" + "0" * 32), attempt=1)
    assert world.metrics.counted["EventsIgnored no-such-upload"] == 1


def test_a_file_whose_news_was_lost_is_found_by_the_sweeper() -> None:
    world = World()
    uploaded(world, keep=True)
    world.later(minutes=6)
    list(world.container.sweep.run())
    world.work()
    assert len(world.container.invoices.list(ANNA, Query(), limit=10, after=None).items) == 1


def test_a_scan_to_be_kept_whose_worker_died_before_the_save_is_saved_by_the_sweeper() -> None:
    world = World()
    world.container.scans.start(ANNA, PAPER, keep=True)
    job = world.jobs.take(lease=world.clock() - world.clock())
    assert job is not None
    world.container.scans.work.process(job)
    world.jobs.done(job)
    world.later(minutes=3)
    list(world.container.sweep.run())
    world.work()
    assert len(world.container.invoices.list(ANNA, Query(), limit=10, after=None).items) == 1
