"""The sweeper and the doctor after faults, and at the same time as everything else: F34, F42, F60, F64, and what the
promises say about minutes."""

from copy import deepcopy
from datetime import timedelta
from random import Random

import pytest

from app.domain import ids
from app.domain.errors import NotFound, Unavailable
from app.domain.record import RecordStatus
from app.domain.scan import ScanState
from app.ports import Key, Kind
from tests.faults.clients import paper_of
from tests.faults.harness import Fate, Harness, at
from tests.faults.scene import Scene, half_done
from tests.faults.schedule import Turns
from tests.making import ANNA, BEN
from tests.world import PAPER

SWEPT_EVERY = timedelta(minutes=5)


def swept(scene: Scene) -> list[str]:
    return [finding.code for finding in scene.world.container.sweep.run()]


def test_f34_inv3_a_document_without_a_record_is_offered_within_its_quarter_of_an_hour_and_one_round() -> None:
    scene = Scene()
    key = Key(Kind.INVOICE, ids.invoice_id())
    scene.world.documents.put(ANNA, key, PAPER)
    for _ in range(4):
        swept(scene)
        scene.world.clock.advance(SWEPT_EVERY)
    assert scene.broken() == []
    ((found,), _) = scene.world.container.loose.list(ANNA, limit=10, after=None)
    assert found.key == key
    assert scene.world.documents.get(ANNA, key) == PAPER


def test_f42_inv7_a_scan_that_nobody_reads_has_failed_within_half_an_hour_and_one_round() -> None:
    scene = Scene()
    scans = [scene.anna.scan(number) or "" for number in range(4)]
    for _ in range(8):  # the workers do nothing: the queue is behind
        swept(scene)
        scene.world.clock.advance(SWEPT_EVERY)
    found = [scene.world.container.scans.get(ANNA, scan_id) for scan_id in scans]
    assert {(scan.state, scan.reason and scan.reason.code) for scan in found} == {(ScanState.FAILED, "timed-out")}
    assert scene.world.scans.counted(ANNA) == (0, 0)
    scene.world.later(days=4)
    scene.work()  # the old messages come at last, and find nothing to do
    assert scene.world.reader.read_of.total() == 1, "Ben's"
    assert all(scene.world.documents.get(ANNA, Key(Kind.SCAN, scan_id)) for scan_id in scans), "nothing is lost"
    assert scene.anna.scan(0) not in scans, "and may be handed over again"


@pytest.mark.parametrize("seed", range(10))
def test_f60_two_sweepers_at_once_and_a_save_in_between_harm_nothing(seed: int) -> None:
    scene = Scene()
    half_done(scene)
    scan_id = scene.anna.scan(50) or ""
    scene.work()
    fresh = ids.upload_id()
    scene.world.documents.put(ANNA, Key(Kind.UPLOAD, fresh), PAPER)
    turns = Turns(Random(seed))
    scene.under(Harness(at(0, Fate.FINE), scene.world.clock, turn=turns.turn))
    turns.run([lambda: swept(scene), lambda: swept(scene), lambda: scene.anna.save(scan_id), scene.work])
    scene.restarted()
    assert scene.broken() == []
    assert ANNA in {owner for owner, _ in scene.ledger.kept}
    assert scene.world.documents.get(ANNA, Key(Kind.UPLOAD, fresh)) == PAPER


def test_f60_a_sweeper_that_died_half_way_is_followed_by_one_that_ends() -> None:
    for number in range(1, 60):
        scene = Scene()
        half_done(scene)
        harness = Harness(at(number, Fate.STOPPED_AFTER), scene.world.clock)
        scene.under(harness)
        try:
            swept(scene)
        except BaseException:
            assert harness.stopped
        scene.restarted()
        assert scene.broken() == []
        if not harness.stopped:
            return
    raise AssertionError("the sweeper has no end")


def test_f60_a_save_that_ended_while_the_sweeper_looked_is_not_taken_back() -> None:
    scene = Scene()
    scan_id = scene.anna.scan() or ""
    scene.work()
    record = scene.world.container.invoices._record_of(ANNA, scene.world.scans.get(ANNA, scan_id), None, reviewed=True)
    scene.world.invoices.begin(ANNA, record)
    scene.world.later(minutes=3)
    looked = scene.world.documents.get

    def get_and_save_meanwhile(owner: object, key: Key) -> bytes:
        if key.kind is Kind.INVOICE and key.id == record.id:
            scene.world.documents.get = looked
            try:
                return looked(owner, key)
            finally:
                assert scene.anna.save(scan_id) == record.id
        return looked(owner, key)

    scene.world.documents.get = get_and_save_meanwhile
    swept(scene)
    assert scene.anna.invoices() == [record.id]
    scene.restarted()
    assert scene.broken() == []


# ---- restored --------------------------------------------------------------------------------------------------------


def saved(scene: Scene, numbers: range) -> list[str]:
    scans = [scene.anna.scan(number) or "" for number in numbers]
    scene.work()
    return [scene.anna.save(scan_id) or "" for scan_id in scans]


def put_back(scene: Scene, records: dict[object, object], scans: dict[object, object]) -> None:
    """The records as they were then; the documents as they are."""
    scene.world.invoices.stored, scene.world.scans._scans.scans = records, scans


def test_f64_inv11_documents_newer_than_restored_records_are_found_and_kept() -> None:
    scene = Scene()
    old = saved(scene, range(2))
    lost = old[0]
    records, scans = deepcopy(scene.world.invoices.stored), deepcopy(scene.world.scans.scans)
    newer = saved(scene, range(10, 33))
    scene.world.documents.delete(ANNA, Key(Kind.INVOICE, lost))
    put_back(scene, records, scans)
    scene.world.later(hours=1)

    sweep = scene.world.container.sweep
    told = [*sweep.run(), *sweep.verify()]
    assert {finding.id for finding in told if finding.code == "found-document"} == set(newer)
    assert [finding.id for finding in told if finding.code == "document-missing"] == [lost]
    assert not any(finding.mended for finding in told)
    scene.world.later(days=400)
    assert list(sweep.run()) == [], "told once"
    assert all(scene.world.documents.get(ANNA, Key(Kind.INVOICE, name)) for name in newer)


def test_f64_what_was_found_is_taken_in_again_and_only_then_leaves_its_old_place() -> None:
    scene = Scene()
    records, scans = deepcopy(scene.world.invoices.stored), deepcopy(scene.world.scans.scans)
    newer = saved(scene, range(10, 13))
    put_back(scene, records, scans)
    scene.world.later(hours=1)
    swept(scene)
    loose = scene.world.container.loose
    taken = [loose.take_in(ANNA, name) for name in newer]
    assert all(scene.world.documents.has(ANNA.key, Key(Kind.INVOICE, name)) for name in newer)
    swept(scene)
    assert not any(scene.world.documents.has(ANNA.key, Key(Kind.INVOICE, name)) for name in newer)
    scene.work()
    again = [scene.world.container.scans.get(ANNA, scan.id).invoice_id for scan in taken]
    kept = [scene.world.invoices.get(ANNA, invoice_id or "") for invoice_id in again]
    assert {record.status for record in kept} == {RecordStatus.NEEDS_REVIEW}
    assert len({record.document.sha256 for record in kept}) == len(newer)
    assert loose.list(ANNA, limit=10, after=None) == ((), None)
    scene.restarted()
    of_the_lost_records = ("INV-1:", "INV-4:")
    assert [text for text in scene.broken() if not text.startswith(of_the_lost_records)] == []


def test_f64_a_found_document_is_deleted_by_its_owner_alone() -> None:
    scene = Scene()
    records, scans = deepcopy(scene.world.invoices.stored), deepcopy(scene.world.scans.scans)
    (newer,) = saved(scene, range(10, 11))
    put_back(scene, records, scans)
    scene.world.later(hours=1)
    swept(scene)
    for name in (newer, "inv_1", "", ids.invoice_id(), newer.replace("inv", "scn")):
        with pytest.raises(NotFound):
            scene.world.container.loose.drop(BEN, name)
        with pytest.raises(NotFound):
            scene.world.container.loose.take_in(BEN, name)
    swept(scene)
    assert scene.world.documents.has(ANNA.key, Key(Kind.INVOICE, newer))
    scene.world.container.loose.drop(ANNA, newer)
    with pytest.raises(NotFound):
        scene.world.container.loose.take_in(ANNA, newer)
    swept(scene)
    assert not scene.world.documents.has(ANNA.key, Key(Kind.INVOICE, newer))


def test_the_doctor_again_finds_nothing() -> None:
    scene = Scene()
    half_done(scene)
    for _ in range(3):
        scene.world.rounds.enter(scene.world.clock())
        scene.world.later(minutes=12)
    scene.work()
    sweep = scene.world.container.sweep
    first = [*sweep.run(), *sweep.verify()]
    assert first
    assert all(finding.mended == (finding.code != "found-document") and finding.detail for finding in first)
    assert [*sweep.run(), *sweep.verify()] == []


def test_a_round_that_was_cut_off_by_a_fault_is_told_and_the_next_goes_on() -> None:
    scene = Scene()
    half_done(scene)
    scene.under(Harness(at(2, Fate.FAILED), scene.world.clock))
    with pytest.raises(Unavailable):
        swept(scene)
    scene.restarted()
    assert scene.broken() == []
    assert scene.anna.scan(7) and paper_of(ANNA, 7)
