"""The sweeper and the doctor after faults, and at the same time as everything else: F34, F42, F60, F64, and what the
promises say about minutes."""

from copy import deepcopy
from datetime import timedelta
from random import Random

import pytest

from app.domain import ids
from app.domain.errors import Unavailable
from app.domain.scan import ScanState
from app.ports import Key, Kind
from app.services.sweep import MORE_THAN_A_CRASH_LEAVES
from tests.faults.clients import paper_of
from tests.faults.harness import Fate, Harness, at
from tests.faults.scene import Scene, half_done
from tests.faults.schedule import Turns
from tests.making import ANNA, BEN
from tests.world import PAPER

SWEPT_EVERY = timedelta(minutes=5)


def swept(scene: Scene) -> list[str]:
    return [finding.code for finding in scene.world.container.sweep.run()]


def test_inv3_a_document_without_a_record_is_gone_within_its_quarter_of_an_hour_and_one_round() -> None:
    scene = Scene()
    scene.world.documents.put(ANNA, Key(Kind.INVOICE, ids.invoice_id()), PAPER)
    for _ in range(4):
        swept(scene)
        scene.world.clock.advance(SWEPT_EVERY)
    assert scene.broken() == []


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


def test_f64_documents_newer_than_restored_records_are_listed_and_kept() -> None:
    scene = Scene()
    old = saved(scene, range(2))
    lost = old[0]
    records, scans = deepcopy(scene.world.invoices.stored), deepcopy(scene.world.scans.scans)
    newer = saved(scene, range(10, 10 + MORE_THAN_A_CRASH_LEAVES + 1))
    scene.world.documents.delete(ANNA, Key(Kind.INVOICE, lost))
    scene.world.invoices.stored, scene.world.scans._scans.scans = records, scans
    scene.world.later(hours=1)

    sweep = scene.world.container.sweep
    told = [*sweep.run(), *sweep.verify()]
    assert {finding.id for finding in told if finding.code == "orphan-invoices"} == set(newer)
    assert [finding.id for finding in told if finding.code == "document-missing"] == [lost]
    assert not any(finding.mended for finding in told)
    assert all(scene.world.documents.get(ANNA, Key(Kind.INVOICE, name)) for name in newer)

    decided = list(sweep.run(even_many=True))  # what `invoices doctor --repair` does
    assert {finding.id for finding in decided if finding.mended} == set(newer)
    assert not list(sweep.run(even_many=True))


def test_f64_a_few_are_what_a_crash_leaves() -> None:
    scene = Scene()
    for _ in range(MORE_THAN_A_CRASH_LEAVES):
        scene.world.documents.put(BEN, Key(Kind.INVOICE, ids.invoice_id()), PAPER)
    scene.world.later(minutes=16)
    assert len(swept(scene)) == MORE_THAN_A_CRASH_LEAVES
    assert scene.broken() == []


def test_the_doctor_again_finds_nothing() -> None:
    scene = Scene()
    half_done(scene)
    for _ in range(3):
        scene.world.rounds.enter(scene.world.clock())
        scene.world.later(minutes=12)
    scene.work()
    sweep = scene.world.container.sweep
    first = [*sweep.run(even_many=True), *sweep.verify()]
    assert first
    assert all(finding.mended and finding.detail for finding in first)
    assert [*sweep.run(even_many=True), *sweep.verify()] == []


def test_a_round_that_was_cut_off_by_a_fault_is_told_and_the_next_goes_on() -> None:
    scene = Scene()
    half_done(scene)
    scene.under(Harness(at(2, Fate.FAILED), scene.world.clock))
    with pytest.raises(Unavailable):
        swept(scene)
    scene.restarted()
    assert scene.broken() == []
    assert scene.anna.scan(7) and paper_of(ANNA, 7)
