"""Scan, over fakes."""

from datetime import timedelta

import pytest

from app.domain.errors import Conflict, DocumentRejected, InvalidInput, NoResponse, NotFound, QuotaExceeded, Unavailable
from app.domain.quota import ScanQuota
from app.domain.scan import ScanState
from app.ports import Key, Kind
from tests.making import ANNA, BEN
from tests.world import INVOICE, PAPER, World


def test_a_document_is_read_and_checked() -> None:
    world = World()
    scan = world.container.scans.get(ANNA, world.scanned(ANNA))
    assert scan.state is ScanState.DONE
    assert scan.reading is not None
    assert scan.reading.invoice == INVOICE
    assert {check.id for check in scan.reading.checks} >= {"gross_total"}


def test_the_same_bytes_are_the_same_scan_and_read_once() -> None:
    world = World()
    first = world.scanned(ANNA)
    assert world.scanned(ANNA) == first
    assert world.reader.calls == 1
    assert [found.key.id for found in world.documents.walk_all_owners(Kind.SCAN)] == [first]


def test_a_waiting_scan_that_lost_its_job_gets_one_when_its_bytes_come_again() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    job = world.jobs.take(lease=timedelta(0))
    assert job is not None
    world.jobs.done(job)  # as if the process had died between the row and the job
    assert world.scanned(ANNA) == scan.id
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_the_same_bytes_of_another_owner_are_another_scan() -> None:
    world = World()
    assert world.scanned(ANNA) != world.scanned(BEN)


def test_a_refused_file_leaves_nothing_behind() -> None:
    world = World()
    with pytest.raises(DocumentRejected):
        world.container.scans.start(ANNA, b"GIF89a")
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    world = World()
    with pytest.raises(DocumentRejected) as error:
        world.container.scans.start(ANNA, b"%PDF" + bytes(51 * 1024 * 1024))
    assert error.value.code == "too-large"


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(InvalidInput, match="auto, text"):
        World().container.scans.start(ANNA, PAPER, reader="magic")


def test_the_quota_stops_a_scan_before_its_reader_and_leaves_nothing_behind() -> None:
    world = World(quota=ScanQuota(per_minute=1))
    world.scanned(ANNA)
    with pytest.raises(QuotaExceeded):
        world.container.scans.start(ANNA, PAPER + b"2")
    assert world.reader.calls == 1
    assert len(list(world.documents.walk_all_owners(Kind.SCAN))) == 1


def test_a_document_nobody_can_read_fails_with_its_reason() -> None:
    world = World()
    world.reader.gives = DocumentRejected("nothing-to-read", "The page is blank.")
    scan = world.container.scans.get(ANNA, world.scanned(ANNA))
    assert scan.state is ScanState.FAILED
    assert scan.reason is not None
    assert scan.reason.code == "nothing-to-read"
    assert [note.code for note in scan.reason.notes] == ["not-read-by"]


def test_a_failed_scan_may_be_tried_again() -> None:
    world = World()
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    first = world.scanned(ANNA)
    assert world.scanned(ANNA) != first


def test_a_passing_fault_is_tried_again_later() -> None:
    world = World()
    good, world.reader.gives = world.reader.gives, Unavailable("busy")
    scan_id = world.scanned(ANNA)
    assert world.container.scans.get(ANNA, scan_id).state is ScanState.READING
    world.reader.gives = good
    world.later(seconds=6)
    world.work()
    assert world.container.scans.get(ANNA, scan_id).state is ScanState.DONE


def test_a_lasting_fault_ends_in_a_failed_scan() -> None:
    world = World()
    world.reader.gives = Unavailable("busy")
    scan_id = world.scanned(ANNA)
    for _ in range(30):
        world.later(minutes=1)
        world.work()
    scan = world.container.scans.get(ANNA, scan_id)
    assert scan.state is ScanState.FAILED
    assert scan.reason is not None
    assert scan.reason.code == "unavailable"
    assert world.reader.calls < 15  # asked less and less often


def test_a_bug_in_a_reader_does_not_stop_the_worker_and_ends_in_a_failed_scan() -> None:
    world = World()
    world.reader.gives = ZeroDivisionError()
    scan_id = world.scanned(ANNA)
    for _ in range(5):
        world.later(minutes=1)
        world.work()
    scan = world.container.scans.get(ANNA, scan_id)
    assert scan.state is ScanState.FAILED
    assert scan.reason is not None
    assert scan.reason.code == "gave-up"


def test_a_reader_that_charges_is_not_asked_again_when_its_answer_never_came() -> None:
    world = World()
    world.reader.charges, world.reader.gives = True, NoResponse("no answer")
    scan = world.container.scans.get(ANNA, world.scanned(ANNA))
    assert (scan.state, scan.reason and scan.reason.code) == (ScanState.FAILED, "unanswered")
    world.later(minutes=5)
    world.work()
    assert world.reader.calls == 1


def test_a_reader_that_charges_is_asked_again_when_it_said_that_it_is_busy() -> None:
    world = World()
    world.reader.charges = True
    good, world.reader.gives = world.reader.gives, Unavailable("busy")
    scan_id = world.scanned(ANNA)
    world.reader.gives = good
    world.later(seconds=6)
    world.work()
    assert world.container.scans.get(ANNA, scan_id).state is ScanState.DONE


def test_a_document_that_is_gone_ends_its_scan_with_the_reason() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.documents.delete(ANNA, Key(Kind.SCAN, scan.id))
    world.work()
    ended = world.container.scans.get(ANNA, scan.id)
    assert (ended.state, ended.reason and ended.reason.code) == (ScanState.FAILED, "document-missing")


def test_a_waiting_scan_can_be_cancelled_and_is_not_read() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    assert world.container.scans.cancel(ANNA, scan.id).state is ScanState.CANCELLED
    world.work()
    assert world.reader.calls == 0
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []


def test_a_scan_cancelled_while_it_is_read_stays_cancelled() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.reader.meanwhile = lambda: void(world.container.scans.cancel(ANNA, scan.id))
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.CANCELLED


def void(_: object) -> None:
    """Drop a result."""


def test_an_ended_scan_cannot_be_cancelled() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    with pytest.raises(Conflict):
        world.container.scans.cancel(ANNA, scan_id)


def test_not_found_for_another_owner() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    for call in (world.container.scans.get, world.container.scans.cancel):
        with pytest.raises(NotFound):
            call(BEN, scan_id)
    with pytest.raises(NotFound):
        world.container.scans.page_picture(BEN, scan_id, 1)


def test_pages_are_shown_before_and_after_the_save() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    before = world.container.scans.page_picture(ANNA, scan_id, 1)
    world.container.invoices.save(ANNA, scan_id)
    assert world.container.scans.page_picture(ANNA, scan_id, 1) == before


@pytest.mark.parametrize("page", [0, -1, 2])
def test_a_page_that_is_not_there_is_not_found(page: int) -> None:
    world = World()
    with pytest.raises(NotFound):
        world.container.scans.page_picture(ANNA, world.scanned(ANNA), page)


def test_a_job_whose_worker_died_is_done_by_the_next() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.jobs.take(lease=timedelta(seconds=30))  # and never heard of again
    assert world.work() == 0
    world.later(seconds=31)
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_a23_the_daily_stop_wakes_somebody(caplog: pytest.LogCaptureFixture) -> None:
    world = World(quota=ScanQuota(pages_of_all_per_day=1))
    world.scanned(ANNA)
    with pytest.raises(QuotaExceeded):
        world.container.scans.start(BEN, PAPER + b"2")
    assert [(line.levelname, line.__dict__["code"]) for line in caplog.records if line.levelname == "ERROR"] == [
        ("ERROR", "daily-stop")
    ]
    assert len(list(world.documents.walk_all_owners(Kind.SCAN))) == 1


# ---- bytes that are missing ------------------------------------------------------------------------------------------


def test_the_same_bytes_again_mend_a_scan_whose_own_are_missing() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    world.documents.delete(ANNA, Key(Kind.SCAN, scan_id))
    assert world.container.scans.start(ANNA, PAPER).id == scan_id
    assert world.documents.get(ANNA, Key(Kind.SCAN, scan_id)) == PAPER
    assert len(list(world.documents.walk_all_owners(Kind.SCAN))) == 1


def test_the_same_bytes_again_mend_an_invoice_whose_own_are_missing() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.documents.delete(ANNA, Key(Kind.INVOICE, invoice_id))
    assert world.container.scans.start(ANNA, PAPER).invoice_id == invoice_id
    world.work()
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []
    world.container.scans.start(ANNA, PAPER)
    assert world.work() == 0, "nothing to mend"
