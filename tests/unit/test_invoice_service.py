"""Save, change, delete, over fakes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.domain.checks import Check, Outcome
from app.domain.errors import Conflict, DocumentRejected, NotFound, Stale
from app.domain.invoice import Account, Invoice, Payment
from app.domain.reading import Reading, Source
from app.domain.record import Query, Record, RecordStatus
from app.ports import KeptResponse, Key, Kind
from tests.making import ANNA, BEN, a_record, an_invoice
from tests.world import INVOICE, PAPER, World

CORRECTED = INVOICE.model_copy(update={"invoice_number": "R-7"})
WRONG_SUM = INVOICE.model_copy(update={"amounts": INVOICE.amounts.model_copy(update={"gross": Decimal("120.00")})})


def test_saved_as_read() -> None:
    world = World()
    record = world.container.invoices.get(ANNA, world.saved(ANNA))
    assert record.invoice == INVOICE
    assert record.status is RecordStatus.REVIEWED
    assert record.evidence["amounts.gross"].raw == "119,00"


def test_the_document_moves_to_its_permanent_place() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    assert world.documents.get(ANNA, Key(Kind.INVOICE, invoice_id)) == PAPER
    assert list(world.documents.walk_all_owners(Kind.SCAN)) == []


def test_a_correction_is_kept_with_what_was_read() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), CORRECTED)
    assert record.invoice.invoice_number == "R-7"
    assert record.evidence["invoice_number"].source is Source.USER
    assert record.evidence["invoice_number"].candidates[0].value == "R-1"


CONTRADICTION = Check(
    id="xml_vs_picture", outcome=Outcome.FAILED, detail="...", fields=("invoice_number",), expected="R-1", found="R-2"
)


def compared() -> World:
    """The reader found that the page contradicts its XML."""
    world = World()
    assert isinstance(world.reader.gives, Reading)
    world.reader.gives = world.reader.gives.model_copy(update={"checks": (CONTRADICTION,)})
    return world


def test_what_the_reader_found_on_the_document_is_shown_and_kept() -> None:
    world = compared()
    scan = world.container.scans.get(ANNA, world.scanned(ANNA))
    assert scan.reading and CONTRADICTION in scan.reading.checks
    record = world.container.invoices.save(ANNA, scan.id)
    assert CONTRADICTION in record.checks
    assert record.status is RecordStatus.DISPUTED


def test_a_value_that_a_person_changed_is_no_longer_contradicted() -> None:
    world = compared()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), CORRECTED)
    assert CONTRADICTION not in record.checks
    other = compared()
    kept = other.container.invoices.get(ANNA, other.saved(ANNA))
    noted = kept.invoice.model_copy(update={"notes": ("paid",)})
    kept = other.container.invoices.replace(ANNA, kept.id, noted, version=1)
    assert CONTRADICTION in kept.checks
    assert CONTRADICTION not in other.container.invoices.replace(ANNA, kept.id, CORRECTED, version=2).checks


def test_values_from_xml_have_to_add_up_exactly() -> None:
    off_by_a_cent = Decimal("119.01")
    amounts = INVOICE.amounts.model_copy(update={"gross": off_by_a_cent})
    invoice = INVOICE.model_copy(update={"amounts": amounts})
    for reader, expected in (("einvoice", True), ("text", False)):
        world = World()
        assert isinstance(world.reader.gives, Reading)
        world.reader.gives = world.reader.gives.model_copy(update={"reader": reader, "invoice": invoice})
        record = world.container.invoices.get(ANNA, world.saved(ANNA))
        assert ("gross_total" in {check.id for check in record.checks if check.failed}) is expected


def paid_to(world: World, iban: str, content: bytes) -> Record:
    """An invoice of the same seller that asks for the money on this account, saved."""
    assert isinstance(world.reader.gives, Reading)
    payment = Payment(accounts=(Account(iban=iban),))
    number = f"R-{len(content)}"
    invoice = INVOICE.model_copy(update={"payment": payment, "invoice_number": number})
    world.reader.gives = world.reader.gives.model_copy(update={"invoice": invoice})
    return world.container.invoices.save(ANNA, world.scanned(ANNA, content))


def changes_of_account(record: Record) -> list[bool]:
    return [check.failed for check in record.checks if check.id == "bank_changed"]


def test_a_seller_whose_account_changed_is_a_finding() -> None:
    world, old, new = World(), "DE89370400440532013000", "NL91ABNA0417164300"
    first = paid_to(world, old, b"%PDF one")
    assert changes_of_account(first) == []  # nothing to compare with
    world.clock.now += timedelta(days=30)
    assert changes_of_account(paid_to(world, old, b"%PDF second")) == [False]
    world.clock.now += timedelta(days=30)
    third = paid_to(world, new, b"%PDF the third")
    assert changes_of_account(third) == [True]
    assert third.status is RecordStatus.DISPUTED
    world.clock.now += timedelta(days=30)
    assert changes_of_account(paid_to(world, new, b"%PDF the fourth one")) == [False]  # a person saved the third
    noted = first.invoice.model_copy(update={"notes": ("seen",)})
    assert changes_of_account(world.container.invoices.replace(ANNA, first.id, noted, version=1)) == []


def test_f53_an_account_is_known_that_a_clock_far_ahead_saved() -> None:
    world = World()
    world.clock.now += timedelta(days=40)
    paid_to(world, "DE89370400440532013000", b"%PDF one")
    world.clock.now -= timedelta(days=40)
    assert changes_of_account(paid_to(world, "NL91ABNA0417164300", b"%PDF second")) == [True]


def test_an_account_of_another_owner_is_not_known() -> None:
    world = World()
    paid_to(world, "DE89370400440532013000", b"%PDF one")
    world.clock.now += timedelta(days=1)
    scan = world.container.scans.get(BEN, world.scanned(BEN, b"%PDF two"))
    assert scan.reading and "bank_changed" not in {check.id for check in scan.reading.checks}


def test_a_failed_check_does_not_block_saving() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), WRONG_SUM)
    assert record.status is RecordStatus.DISPUTED
    assert "gross_total" in {check.id for check in record.checks if check.failed}


def test_saving_the_same_again_gives_the_same_invoice() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    first = world.container.invoices.save(ANNA, scan_id, CORRECTED)
    assert world.container.invoices.save(ANNA, scan_id, CORRECTED).id == first.id
    assert len(world.container.invoices.list(ANNA, Query(), limit=10, after=None).items) == 1


def test_saving_a_saved_scan_with_other_values_is_a_conflict() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    world.container.invoices.save(ANNA, scan_id)
    with pytest.raises(Conflict) as error:
        world.container.invoices.save(ANNA, scan_id, CORRECTED)
    assert error.value.code == "already-saved"


def test_a_save_with_other_values_while_another_runs_is_a_conflict() -> None:
    world = World()
    scan_id, now = world.scanned(ANNA), world.clock()
    running = a_record(INVOICE).model_copy(update={"scan_id": scan_id, "created_at": now})
    world.invoices.begin(ANNA, running)
    with pytest.raises(Conflict) as error:
        world.container.invoices.save(ANNA, scan_id, CORRECTED)
    assert error.value.code == "save-running"
    world.later(minutes=5)  # whoever began it has died
    assert world.container.invoices.save(ANNA, scan_id, CORRECTED).invoice == CORRECTED


def test_a_delete_takes_the_staged_document_along_that_a_save_left() -> None:
    world = World()
    record = world.container.invoices.get(ANNA, world.saved(ANNA))
    staged = Key(Kind.SCAN, record.scan_id)
    world.documents.put(ANNA, staged, PAPER)
    world.container.invoices.delete(ANNA, record.id, version=1)
    with pytest.raises(NotFound):
        world.documents.get(ANNA, staged)


def test_a_scan_that_is_still_read_cannot_be_saved() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    with pytest.raises(Conflict) as error:
        world.container.invoices.save(ANNA, scan.id)
    assert error.value.code == "scan-not-ended"


def test_a_document_nobody_could_read_is_saved_with_typed_in_values() -> None:
    world = World()
    world.reader.gives = DocumentRejected("nothing-to-read", "The page is blank.")
    scan_id = world.scanned(ANNA)
    with pytest.raises(Conflict):
        world.container.invoices.save(ANNA, scan_id)
    record = world.container.invoices.save(ANNA, scan_id, an_invoice(number="R-9"))
    assert record.reader == "user"
    assert world.documents.get(ANNA, Key(Kind.INVOICE, record.id)) == PAPER


def test_a_cancelled_scan_has_nothing_to_save() -> None:
    world = World()
    scan = world.container.scans.start(ANNA, PAPER)
    world.container.scans.cancel(ANNA, scan.id)
    with pytest.raises(Conflict):
        world.container.invoices.save(ANNA, scan.id, CORRECTED)


def test_imported_invoices_wait_for_review() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), reviewed=False)
    assert record.status is RecordStatus.NEEDS_REVIEW


def test_the_same_bill_on_another_paper_is_named_as_duplicate() -> None:
    world = World()
    first = world.saved(ANNA)
    scan = world.container.scans.get(ANNA, world.scanned(ANNA, PAPER + b" copied"))
    assert scan.reading is not None
    duplicate = next(check for check in scan.reading.checks if check.id == "duplicate_business")
    assert duplicate.failed
    assert first in duplicate.detail + str(duplicate.found)


def test_the_next_bill_of_the_same_seller_is_no_duplicate() -> None:
    world = World()
    world.saved(ANNA)
    record = world.container.invoices.save(ANNA, world.scanned(ANNA, PAPER + b"2"), CORRECTED)
    assert not [check for check in record.checks if check.failed and check.id.startswith("duplicate")]


def test_a_change_makes_the_next_version_and_is_remembered() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.later(minutes=5)
    record = world.container.invoices.replace(ANNA, invoice_id, CORRECTED, version=1)
    assert record.version == 2
    assert record.updated_at - record.created_at == timedelta(minutes=5)
    saved, edited = world.container.invoices.history(ANNA, invoice_id)
    assert (saved.action, edited.action) == ("saved", "edited")
    assert edited.values == {"invoice_number": ("R-1", "R-7")}


def test_a_change_to_an_old_version_is_stale_and_changes_nothing() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.container.invoices.replace(ANNA, invoice_id, CORRECTED, version=1)
    with pytest.raises(Stale):
        world.container.invoices.replace(ANNA, invoice_id, Invoice(), version=1)
    assert world.container.invoices.get(ANNA, invoice_id).invoice == CORRECTED


def test_a_disputed_invoice_put_right_is_reviewed() -> None:
    world = World()
    record = world.container.invoices.save(ANNA, world.scanned(ANNA), WRONG_SUM)
    assert world.container.invoices.replace(ANNA, record.id, INVOICE, version=1).status is RecordStatus.REVIEWED


def test_deleted_means_gone_with_document_scan_and_kept_answers() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    invoice_id = world.container.invoices.save(ANNA, scan_id).id
    answers = {"scan": scan_id, "save": invoice_id}
    for route, about in answers.items():
        world.idempotency.begin(ANNA, route, "k", fingerprint="f", run_for=timedelta(seconds=9))
        world.idempotency.finish(ANNA, route, "k", KeptResponse(200, {}, b"{}", about=about))
    world.container.invoices.delete(ANNA, invoice_id, version=1)
    for call in (
        lambda: world.container.invoices.get(ANNA, invoice_id),
        lambda: world.container.documents.link(ANNA, invoice_id),
        lambda: world.container.scans.get(ANNA, scan_id),
    ):
        with pytest.raises(NotFound):
            call()
    assert list(world.documents.walk_all_owners(Kind.INVOICE)) == []
    for route in answers:
        assert world.idempotency.begin(ANNA, route, "k", fingerprint="f", run_for=timedelta(seconds=9)) is None


def test_after_a_delete_the_same_file_can_be_handed_over_anew() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.container.invoices.delete(ANNA, invoice_id, version=1)
    assert world.saved(ANNA) != invoice_id


def test_a_stale_delete_deletes_nothing() -> None:
    world = World()
    invoice_id = world.saved(ANNA)
    world.container.invoices.replace(ANNA, invoice_id, CORRECTED, version=1)
    with pytest.raises(Stale):
        world.container.invoices.delete(ANNA, invoice_id, version=1)
    assert world.container.invoices.get(ANNA, invoice_id).version == 2


def test_not_found_for_another_owner() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    with pytest.raises(NotFound):
        world.container.invoices.save(BEN, scan_id)
    invoice_id = world.container.invoices.save(ANNA, scan_id).id
    invoices, documents = world.container.invoices, world.container.documents
    for call in (
        lambda: invoices.get(BEN, invoice_id),
        lambda: invoices.history(BEN, invoice_id),
        lambda: invoices.replace(BEN, invoice_id, Invoice(), version=1),
        lambda: invoices.delete(BEN, invoice_id, version=1),
        lambda: documents.link(BEN, invoice_id),
        lambda: documents.page_picture(BEN, invoice_id, 1),
    ):
        with pytest.raises(NotFound):
            call()
    assert invoices.list(BEN, Query(), limit=10, after=None).items == ()


@pytest.mark.parametrize("wrong", ["", "inv_1", "../../etc", "scn_" + "0" * 32, "inv_" + "0" * 32])
def test_an_id_that_is_none_is_not_found(wrong: str) -> None:
    with pytest.raises(NotFound):
        World().container.invoices.get(ANNA, wrong)
