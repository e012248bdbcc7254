"""The sweeper and the doctor, over fakes."""

from datetime import timedelta
from math import ceil

import pytest

from app.domain.errors import NotFound
from app.domain.scan import ScanState
from app.domain.upload import FILE_KEPT_FOR
from app.ports import Key, Kind
from tests.making import ANNA, a_record
from tests.world import PAPER, World


def codes(world: World, *, mend: bool = True) -> list[str]:
    return [finding.code for finding in world.container.sweep.run(mend=mend)]


def swept_for(world: World, *, minutes: int) -> list[str]:
    """The codes of all rounds of some minutes."""
    found = codes(world)
    for _ in range(ceil(minutes / 5)):
        world.later(minutes=5)
        found += codes(world)
    return found


def test_a_whole_installation_gives_no_finding() -> None:
    world = World()
    world.saved(ANNA)
    world.scanned(ANNA, PAPER + b"2")
    world.later(days=1)
    assert codes(world) == []
    assert list(world.container.sweep.verify()) == []


def test_looking_alone_changes_nothing() -> None:
    world = World()
    world.documents.put(ANNA, Key(Kind.INVOICE, "inv_" + "0" * 32), PAPER)
    world.later(minutes=16)
    assert codes(world, mend=False) == codes(world, mend=False) == ["orphan-invoices"]


@pytest.mark.parametrize(("kind", "prefix"), [(Kind.INVOICE, "inv_"), (Kind.SCAN, "scn_")])
def test_f60_bytes_without_a_record_are_removed_after_15_minutes_and_not_before(kind: Kind, prefix: str) -> None:
    world = World()
    key = Key(kind, prefix + "0" * 32)
    world.documents.put(ANNA, key, PAPER)
    world.later(minutes=14)
    assert codes(world) == []
    world.later(minutes=2)
    assert codes(world) == [f"orphan-{kind}"]
    assert codes(world) == []
    with pytest.raises(NotFound):
        world.documents.get(ANNA, key)


def test_an_upload_that_nobody_scans_is_removed_after_its_time() -> None:
    world = World()
    world.documents.put(ANNA, Key(Kind.UPLOAD, "upl_" + "0" * 32), PAPER)
    world.clock.advance(FILE_KEPT_FOR - timedelta(hours=1))
    assert codes(world) == []
    world.later(hours=2)
    assert codes(world) == ["orphan-uploads"]


def test_a_scan_whose_job_was_lost_is_queued_again() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    job = world.jobs.take(lease=world.clock() - world.clock())
    assert job is not None
    world.jobs.done(job)
    world.later(minutes=3)
    assert codes(world) == ["stuck-scan"]
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE


def test_a_scan_that_takes_over_half_an_hour_has_failed() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    swept_for(world, minutes=31)
    ended = world.container.scans.get(ANNA, scan.id)
    assert ended.state is ScanState.FAILED
    assert ended.reason is not None
    assert ended.reason.code == "timed-out"
    world.work()
    assert world.reader.calls == 0


def test_a_scan_that_nobody_saved_is_removed_after_the_promised_days() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    for _ in range(30):
        world.later(days=1)
        assert codes(world) == []
    world.later(days=1)
    assert codes(world, mend=False) == codes(world) == ["unsaved-scan"]
    with pytest.raises(NotFound):
        world.container.scans.get(ANNA, scan_id)


def test_a_half_saved_invoice_without_bytes_is_taken_back() -> None:
    world = World()
    record = world.invoices.begin(ANNA, a_record(at=world.clock()))
    world.later(minutes=3)
    assert codes(world) == ["half-saved"]
    assert not world.invoices.is_known(ANNA.key, record.id)


def test_a_missing_or_changed_document_is_told() -> None:
    world = World()
    missing, changed = world.saved(ANNA), world.saved(ANNA, PAPER + b"2")
    world.documents.delete(ANNA, Key(Kind.INVOICE, missing))
    world.documents.delete(ANNA, Key(Kind.INVOICE, changed))
    world.documents.put(ANNA, Key(Kind.INVOICE, changed), b"%PDF another")
    told = {finding.id: finding.code for finding in world.container.sweep.verify()}
    assert told == {missing: "document-missing", changed: "document-changed"}
