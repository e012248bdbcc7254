"""The sweeper and the doctor, over fakes."""

from collections.abc import Iterator
from math import ceil
from typing import Any

import pytest

from app.domain.errors import NotFound
from app.domain.installation import first_mark
from app.domain.principal import Owner
from app.domain.scan import ScanState
from app.ports import Job, Key, Kind, Reentry, StoredObject
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


def test_what_an_earlier_version_entered_for_the_search_is_entered_anew_some_in_each_round() -> None:
    """As `tests/contract/test_older_entries.py` has it of the repository; here: bounded, told, and looked at alone."""
    world, older = World(), 70
    asked: list[int] = []

    def enter_anew_all_owners(*, day: int, at_most: int) -> Reentry:
        nonlocal older
        done = min(at_most, older)
        older -= done
        asked.append(day)
        return Reentry(done, left=older)

    world.invoices.enter_anew_all_owners = enter_anew_all_owners  # type: ignore[method-assign]
    for mend, said in ((False, "0 invoices"), (True, "50 invoices"), (True, "20 invoices")):
        (finding,) = world.container.sweep.run(mend=mend)
        assert (finding.code, finding.detail.startswith(said)) == ("older-entries", True), finding
        assert finding.detail.endswith(f"; {older} are left.")
        assert finding.mended == (mend and older == 0)
    assert codes(world) == []
    assert set(asked) == {1}


def found(world: World) -> list[str]:
    return [stored.key.id for stored in world.loose.found_all_owners()]


def test_looking_alone_changes_nothing() -> None:
    world = World()
    world.documents.put(ANNA, Key(Kind.INVOICE, "inv_" + "0" * 32), PAPER)
    world.later(minutes=16)
    assert codes(world, mend=False) == codes(world, mend=False) == ["found-document"]
    assert found(world) == []


@pytest.mark.parametrize(("kind", "prefix"), [(Kind.INVOICE, "inv_"), (Kind.UPLOAD, "upl_"), (Kind.SCAN, "scn_")])
def test_f60_inv3_bytes_without_a_record_are_found_and_never_removed(kind: Kind, prefix: str) -> None:
    world = World()
    key = Key(kind, prefix + "0" * 32)
    world.documents.put(ANNA, key, PAPER)
    if kind is Kind.SCAN:  # its row comes later
        world.later(minutes=14)
        assert codes(world) == [] and found(world) == []
        world.later(minutes=2)
    assert codes(world) == ["found-document"]
    assert codes(world) == [], "told once"
    world.later(days=400)
    assert codes(world) == []
    assert found(world) == [key.id]
    assert world.documents.get(ANNA, key) == PAPER


def test_a_round_that_does_not_look_asks_for_no_record_of_a_document_that_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is paid for each time does not grow with what is kept."""
    world = World()
    world.saved(ANNA)
    world.documents.put(ANNA, Key(Kind.INVOICE, "inv_" + "0" * 32), PAPER)
    asked: list[str] = []
    monkeypatch.setattr(world.invoices, "is_known", lambda owner_key, id_: asked.append(id_))
    assert list(world.container.sweep.run(look=False)) == []
    assert asked == []


def test_while_records_and_documents_do_not_belong_together_every_round_looks() -> None:
    world = World()
    mark = world.storage.beside_documents.mark
    world.storage.beside_documents.mark = mark.next(world.clock()).next(world.clock())
    key = Key(Kind.INVOICE, "inv_" + "0" * 32)
    world.documents.put(ANNA, key, PAPER)
    list(world.container.sweep.run(look=False))
    assert found(world) == [key.id]


def test_what_is_deleted_while_the_sweeper_looks_is_not_found() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    walk = world.documents.walk_all_owners

    def walk_and_delete_meanwhile(kind: Kind, **place: Any) -> Iterator[StoredObject]:
        seen = list(walk(kind, **place))
        if kind is Kind.INVOICE:
            world.container.invoices.delete(ANNA, invoice_id, version=1)
        return iter(seen)

    world.documents.walk_all_owners = walk_and_delete_meanwhile
    assert codes(world) == [] and found(world) == []


def test_a_found_document_that_has_a_record_again_is_no_longer_found() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    records, world.invoices.stored = world.invoices.stored, {}
    world.later(minutes=16)
    assert codes(world) == ["found-document"] and found(world) == [invoice_id]
    world.invoices.stored = records
    assert codes(world) == [] and found(world) == []


def test_a_delete_that_was_cut_off_before_its_bytes_is_finished() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.invoices.delete(ANNA, invoice_id, version=1)
    assert codes(world, mend=False) == ["deleted-document"]
    assert codes(world) == ["deleted-document"] and codes(world) == []
    assert not world.documents.has(ANNA.key, Key(Kind.INVOICE, invoice_id))


def test_the_document_of_a_cancelled_scan_goes_when_the_cancelling_was_cut_off() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.scans.advance(ANNA, scan.model_copy(update={"state": ScanState.CANCELLED}))
    world.later(minutes=16)
    assert codes(world) == ["spare-copy"] and codes(world) == []
    assert not world.documents.has(ANNA.key, Key(Kind.SCAN, scan.id))


def staged_again(world: World) -> tuple[str, Key, Key]:
    """A saved invoice, its place, and the staged copy that a crash left behind."""
    scan_id = world.scanned(ANNA)
    invoice_id = world.container.invoices.save(ANNA, scan_id).id
    staged = Key(Kind.SCAN, scan_id)
    world.documents.put(ANNA, staged, PAPER)
    world.later(minutes=16)
    return invoice_id, Key(Kind.INVOICE, invoice_id), staged


def test_the_staged_copy_of_a_saved_invoice_goes() -> None:
    world = World()
    _, kept, staged = staged_again(world)
    assert codes(world) == ["spare-copy"] and codes(world) == []
    assert world.documents.get(ANNA, kept) == PAPER
    assert not world.documents.has(ANNA.key, staged)


def test_the_staged_copy_of_an_invoice_whose_document_is_missing_takes_its_place() -> None:
    world = World()
    _, kept, staged = staged_again(world)
    world.documents.delete(ANNA, kept)
    assert codes(world) == ["spare-copy"]
    assert world.documents.get(ANNA, kept) == PAPER
    assert not world.documents.has(ANNA.key, staged)


def test_the_staged_copy_of_an_invoice_that_is_deleted_while_it_takes_its_place_goes_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The delete has looked at the place before the copy lay there."""
    world = World()
    invoice_id, kept, _ = staged_again(world)
    world.documents.delete(ANNA, kept)
    container, real = world.services(), world.documents.copy

    def deleted_first(owner: Owner, source: Key, target: Key) -> None:
        data = world.documents.get(owner, source)
        container.invoices.delete(ANNA, invoice_id, version=1)
        world.documents.put(owner, source, data)  # the copy was being made already
        real(owner, source, target)

    monkeypatch.setattr(world.documents, "copy", deleted_first)
    codes(world)
    monkeypatch.setattr(world.documents, "copy", real)
    assert not world.documents.has(ANNA.key, kept), "what was deleted is back"
    world.later(minutes=30)
    assert codes(world) == []
    assert found(world) == []


def test_the_staged_copy_of_an_invoice_whose_document_is_another_stays() -> None:
    world = World()
    _, kept, staged = staged_again(world)
    world.documents.delete(ANNA, kept)
    world.documents.put(ANNA, kept, b"%PDF damaged")
    assert [finding.mended for finding in world.container.sweep.run()] == [False]
    assert world.documents.get(ANNA, staged) == PAPER


def test_inv11_an_upload_that_nobody_came_back_for_stays_however_far_the_clock_goes() -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf")
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    for days in (1, 400, -500):
        world.later(days=days)
        assert codes(world) == []
    assert world.documents.get(ANNA, Key(Kind.UPLOAD, upload.id)) == PAPER


def test_an_upload_that_is_to_be_kept_is_not_removed_however_long_it_waits() -> None:
    world = World()
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf", keep=True)
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    world.later(days=3)
    assert codes(world) == ["unseen-upload"]
    assert world.documents.get(ANNA, Key(Kind.UPLOAD, upload.id)) == PAPER


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


def test_a_scan_that_is_to_be_saved_by_itself_does_not_end_with_the_days_of_an_unsaved_one() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER, keep=True)
    world.container.scans.work.process(Job(ANNA, scan.id, attempt=1))  # read, and then the worker died
    world.later(days=31)
    assert codes(world) == ["unkept-scan"]
    world.work()
    assert world.container.scans.get(ANNA, scan.id).invoice_id is not None


def test_a_half_saved_invoice_without_bytes_is_taken_back() -> None:
    world = World()
    record = world.invoices.begin(ANNA, a_record(at=world.clock()))
    world.later(minutes=3)
    assert codes(world) == ["half-saved"]
    assert not world.invoices.is_known(ANNA.key, record.id)


@pytest.mark.parametrize("trouble", ["older", "foreign", "missing"])
def test_inv11_while_records_and_documents_do_not_belong_together_nothing_is_removed(trouble: str) -> None:
    world = World()
    half = world.invoices.begin(ANNA, a_record(at=world.clock()))
    unsaved, deleted = world.scanned(ANNA), world.saved(ANNA, PAPER + b"2")
    world.invoices.delete(ANNA, deleted, version=1)
    world.storage.beside_documents.mark = {
        "older": world.storage.beside_documents.mark.next(world.clock()).next(world.clock()),
        "foreign": first_mark(world.clock()),
        "missing": world.storage.beside_documents.mark,
    }[trouble]
    if trouble == "missing":
        world.storage.among_records.mark = None
    for _ in range(40):
        world.later(days=1)
        list(world.container.sweep.run())
    told = [finding for finding in world.container.sweep.run() if not finding.mended]
    assert [finding.code for finding in told][1:] == ["half-saved", "unsaved-scan", "deleted-document"]
    assert told[0].code in {"records-older", "records-foreign"} and told[0].detail
    assert world.invoices.is_known(ANNA.key, half.id)
    assert world.documents.has(ANNA.key, Key(Kind.SCAN, unsaved))
    assert world.documents.has(ANNA.key, Key(Kind.INVOICE, deleted))
    world.container.installation.accept()
    assert all(finding.mended for finding in world.container.sweep.run())
    assert not world.documents.has(ANNA.key, Key(Kind.SCAN, unsaved))


def test_a_missing_or_changed_document_is_told() -> None:
    world = World()
    missing, changed = world.saved(ANNA), world.saved(ANNA, PAPER + b"2")
    world.documents.delete(ANNA, Key(Kind.INVOICE, missing))
    world.documents.delete(ANNA, Key(Kind.INVOICE, changed))
    world.documents.put(ANNA, Key(Kind.INVOICE, changed), b"%PDF another")
    told = {finding.id: finding.code for finding in world.container.sweep.verify()}
    assert told == {missing: "document-missing", changed: "document-changed"}
