"""What every `MarkStore` promises, beside documents and among records."""

from datetime import timedelta

from app.domain.installation import first_mark
from app.domain.quota import ScanQuota
from app.ports import MarkStore
from tests.contract.conftest import Records
from tests.making import ANNA, NOON, a_record, a_scan


def test_a_mark_comes_back_as_it_was_written(marks: MarkStore) -> None:
    assert marks.read() is None
    first = first_mark(NOON + timedelta(microseconds=123456))
    assert marks.write(first, over=None)
    assert marks.read() == first
    second = first.next(NOON + timedelta(days=1))
    assert marks.write(second, over=first)
    assert marks.read() == second


def test_a_mark_is_written_over_the_one_that_was_seen_alone(marks: MarkStore) -> None:
    first, other = first_mark(NOON), first_mark(NOON)
    assert marks.write(first, over=None)
    assert not marks.write(other, over=None)
    second = first.next(NOON)
    assert marks.write(second, over=first)
    assert not marks.write(first.next(NOON + timedelta(hours=1)), over=first)
    assert not marks.write(other, over=other)
    assert marks.read() == second


def test_records_are_empty_until_somebody_has_a_scan(records: Records) -> None:
    assert records.mark.is_empty()
    records.mark.write(first_mark(NOON), over=None)
    assert records.mark.is_empty(), "a mark alone is no record"
    records.scans.add(ANNA, a_scan(), quota=ScanQuota())
    assert not records.mark.is_empty()


def test_records_are_not_empty_as_long_as_somebody_has_an_invoice(records: Records) -> None:
    records.invoices.begin(ANNA, record := a_record())
    assert not records.mark.is_empty()
    records.invoices.store(ANNA, record.id)
    assert not records.mark.is_empty()
