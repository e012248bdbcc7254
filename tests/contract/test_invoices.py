"""What every `InvoiceRepository` promises about keeping; finding is in `test_invoice_lists.py`."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from app.domain import ids
from app.domain.checks import Check, Outcome
from app.domain.corrections import changes
from app.domain.errors import NotFound, Stale, StorageFull
from app.domain.invoice import MAX_LINES, Account, Invoice, Line, Payment
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.reading import Evidence, Source
from app.domain.record import Change, Query, Record, RecordStatus, StatsRow
from app.ports import ALIKE, InvoiceRepository
from tests.making import ANNA, BEN, NOON, a_record, an_invoice


def saved(invoices: InvoiceRepository, record: Record, owner: Owner = ANNA) -> Record:
    invoices.begin(owner, record)
    return invoices.store(owner, record.id)


def changed(record: Record, invoice: Invoice, **values: object) -> tuple[Record, Change]:
    version, at = record.version + 1, record.updated_at + timedelta(minutes=1)
    after = record.model_copy(update={"version": version, "invoice": invoice, "updated_at": at, **values})
    return after, Change(version=version, at=at, action="edited", values={"amounts.gross": ("1.00", None)})


def found(invoices: InvoiceRepository, text: str, owner: Owner = ANNA) -> list[str]:
    return [item.id for item in invoices.list(owner, Query(text=text), limit=9, after=None).items]


# ---- save ------------------------------------------------------------------------------------------------------------


def test_a_record_comes_back_whole(invoices: InvoiceRepository) -> None:
    invoice = an_invoice(
        seller="Ünïcode & Söhne <b>", number="R\u202e-1", issued="2026-02-28", gross="12345678901234567890.0123456789"
    )
    record = a_record(invoice, failed=("iban", "tax_sum"), file_name="bill.pdf", status=RecordStatus.DISPUTED)
    assert saved(invoices, record) == record
    kept = invoices.get(ANNA, record.id)
    assert kept == record
    assert str(kept.invoice.amounts.gross) == "12345678901234567890.0123456789"


@pytest.mark.parametrize("gross", ["0.10", "-0.00", "100", "-99999999999999999999.9999999999", "0.0000000001"])
def test_amounts_come_back_digit_by_digit(invoices: InvoiceRepository, gross: str) -> None:
    record = saved(invoices, a_record(an_invoice(gross=gross)))
    assert str(invoices.get(ANNA, record.id).invoice.amounts.gross) == str(Decimal(gross))


def test_a_pending_record_is_seen_by_nobody(invoices: InvoiceRepository) -> None:
    record = a_record(an_invoice(seller="Nordlicht", number="R-1"), content="bill")
    assert invoices.begin(ANNA, record) == record
    assert not invoices.is_stored(ANNA, record.id)
    for look in (invoices.get, invoices.history):
        with pytest.raises(NotFound):
            look(ANNA, record.id)
    with pytest.raises(NotFound):
        invoices.replace(ANNA, *changed(record, record.invoice))
    assert invoices.list(ANNA, Query(), limit=9, after=None).items == ()
    assert list(invoices.records(ANNA, Query())) == []
    assert list(invoices.records_of(ANNA, [record.id])) == []
    assert list(invoices.stored_all_owners()) == []
    assert found(invoices, "nordlicht") == []
    assert invoices.same_file(ANNA, record.document.sha256, other_than=None) == ()
    assert invoices.same_business(ANNA, seller="Nordlicht", number="R-1", other_than=None) == ()
    assert invoices.stats(ANNA) == ()


def test_storing_shows_the_record_and_again_is_fine(invoices: InvoiceRepository) -> None:
    record = a_record(an_invoice(seller="Nordlicht"))
    invoices.begin(ANNA, record)
    assert invoices.store(ANNA, record.id) == invoices.store(ANNA, record.id) == record
    assert invoices.is_stored(ANNA, record.id)
    assert found(invoices, "nordlicht") == [record.id]
    assert [row.count for row in invoices.stats(ANNA)] == [1]
    assert len(invoices.history(ANNA, record.id)) == 1


def test_storing_what_was_never_begun_or_is_gone_is_not_found(invoices: InvoiceRepository) -> None:
    record = a_record()
    with pytest.raises(NotFound):
        invoices.store(ANNA, record.id)
    invoices.begin(ANNA, record)
    invoices.delete(ANNA, record.id, version=None)
    with pytest.raises(NotFound):
        invoices.store(ANNA, record.id)


def test_a_scan_gives_one_record_pending_or_stored(invoices: InvoiceRepository) -> None:
    first = a_record(an_invoice(gross="1.00"))
    second = a_record(an_invoice(gross="2.00"), scan_id=first.scan_id)
    invoices.begin(ANNA, first)
    assert invoices.begin(ANNA, second) == first
    invoices.store(ANNA, first.id)
    assert invoices.begin(ANNA, second) == first
    with pytest.raises(NotFound):
        invoices.store(ANNA, second.id)
    invoices.delete(ANNA, first.id, version=None)
    assert invoices.begin(ANNA, second) == second


def test_a_scan_saved_many_times_at_once_is_one_record(invoices: InvoiceRepository) -> None:
    scan_id = ids.scan_id()

    def save(_: int) -> str:
        kept = invoices.begin(ANNA, a_record(scan_id=scan_id))
        return invoices.store(ANNA, kept.id).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(save, range(16)))) == 1
    assert len(list(invoices.records(ANNA, Query()))) == 1
    assert [row.count for row in invoices.stats(ANNA)] == [1]


def test_another_owners_invoice_is_not_found(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record(an_invoice(seller="Nordlicht", number="R-1")))
    for look in (invoices.get, invoices.history, invoices.store):
        with pytest.raises(NotFound):
            look(BEN, record.id)
    with pytest.raises(NotFound):
        invoices.replace(BEN, *changed(record, record.invoice))
    with pytest.raises(NotFound):
        invoices.delete(BEN, record.id, version=None)
    assert not invoices.is_stored(BEN, record.id)
    assert invoices.same_file(BEN, record.document.sha256, other_than=None) == ()
    assert invoices.same_business(BEN, seller="Nordlicht", number="R-1", other_than=None) == ()
    assert invoices.accounts_of(BEN, seller="Nordlicht", before=NOON + timedelta(days=9)) == ()
    assert list(invoices.records(BEN, Query())) == []
    assert list(invoices.records_of(BEN, [record.id])) == []
    assert found(invoices, "nordlicht", BEN) == []
    assert invoices.stats(BEN) == ()
    assert invoices.get(ANNA, record.id) == record


def test_another_owner_may_keep_the_same_scan_id(invoices: InvoiceRepository) -> None:
    hers = saved(invoices, a_record())
    his = a_record(scan_id=hers.scan_id)
    assert saved(invoices, his, BEN) == his


# ---- change ----------------------------------------------------------------------------------------------------------


def test_a_change_shows_in_everything(invoices: InvoiceRepository) -> None:
    before = saved(
        invoices, a_record(an_invoice(seller="Nordlicht", issued="2026-10-01", gross="1.00"), failed=("iban",))
    )
    invoice = an_invoice(seller="Südwind", issued="2026-11-01", gross="2.50", currency="EUR")
    after, change = changed(before, invoice, checks=(), status=RecordStatus.NEEDS_REVIEW)
    invoices.replace(ANNA, after, change)

    assert invoices.get(ANNA, before.id) == after
    assert invoices.list(ANNA, Query(), limit=9, after=None).items == (after.summary(),)
    assert found(invoices, "nordlicht") == []
    assert found(invoices, "sudwind") == [before.id]
    assert [row.month for row in invoices.stats(ANNA)] == ["2026-11"]
    for query in (Query(failed_check="iban"), Query(status=RecordStatus.REVIEWED), Query(date_to=date(2026, 10, 31))):
        assert invoices.list(ANNA, query, limit=9, after=None).items == ()


def test_the_history_begins_with_the_save(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record())
    second, first_change = changed(record, an_invoice(gross="2.00"))
    invoices.replace(ANNA, second, first_change)
    third, second_change = changed(second, an_invoice(gross="3.00"))
    invoices.replace(ANNA, third, second_change)
    beginning, *changes = invoices.history(ANNA, record.id)
    assert (beginning.version, beginning.action, beginning.at) == (1, "saved", record.created_at)
    assert changes == [first_change, second_change]


@pytest.mark.parametrize("version", [1, 3, 9])
def test_a_change_of_another_version_is_stale(invoices: InvoiceRepository, version: int) -> None:
    record = saved(invoices, a_record())
    wrong, change = changed(record, an_invoice(gross="2.00"))
    with pytest.raises(Stale):
        invoices.replace(ANNA, wrong.model_copy(update={"version": version}), change)
    assert invoices.get(ANNA, record.id) == record
    assert len(invoices.history(ANNA, record.id)) == 1


def test_f26_of_two_changes_at_once_one_is_kept(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record())

    def edit(number: int) -> bool:
        try:
            invoices.replace(ANNA, *changed(record, an_invoice(gross=f"{number}.00")))
        except Stale:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(edit, range(8)))
    assert won.count(True) == 1
    assert invoices.get(ANNA, record.id).invoice == an_invoice(gross=f"{won.index(True)}.00")
    assert len(invoices.history(ANNA, record.id)) == 2


# ---- delete ----------------------------------------------------------------------------------------------------------


def test_what_is_deleted_is_gone_from_everything(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record(an_invoice(seller="Nordlicht", number="R-1", gross="1.00")))
    assert invoices.delete(ANNA, record.id, version=1) == record
    for look in (invoices.get, invoices.history, invoices.store):
        with pytest.raises(NotFound):
            look(ANNA, record.id)
    with pytest.raises(NotFound):
        invoices.delete(ANNA, record.id, version=None)
    assert not invoices.is_known(ANNA.key, record.id)
    assert found(invoices, "nordlicht") == []
    assert invoices.stats(ANNA) == ()
    assert invoices.same_file(ANNA, record.document.sha256, other_than=None) == ()
    assert invoices.same_business(ANNA, seller="Nordlicht", number="R-1", other_than=None) == ()


def test_a_delete_of_another_version_is_stale(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record())
    with pytest.raises(Stale):
        invoices.delete(ANNA, record.id, version=2)
    assert invoices.get(ANNA, record.id) == record


def test_what_is_saved_after_a_delete_is_found(invoices: InvoiceRepository) -> None:
    first, kept = (saved(invoices, a_record(an_invoice(seller="Nordlicht"))) for _ in range(2))
    invoices.delete(ANNA, first.id, version=None)
    new = saved(invoices, a_record(an_invoice(seller="Nordlicht")))
    assert sorted(found(invoices, "nord")) == sorted([kept.id, new.id])


# ---- duplicates ------------------------------------------------------------------------------------------------------


def a_double(invoices: InvoiceRepository, of: Record) -> Record:
    """A second invoice of the same bytes, as older releases have kept them."""
    record = saved(invoices, a_record(content="a double"))
    after, change = changed(record, record.invoice, document=of.document)
    invoices.replace(ANNA, after, change)
    return after


@pytest.mark.parametrize("stored", [False, True])
def test_of_the_same_bytes_one_invoice_is_kept(invoices: InvoiceRepository, stored: bool) -> None:
    first = a_record(content="bill")
    invoices.begin(ANNA, first)
    if stored:
        invoices.store(ANNA, first.id)
    second = a_record(content="bill")
    assert invoices.begin(ANNA, second) == first
    assert not invoices.is_known(ANNA.key, second.id)
    assert invoices.begin(BEN, second) == second
    if stored:
        invoices.delete(ANNA, first.id, version=None)
    else:
        invoices.take_back(ANNA, first.id)
    assert invoices.begin(ANNA, second) == second


def test_of_the_same_bytes_at_once_one_invoice_is_kept(invoices: InvoiceRepository) -> None:
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda _: invoices.begin(ANNA, a_record(content="bill")).id, range(16)))
    assert len(set(kept)) == 1


def test_doubles_of_an_older_release_stay_and_each_is_found_by_its_scan(invoices: InvoiceRepository) -> None:
    one = saved(invoices, a_record(content="bill"))
    two = a_double(invoices, one)
    for record in (one, two):
        assert invoices.begin(ANNA, record.model_copy(update={"id": ids.invoice_id()})) == record
    invoices.delete(ANNA, two.id, version=None)
    assert invoices.begin(ANNA, a_record(content="bill")) == one
    three = a_double(invoices, one)
    invoices.delete(ANNA, one.id, version=None)
    assert invoices.begin(ANNA, a_record(content="bill")) == three


def test_the_same_file_is_found_but_not_as_its_own_duplicate(invoices: InvoiceRepository) -> None:
    one = saved(invoices, a_record(content="bill"))
    two = a_double(invoices, one)
    saved(invoices, a_record(content="another bill"))
    assert set(invoices.same_file(ANNA, one.document.sha256, other_than=None)) == {one.id, two.id}
    assert invoices.same_file(ANNA, one.document.sha256, other_than=one.id) == (two.id,)


def paid_to(*numbers: str, seller: str = "Nordlicht", at: datetime = NOON, **values: object) -> Record:
    accounts = tuple(Account(iban=number) for number in numbers)
    invoice = an_invoice(seller=seller).model_copy(update={"payment": Payment(accounts=accounts)})
    return a_record(invoice, at=at, **values)


def test_accounts_of_a_seller_are_those_of_earlier_invoices(invoices: InvoiceRepository) -> None:
    for day, number in enumerate(("DE89 3704 0044 0532 0130 00", "NL91ABNA0417164300", "DE89370400440532013000")):
        saved(invoices, paid_to(number, at=NOON + timedelta(days=day)))
    saved(invoices, paid_to("FR1", seller="Another"))
    saved(invoices, paid_to("GB1"), BEN)
    invoices.begin(ANNA, paid_to("PENDING1"))
    for seller in ("Nordlicht", "NORD-LICHT."):
        known = invoices.accounts_of(ANNA, seller=seller, before=NOON + timedelta(days=9))
        assert sorted(known) == ["DE89370400440532013000", "NL91ABNA0417164300"]
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=NOON + timedelta(hours=1)) == (
        "DE89370400440532013000",
    )
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=NOON) == ()
    assert invoices.accounts_of(ANNA, seller="***", before=NOON + timedelta(days=9)) == ()


def test_an_account_on_what_nobody_has_looked_at_is_not_known(invoices: InvoiceRepository) -> None:
    later = NOON + timedelta(days=9)
    record = saved(invoices, paid_to("XX11", status=RecordStatus.NEEDS_REVIEW))
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ()
    reviewed, change = changed(record, record.invoice, status=RecordStatus.REVIEWED)
    invoices.replace(ANNA, reviewed, change)
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ("XX11",)
    other = reviewed.invoice.model_copy(update={"payment": Payment(accounts=(Account(number="12-34"),))})
    again, change = changed(reviewed, other)
    invoices.replace(ANNA, again, change)
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ("1234",)
    invoices.delete(ANNA, record.id, version=3)
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ()


def test_an_account_in_doubt_is_not_known_until_somebody_has_looked_at_it(
    invoices: InvoiceRepository,
) -> None:
    later = NOON + timedelta(days=9)
    path = "payment.accounts.0.iban"
    doubt = Check(id="bank_changed", outcome=Outcome.FAILED, detail="another account", fields=(path,))
    draft = paid_to("XX11", status=RecordStatus.DISPUTED)
    unseen = Evidence(source=Source.TEXT, confidence=0.95, looked_at=False)
    record = saved(invoices, draft.model_copy(update={"checks": (doubt,), "evidence": {path: unseen}}))
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ()
    seen = unseen.model_copy(update={"looked_at": True})
    after, change = changed(record, record.invoice, evidence={path: seen})
    invoices.replace(ANNA, after, change)
    assert invoices.accounts_of(ANNA, seller="Nordlicht", before=later) == ("XX11",)


def test_what_was_looked_at_is_kept_in_the_record_and_its_history(invoices: InvoiceRepository) -> None:
    unseen = Evidence(source=Source.TEXT, confidence=0.95, looked_at=False)
    evidence = {
        "invoice_number": unseen.model_copy(update={"looked_at": True}),
        "amounts.gross": unseen,
        "amounts.net": Evidence(source=Source.TEXT),
    }
    record = saved(invoices, a_record(an_invoice()).model_copy(update={"evidence": evidence}))
    assert invoices.get(ANNA, record.id).evidence == evidence
    (first,) = invoices.history(ANNA, record.id)
    assert (first.looked_at, first.not_looked_at) == (("invoice_number",), None)
    after, change = changed(record, record.invoice)
    change = change.model_copy(update={"looked_at": ("amounts",), "not_looked_at": 0})
    invoices.replace(ANNA, after, change)
    assert invoices.history(ANNA, record.id)[-1] == change


def test_the_same_business_is_letters_and_digits_alone(invoices: InvoiceRepository) -> None:
    record = saved(invoices, a_record(an_invoice(seller="Müller & Söhne GmbH", number="RE-2026/0815")))
    for seller, number in (("MULLER SOHNE GMBH", "re 2026 0815"), ("Müller & Söhne GmbH", "RE20260815")):
        assert invoices.same_business(ANNA, seller=seller, number=number, other_than=None) == (record,)
        assert invoices.same_business(ANNA, seller=seller, number=number, other_than=record.id) == ()
    for seller, number in (
        ("Müller GmbH", "RE-2026/0815"),
        ("Müller & Söhne GmbH", "RE-2026/081"),
        ("", ""),
        ("-", "/"),
    ):
        assert invoices.same_business(ANNA, seller=seller, number=number, other_than=None) == ()


def test_of_many_with_the_same_number_some_are_told(invoices: InvoiceRepository) -> None:
    kept = {saved(invoices, a_record(an_invoice(seller="Nordlicht", number="1"))).id for _ in range(ALIKE + 3)}
    found = invoices.same_business(ANNA, seller="Nordlicht", number="1", other_than=None)
    assert len(found) == ALIKE
    assert {record.id for record in found} < kept


def test_signs_alone_are_the_same_as_nothing(invoices: InvoiceRepository) -> None:
    saved(invoices, a_record(an_invoice(seller="***", number="--")))
    assert invoices.same_business(ANNA, seller="***", number="--", other_than=None) == ()


# ---- totals ----------------------------------------------------------------------------------------------------------


def test_totals_are_exact_by_month_seller_and_currency(invoices: InvoiceRepository) -> None:
    for gross, issued, seller, currency in (
        ("0.10", "2026-01-31", "A", "EUR"),
        ("0.20", "2026-01-01", "A", "EUR"),
        ("-5.00", "2026-01-01", "A", "USD"),
        ("12345678901234567890.0123456789", "2026-02-01", "A", "EUR"),
        ("99999999999999999999.9999999999", "2026-02-01", "A", "EUR"),
        (None, None, None, None),
        ("7.00", None, "B", "EUR"),
    ):
        saved(invoices, a_record(an_invoice(gross=gross, net=gross, issued=issued, seller=seller, currency=currency)))
    saved(invoices, a_record(an_invoice(gross="1000.00")), BEN)
    rows = {(row.month, row.seller, row.currency): row for row in invoices.stats(ANNA)}
    zero = Decimal(0)
    january = StatsRow(
        month="2026-01", seller="A", currency="EUR", count=2, net=Decimal("0.30"), tax=zero, gross=Decimal("0.30")
    )
    assert rows["2026-01", "A", "EUR"] == january
    assert rows["2026-01", "A", "USD"].gross == Decimal("-5.00")
    assert rows["2026-02", "A", "EUR"].gross == Decimal("112345678901234567890.0123456788")
    assert rows[None, None, None] == StatsRow(
        month=None, seller=None, currency=None, count=1, net=zero, tax=zero, gross=zero
    )
    assert rows[None, "B", "EUR"].count == 1
    assert len(rows) == 5


def test_totals_that_are_right_stay_as_they_are(invoices: InvoiceRepository) -> None:
    for gross, seller in (("0.10", "A"), ("12345678901234567890.0123456789", "A"), (None, None), ("-7", "B")):
        saved(invoices, a_record(an_invoice(gross=gross, seller=seller)))
    saved(invoices, a_record(an_invoice(gross="1000.00")), BEN)
    gone = saved(invoices, a_record(an_invoice(gross="3", seller="C")))
    invoices.delete(ANNA, gone.id, version=None)
    before = invoices.stats(ANNA)
    assert invoices.recount(ANNA, mend=False)
    assert invoices.recount(ANNA, mend=True)
    assert invoices.recount(Owner("nobody", "nobody"), mend=True)
    assert invoices.stats(ANNA) == before


# ---- sweeping --------------------------------------------------------------------------------------------------------


def test_the_sweeper_sees_old_pending_records_of_all_owners(invoices: InvoiceRepository) -> None:
    hers, his = a_record(at=NOON - timedelta(hours=1)), a_record(at=NOON - timedelta(hours=1))
    invoices.begin(ANNA, hers)
    invoices.begin(BEN, his)
    invoices.begin(ANNA, a_record(at=NOON))
    saved(invoices, a_record(at=NOON - timedelta(hours=1)))
    pending = {(owner, record.id) for owner, record in invoices.pending_all_owners(before=NOON)}
    assert pending == {(ANNA, hers.id), (BEN, his.id)}


def test_f53_the_sweeper_sees_pending_records_of_a_time_to_come(invoices: InvoiceRepository) -> None:
    ahead = a_record(at=NOON + timedelta(days=40))
    invoices.begin(ANNA, ahead)
    invoices.begin(ANNA, a_record(at=NOON))
    assert list(invoices.pending_all_owners(before=NOON)) == []
    found = invoices.pending_all_owners(before=NOON, after=NOON + timedelta(minutes=1))
    assert [record.id for _, record in found] == [ahead.id]


def test_the_sweeper_may_end_records_while_it_walks(invoices: InvoiceRepository) -> None:
    for _ in range(410):
        invoices.begin(ANNA, a_record())
    for number, (owner, record) in enumerate(invoices.pending_all_owners(before=NOON + timedelta(seconds=1))):
        if number % 2:
            invoices.store(owner, record.id)
        else:
            invoices.delete(owner, record.id, version=None)
    assert list(invoices.pending_all_owners(before=NOON + timedelta(seconds=1))) == []
    assert len(list(invoices.stored_all_owners())) == 205


def test_the_doctor_sees_every_stored_record(invoices: InvoiceRepository) -> None:
    hers, his = saved(invoices, a_record()), saved(invoices, a_record(), BEN)
    assert sorted(invoices.stored_all_owners(), key=lambda found: found[0].subject) == [(ANNA, hers), (BEN, his)]


def test_what_is_pending_can_be_taken_back_and_what_is_stored_cannot(invoices: InvoiceRepository) -> None:
    pending, stored = a_record(), a_record()
    for record in (pending, stored):
        invoices.begin(ANNA, record)
    invoices.store(ANNA, stored.id)
    assert not invoices.take_back(BEN, pending.id)
    assert invoices.take_back(ANNA, pending.id)
    assert not invoices.take_back(ANNA, pending.id)
    assert not invoices.take_back(ANNA, stored.id)
    assert invoices.get(ANNA, stored.id) == stored
    assert not invoices.is_known(ANNA.key, pending.id)
    again = pending.model_copy(update={"id": ids.invoice_id()})
    assert invoices.begin(ANNA, again) == again


def test_a_record_pending_or_stored_is_known(invoices: InvoiceRepository) -> None:
    pending, stored = a_record(), saved(invoices, a_record())
    invoices.begin(ANNA, pending)
    assert invoices.is_known(ANNA.key, pending.id)
    assert invoices.is_known(ANNA.key, stored.id)
    assert not invoices.is_known(BEN.key, stored.id)
    assert not invoices.is_known(ANNA.key, ids.invoice_id())


# ---- room ------------------------------------------------------------------------------------------------------------

SOME = ScanQuota(document_bytes=400_000)


def larger(record: Record, number: int) -> tuple[Record, Change]:
    """The next version with 100 kB of notes, and as much in its history."""
    notes = tuple(f"{number} {place}" + "n" * 9_900 for place in range(10))
    after, change = changed(record, record.invoice.model_copy(update={"notes": notes}))
    return after, change.model_copy(update={"values": {"notes.0": (None, "h" * 100_000)}})


def test_versions_and_their_history_count_among_the_bytes_of_an_owner(invoices: InvoiceRepository) -> None:
    before = saved(invoices, a_record())
    for number in range(3):
        after, change = larger(before, number)
        if number < 2:
            invoices.replace(ANNA, after, change, quota=SOME)
            before = after
            continue
        with pytest.raises(StorageFull) as refused:
            invoices.replace(ANNA, after, change, quota=SOME)
        assert refused.value.code == "storage-quota"
    assert invoices.get(ANNA, before.id) == before
    assert len(invoices.history(ANNA, before.id)) == 3
    other = saved(invoices, a_record(), BEN)
    invoices.replace(BEN, *larger(other, 1), quota=SOME)


def test_bytes_of_an_invoice_that_is_deleted_are_free_again(invoices: InvoiceRepository) -> None:
    for _ in range(3):
        before = saved(invoices, a_record())
        for number in range(2):
            after, change = larger(before, number)
            invoices.replace(ANNA, after, change, quota=SOME)
            before = after
        invoices.delete(ANNA, before.id, version=None)


def test_a_version_that_is_no_larger_is_taken_though_nothing_more_may_be_kept(invoices: InvoiceRepository) -> None:
    before = saved(invoices, a_record())
    after, change = larger(before, 1)
    invoices.replace(ANNA, after, change)
    smaller, short = changed(after, before.invoice)
    invoices.replace(ANNA, smaller, short, quota=ScanQuota(document_bytes=1))
    assert invoices.get(ANNA, before.id) == smaller


# ---- as long as they may be ------------------------------------------------------------------------------------------


def long_invoice(words: str) -> Invoice:
    """As many lines as an invoice may have; other words make every line another."""
    lines = (
        Line(
            line_no=str(number),
            description=f"{words} {hashlib.sha256(f'{words}{number}'.encode()).hexdigest()}",
            product_code=f"{words[:3]}-{number * 7919 % 100_003:06}",
            quantity=Decimal(number % 9 + 1),
            unit_price=Decimal(number),
            amount=Decimal((number % 9 + 1) * number),
        )
        for number in range(1, MAX_LINES + 1)
    )
    return an_invoice(seller="Nordlicht").model_copy(update={"lines": tuple(lines)})


def looked_at_in_part(record: Record) -> Record:
    """Somebody has looked at one value of every line, so that the history names each by itself."""
    looked = {f"lines.{line}.amount": Evidence(source=Source.USER, looked_at=True) for line in range(MAX_LINES)}
    others = {f"lines.{line}.description": Evidence(source=Source.TEXT) for line in range(MAX_LINES)}
    return record.model_copy(update={"evidence": looked | others})


def test_the_longest_invoice_is_saved_changed_and_deleted_with_its_history(invoices: InvoiceRepository) -> None:
    before = saved(invoices, looked_at_in_part(a_record(long_invoice("paper"))))
    first = Change.of_save(before)
    assert len(first.looked_at) == MAX_LINES
    after, change = changed(before, long_invoice("toner"))
    change = change.model_copy(update={"values": changes(before.invoice, after.invoice)})
    assert len(change.values) == 2 * MAX_LINES
    invoices.replace(ANNA, after, change)
    assert invoices.get(ANNA, before.id) == after
    assert invoices.history(ANNA, before.id) == (first, change)
    short, again = changed(after, an_invoice(seller="Nordlicht"))
    invoices.replace(ANNA, short, again)
    assert invoices.history(ANNA, before.id) == (first, change, again)
    assert invoices.delete(ANNA, before.id, version=3) == short
    with pytest.raises(NotFound):
        invoices.history(ANNA, before.id)
