"""The same bytes are the same invoice, whatever reads them; reading them again is a wish."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.document import digest
from app.domain.errors import Conflict, DocumentRejected, InvalidInput, NoResponse, NotFound, QuotaExceeded, Stale
from app.domain.invoice import Amounts, Invoice, Line, leaves, plain
from app.domain.offer import Offer
from app.domain.quota import ScanQuota
from app.domain.reading import Cost, Evidence, Reading, Source
from app.domain.record import Query, RecordStatus
from app.domain.scan import Scan, ScanState
from app.ports import Key, Kind, NeedsJob
from tests.faults.deliveries import Elsewhere
from tests.making import ANNA, BEN, NOON
from tests.world import INVOICE, PAPER, World

NEW = INVOICE.model_copy(
    update={
        "invoice_number": "R-2",
        "purchase_order": "PO-7",
        "amounts": Amounts(net=Decimal("100.00"), tax=Decimal("19.00"), gross=Decimal("120.00")),
        "lines": (Line(description="Paper and ink", amount=Decimal("100.00")),),
    }
)


def reading_of(invoice: Invoice, *, version: str = "1", **values: object) -> Reading:
    """As every reader gives it: each value with what it rests on."""
    evidence = {
        path: Evidence(raw=str(value), confidence=0.99, page=1, source=Source.TEXT)
        for path, value in leaves(plain(invoice))
    }
    return Reading(reader="text", version=version, pages=1, invoice=invoice, evidence=evidence).model_copy(
        update=values
    )


def a_world(**given: Any) -> World:
    world = World(**given)
    world.reader.gives = reading_of(INVOICE)
    return world


def upgraded(world: World, invoice: Invoice = NEW, version: str = "2", **values: object) -> None:
    """From now on the reader is a newer one, which reads this."""
    world.reader.version = version
    world.reader.gives = reading_of(invoice, version=version, **values)


def again(world: World, data: bytes = PAPER, reader: str | None = None) -> Scan:
    scan = world.container.scans.start(ANNA, data, reader=reader, read_again=True)
    world.work()
    return world.container.scans.get(ANNA, scan.id).model_copy(update={"known": scan.known})


def ids_of(world: World) -> list[str]:
    return [item.id for item in world.container.invoices.list(ANNA, Query(), limit=100, after=None).items]


# ---- known -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("saved", [False, True])
def test_after_an_upgrade_of_a_reader_the_same_files_are_known(saved: bool) -> None:
    world = a_world()
    invoice_id = world.saved(ANNA) if saved else None
    first = world.scanned(ANNA)
    before = world.container.invoices.stats(ANNA)
    upgraded(world)
    for reader in (None, "text"):
        scan = world.container.scans.start(ANNA, PAPER, reader=reader)
        assert (scan.id, scan.known, scan.invoice_id) == (first, True, invoice_id)
    assert world.work() == 0
    assert world.reader.calls == 1
    assert world.container.invoices.stats(ANNA) == before


def test_a_file_that_is_new_is_not_called_known() -> None:
    world = a_world()
    assert not world.container.scans.start(ANNA, PAPER).known
    assert not world.container.scans.start(BEN, PAPER).known
    assert not world.container.scans.get(ANNA, world.scanned(ANNA)).known


def test_what_could_not_be_read_is_tried_anew_when_it_is_handed_over_again() -> None:
    world = a_world()
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    first = world.scanned(ANNA)
    scan = world.container.scans.start(ANNA, PAPER)
    assert scan.id != first
    assert not scan.known


def test_an_invoice_whose_scan_is_gone_is_known_by_its_bytes() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    scan_id = world.container.invoices.get(ANNA, invoice_id).scan_id
    world.scans.delete(ANNA, scan_id)
    upgraded(world)
    scan = world.container.scans.start(ANNA, PAPER)
    assert (scan.id, scan.known, scan.invoice_id, scan.state) == (scan_id, True, invoice_id, ScanState.DONE)
    assert scan.reading is not None
    assert world.container.scans.list(ANNA, state=None, unsaved=True, limit=9, after=None) == ((), None)
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []


def test_a_file_that_is_handed_over_while_its_invoice_is_deleted_leaves_no_scan_behind() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    scan_id = world.container.invoices.get(ANNA, invoice_id).scan_id
    delete = world.invoices.delete

    def deleted(*place: Any, **version: Any) -> Any:  # the scan is gone by then, the invoice not yet
        assert world.container.scans.start(ANNA, PAPER).invoice_id == invoice_id
        return delete(*place, **version)

    world.invoices.delete = deleted
    world.container.invoices.delete(ANNA, invoice_id, version=1)
    with pytest.raises(NotFound):
        world.container.scans.get(ANNA, scan_id)
    assert not world.container.scans.start(ANNA, PAPER).known


def test_a_file_that_was_typed_in_is_known_by_its_invoice() -> None:
    world = a_world()
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    failed = world.scanned(ANNA)
    invoice_id = world.container.invoices.save(ANNA, failed, INVOICE).id
    scan = world.container.scans.start(ANNA, PAPER)
    assert (scan.id, scan.known, scan.invoice_id) == (failed, True, invoice_id)


def test_of_two_scans_of_the_same_bytes_one_is_saved() -> None:
    world = a_world()
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    failed = world.scanned(ANNA)
    upgraded(world)
    read = world.scanned(ANNA)
    assert read != failed
    kept = world.container.invoices.save(ANNA, read)
    for given in (INVOICE, kept.invoice):
        with pytest.raises(Conflict, match=f"file was saved before, as {kept.id}") as told:
            world.container.invoices.save(ANNA, failed, given)
        assert told.value.code == "already-saved"
    assert ids_of(world) == [kept.id]


def test_after_a_delete_the_file_is_new_again() -> None:
    world = a_world()
    world.container.invoices.delete(ANNA, world.saved(ANNA), version=1)
    assert not world.container.scans.start(ANNA, PAPER).known


def test_an_upload_says_that_its_file_was_known() -> None:
    world = a_world()
    world.saved(ANNA)
    upload, _ = world.container.uploads.open(ANNA, media_type="application/pdf")
    world.documents.put(ANNA, Key(Kind.UPLOAD, upload.id), PAPER)
    assert world.container.uploads.scan(ANNA, upload.id).known
    assert world.container.uploads.scan(ANNA, upload.id).known
    assert world.container.uploads.get(ANNA, upload.id).known


# ---- read again: a draft ---------------------------------------------------------------------------------------------


def test_what_is_read_again_takes_the_place_of_the_draft() -> None:
    world = a_world()
    first = world.scanned(ANNA)
    upgraded(world)
    scan = again(world)
    assert (scan.again_of, scan.known, scan.state) == (first, True, ScanState.DONE)
    draft = world.container.scans.get(ANNA, first)
    assert draft.reading is not None
    assert draft.reading.invoice == NEW
    assert draft.reader_version == world.container.scans.start(ANNA, PAPER).reader_version
    listed, _ = world.container.scans.list(ANNA, state=None, unsaved=True, limit=9, after=None)
    assert [one.id for one in listed] == [first]
    saved = world.container.invoices.save(ANNA, scan.id)  # by the id that was given last
    assert (saved.scan_id, saved.invoice) == (first, NEW)
    assert ids_of(world) == [saved.id]
    assert world.container.offers.get(ANNA, saved.id) is None


def test_a_draft_stays_when_reading_it_again_fails() -> None:
    world = a_world()
    first = world.scanned(ANNA)
    upgraded(world)
    world.reader.gives = DocumentRejected("too-complex", "It took too long.")
    assert again(world).state is ScanState.FAILED
    kept = world.container.scans.get(ANNA, first)
    assert kept.reading is not None
    assert kept.reading.invoice == INVOICE


def test_a_draft_that_is_saved_meanwhile_gets_an_offer_instead() -> None:
    world = a_world()
    first = world.scanned(ANNA)
    upgraded(world)
    world.reader.meanwhile = lambda: world.container.invoices.save(ANNA, first) and None
    scan = again(world)
    (invoice_id,) = ids_of(world)
    assert (scan.state, scan.offered_to) == (ScanState.DONE, invoice_id)
    assert world.container.invoices.get(ANNA, invoice_id).invoice == INVOICE
    assert offer_to(world, invoice_id).scan_id == scan.id


def test_the_same_reader_in_the_same_version_reads_nothing_again() -> None:
    world = a_world()
    first = world.scanned(ANNA)
    assert again(world).id == first
    upgraded(world)
    again(world)
    calls = world.reader.calls
    assert again(world).id == first
    invoice_id = world.container.invoices.save(ANNA, first).id
    assert again(world).id == first
    assert world.container.scans.read_again(ANNA, invoice_id).id == first
    assert world.reader.calls == calls


def test_a_scan_that_is_being_read_is_waited_for() -> None:
    world = a_world()
    scan = world.container.scans.start(ANNA, PAPER)
    assert world.container.scans.start(ANNA, PAPER, read_again=True, reader="text").id == scan.id


def test_reading_again_is_stopped_by_a_quota() -> None:
    world = a_world(quota=ScanQuota(per_day=1))
    first = world.scanned(ANNA)
    upgraded(world)
    with pytest.raises(QuotaExceeded):
        again(world)
    assert world.container.scans.get(ANNA, first).state is ScanState.DONE
    assert len(list(world.documents.walk_all_owners(Kind.SCAN))) == 1


# ---- read again: what charges ----------------------------------------------------------------------------------------


def test_a_reader_that_charges_is_paid_once_for_each_version() -> None:
    world = a_world()
    world.reader.charges = True
    cost = Cost(pages=1, usd_per_page=Decimal("0.01"), price_of=NOON.date())
    world.reader.gives = reading_of(INVOICE, cost=cost)
    invoice_id = world.saved(ANNA)
    for reader in ("text", "auto", None):
        world.container.scans.read_again(ANNA, invoice_id, reader=reader)
        again(world, reader=reader)
    assert world.reader.calls == 1
    upgraded(world, cost=cost)
    for reader in ("auto", "text", None):
        again(world, reader=reader)
        world.container.offers.leave(ANNA, invoice_id)
        again(world, reader=reader)
    assert world.reader.read_of == {digest(PAPER): 2}


def test_an_answer_that_got_lost_is_not_asked_for_again_by_itself() -> None:
    world = a_world()
    world.saved(ANNA)
    upgraded(world)
    world.reader.charges = True
    world.reader.gives = NoResponse("no answer")
    again(world)
    world.later(minutes=31)
    for _ in world.container.sweep.run():
        world.work()
    assert world.reader.calls == 2


# ---- read again: an invoice ------------------------------------------------------------------------------------------


def offer_to(world: World, invoice_id: str) -> Offer:
    offer = world.container.offers.get(ANNA, invoice_id)
    assert offer is not None
    return offer


def offered(world: World) -> tuple[str, Offer]:
    """An invoice, as it was read by the older reader, and what the newer one has found."""
    invoice_id = world.saved(ANNA)
    upgraded(world)
    again(world)
    return invoice_id, offer_to(world, invoice_id)


def test_what_is_read_again_is_offered_to_a_saved_invoice_and_changes_nothing() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    before = world.container.invoices.get(ANNA, invoice_id)
    stats = world.container.invoices.stats(ANNA)
    upgraded(world)
    scan = again(world)
    assert (scan.offered_to, scan.known) == (invoice_id, True)
    assert world.container.invoices.get(ANNA, invoice_id) == before
    assert world.container.invoices.stats(ANNA) == stats
    offer = offer_to(world, invoice_id)
    changes = {change.path: change for change in offer.changes}
    assert changes.keys() == {"invoice_number", "purchase_order", "amounts.gross", "lines"}
    (number,) = changes["invoice_number"].values
    assert (number.before, number.after) == ("R-1", "R-2")
    assert number.evidence_before is not None
    assert number.evidence_before.raw == "R-1"
    assert number.evidence_after is not None
    assert number.evidence_after.raw == "R-2"
    assert {value.path for value in changes["lines"].values} >= {"lines.0.description", "lines.1.amount"}
    assert not any(change.set_by_person for change in offer.changes)


def test_an_offer_is_taken_as_one_change_of_the_same_invoice() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    record = world.container.offers.take(ANNA, invoice_id, None, version=1)
    assert (record.id, record.version, record.invoice) == (invoice_id, 2, NEW)
    assert record.evidence["invoice_number"].source is Source.TEXT
    assert record.status is RecordStatus.DISPUTED  # its sums do not hold
    assert [change.action for change in world.container.invoices.history(ANNA, invoice_id)] == ["saved", "read-again"]
    assert ids_of(world) == [invoice_id]
    (row,) = world.container.invoices.stats(ANNA).rows
    assert (row.count, row.disputed.count, row.disputed.gross) == (0, 1, Decimal("120.00"))
    assert world.container.offers.get(ANNA, invoice_id) is None


def test_of_an_offer_some_may_be_taken() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    with pytest.raises(InvalidInput) as told:
        world.container.offers.take(ANNA, invoice_id, ["purchase_order", "buyer.name"], version=1)
    assert [error.pointer for error in told.value.errors] == ["/paths/1"]
    record = world.container.offers.take(ANNA, invoice_id, ["purchase_order", "lines"], version=1)
    assert record.invoice == INVOICE.model_copy(update={"purchase_order": "PO-7", "lines": NEW.lines})


def test_an_offer_is_left() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    for _ in range(2):
        world.container.offers.leave(ANNA, invoice_id)
        assert world.container.offers.get(ANNA, invoice_id) is None
    assert world.container.invoices.get(ANNA, invoice_id).version == 1


def test_an_offer_to_another_version_is_not_taken() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    world.container.invoices.replace(ANNA, invoice_id, INVOICE.model_copy(update={"currency": "USD"}), version=1)
    with pytest.raises(Stale):
        world.container.offers.take(ANNA, invoice_id, None, version=1)


def test_nobody_else_sees_or_takes_an_offer() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    for call in (
        lambda: world.container.offers.get(BEN, invoice_id),
        lambda: world.container.offers.take(BEN, invoice_id, None, version=1),
        lambda: world.container.offers.leave(BEN, invoice_id),
        lambda: world.container.scans.read_again(BEN, invoice_id),
    ):
        with pytest.raises(NotFound):
            call()


def test_what_waits_for_review_still_waits_when_an_offer_is_taken() -> None:
    world = a_world()
    scan_id = world.scanned(ANNA)
    invoice_id = world.container.invoices.save(ANNA, scan_id, reviewed=False).id
    upgraded(world)
    again(world)
    assert world.container.offers.take(ANNA, invoice_id, None, version=1).status is RecordStatus.NEEDS_REVIEW


BY_PERSON = {
    "a value that was corrected when it was saved": (
        INVOICE.model_copy(update={"invoice_number": "R-1a"}),
        None,
        "invoice_number",
    ),
    "a value that was removed when it was saved": (
        INVOICE.model_copy(update={"invoice_number": None}),
        None,
        "invoice_number",
    ),
    "a value that was changed later": (None, INVOICE.model_copy(update={"invoice_number": "R-1a"}), "invoice_number"),
    "a value that was removed later": (None, INVOICE.model_copy(update={"invoice_number": None}), "invoice_number"),
    "one value of a row": (
        None,
        INVOICE.model_copy(update={"lines": (INVOICE.lines[0].model_copy(update={"description": "Card"}),)}),
        "lines",
    ),
    "a row that was removed": (None, INVOICE.model_copy(update={"lines": INVOICE.lines[:1]}), "lines"),
}


@pytest.mark.parametrize("name", BY_PERSON)
def test_inv12_what_a_person_set_is_overwritten_by_no_reader(name: str) -> None:
    saved_as, changed_to, path = BY_PERSON[name]
    world = a_world()
    scan_id = world.scanned(ANNA)
    record = world.container.invoices.save(ANNA, scan_id, saved_as)
    if changed_to:
        record = world.container.invoices.replace(ANNA, record.id, changed_to, version=1)
    upgraded(world)
    again(world)
    offer = offer_to(world, record.id)
    assert {change.path for change in offer.changes if change.set_by_person} == {path}
    taken = world.container.offers.take(ANNA, record.id, None, version=record.version)
    expected = {"invoice_number": record.invoice.invoice_number} if path == "invoice_number" else {}
    expected |= {"lines": record.invoice.lines} if path == "lines" else {}
    assert taken.invoice == NEW.model_copy(update=expected)


def test_a_person_may_take_what_is_read_instead_of_what_they_set() -> None:
    world = a_world()
    scan_id = world.scanned(ANNA)
    corrected = INVOICE.model_copy(update={"invoice_number": "R-1a"})
    invoice_id = world.container.invoices.save(ANNA, scan_id, corrected).id
    upgraded(world)
    again(world)
    taken = world.container.offers.take(ANNA, invoice_id, ["invoice_number"], version=1)
    assert taken.invoice.invoice_number == "R-2"
    upgraded(world, NEW.model_copy(update={"invoice_number": "R-3"}), "3")
    again(world)
    offer = offer_to(world, invoice_id)
    assert not any(change.set_by_person for change in offer.changes)


def test_an_invoice_whose_scan_is_gone_is_read_again() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    world.scans.delete(ANNA, world.container.invoices.get(ANNA, invoice_id).scan_id)
    upgraded(world)
    world.container.scans.read_again(ANNA, invoice_id)
    world.work()
    assert offer_to(world, invoice_id).changes


def without_document(world: World, *, with_scan: bool = True) -> str:
    """An invoice whose document is missing."""
    invoice_id = world.saved(ANNA)
    world.documents.delete(ANNA, Key(Kind.INVOICE, invoice_id))
    if not with_scan:
        world.scans.delete(ANNA, world.container.invoices.get(ANNA, invoice_id).scan_id)
    return invoice_id


@pytest.mark.parametrize("with_scan", [True, False])
def test_the_same_bytes_mend_an_invoice_whose_document_is_missing(with_scan: bool) -> None:
    world = a_world()
    invoice_id = without_document(world, with_scan=with_scan)
    assert world.container.scans.start(ANNA, PAPER).invoice_id == invoice_id
    world.work()
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER
    assert not list(world.documents.walk_all_owners(Kind.SCAN))


def test_the_same_bytes_are_read_again_before_a_worker_has_put_them_back() -> None:
    world = a_world()
    invoice_id = without_document(world)
    upgraded(world)
    scan = world.container.scans.start(ANNA, PAPER, read_again=True)
    first = world.jobs.take(lease=timedelta(minutes=1))  # what would put them back
    assert first is not None and first.about != scan.id
    world.work()
    assert world.container.scans.get(ANNA, scan.id).state is ScanState.DONE
    world.later(minutes=2)
    world.work()
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER


def test_a_job_is_begun_on_bytes_that_are_being_put_back_when_they_lie_in_their_place() -> None:
    """A job reads later than it begins: the copy that is on its way is gone by then."""
    world, begun = a_world(), Elsewhere()
    invoice_id = without_document(world)
    upgraded(world)
    world.reader.gives, world.reader.charges = NeedsJob(), True
    world.job_reader = begun
    world.container = world.services()
    scan = world.container.scans.start(ANNA, PAPER, read_again=True)
    put_back = world.jobs.take(lease=timedelta(minutes=1))
    assert put_back is not None and put_back.about == invoice_id
    world.container.jobs.run_one()
    assert (world.container.scans.get(ANNA, scan.id).job, begun.jobs) == (None, {})
    world.later(minutes=2)
    world.work()
    world.later(minutes=2)
    world.work()
    assert world.container.scans.get(ANNA, scan.id).job == "job-1"
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER


@pytest.mark.parametrize("call", ["has", "put"])
def test_bytes_of_an_invoice_that_is_deleted_while_they_are_handed_over_go_too(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world()
    invoice_id = without_document(world)
    container, real = world.services(), getattr(world.documents, call)

    def deleted_first(*arguments: Any) -> Any:
        monkeypatch.setattr(world.documents, call, real)
        container.invoices.delete(ANNA, invoice_id, version=1)
        return real(*arguments)

    monkeypatch.setattr(world.documents, call, deleted_first)
    world.container.scans.start(ANNA, PAPER)
    world.work()
    assert not [found for kind in Kind for found in world.documents.walk_all_owners(kind)]


def test_bytes_of_an_invoice_that_is_deleted_while_they_are_put_back_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    invoice_id = without_document(world)
    world.container.scans.start(ANNA, PAPER)
    container, real = world.services(), world.documents.copy

    def deleted_after(*arguments: Any) -> None:
        real(*arguments)
        container.invoices.delete(ANNA, invoice_id, version=1)
        real_put(ANNA, arguments[2], PAPER)  # as if the copy had come last

    real_put = world.documents.put
    monkeypatch.setattr(world.documents, "copy", deleted_after)
    world.work()
    assert not [found for kind in Kind for found in world.documents.walk_all_owners(kind)]


def test_a_delete_takes_along_what_was_read_again() -> None:
    world = a_world()
    invoice_id, offer = offered(world)
    world.container.invoices.delete(ANNA, invoice_id, version=1)
    with pytest.raises(NotFound):
        world.container.scans.get(ANNA, offer.scan_id)
    assert not world.container.scans.start(ANNA, PAPER).known


def test_an_offer_that_nobody_took_goes_as_an_unsaved_scan_does() -> None:
    world = a_world()
    invoice_id, _ = offered(world)
    for _ in range(32):
        world.later(days=1)
        list(world.container.sweep.run())
    assert world.container.offers.get(ANNA, invoice_id) is None
    assert world.container.invoices.get(ANNA, invoice_id).version == 1
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER


def test_reading_again_that_was_cut_off_goes_on() -> None:
    world = a_world()
    invoice_id = world.saved(ANNA)
    upgraded(world)
    world.container.scans.read_again(ANNA, invoice_id)
    job = world.jobs.take(lease=timedelta(0))
    world.jobs.done(job)
    world.later(minutes=3)
    list(world.container.sweep.run())
    world.work()
    assert offer_to(world, invoice_id).changes
