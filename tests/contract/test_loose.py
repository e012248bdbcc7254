"""What every `LooseDocuments` promises, and what those that remove records promise of it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain import ids
from app.domain.errors import InvalidInput, NotFound
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import ScanState
from app.ports import Key, Kind, LooseDocuments, StoredObject
from tests.contract.conftest import Records
from tests.making import ANNA, BEN, a_record, a_scan

SEEN = datetime(2026, 11, 2, 12, 30, 15, 123456, tzinfo=UTC)


def a_key() -> Key:
    return Key(Kind.INVOICE, ids.invoice_id())


def noted(loose: LooseDocuments, owner: Owner, key: Key | None = None) -> StoredObject:
    found = StoredObject(owner.key, key or a_key(), 42, SEEN)
    assert loose.note(owner.key, found)
    return found


def keys(walk: Iterator[StoredObject]) -> set[tuple[str, Key]]:
    return {(stored.owner_key, stored.key) for stored in walk}


def test_what_was_found_is_shown_to_its_owner_as_it_was(records: Records) -> None:
    found = noted(records.loose, ANNA)
    assert records.loose.get(ANNA, found.key) == found
    assert records.loose.list(ANNA, limit=10, after=None) == ((found,), None)
    assert list(records.loose.found_all_owners()) == [found]
    assert not records.loose.is_dropped(ANNA.key, found.key)


def test_it_is_noted_once(records: Records) -> None:
    found = noted(records.loose, ANNA)
    assert not records.loose.note(ANNA.key, found)
    records.loose.drop(ANNA, found.key)
    assert not records.loose.note(ANNA.key, found), "what is decided is not found again"


def test_another_owner_sees_nothing_and_decides_nothing(records: Records) -> None:
    found = noted(records.loose, ANNA)
    assert records.loose.list(BEN, limit=10, after=None) == ((), None)
    with pytest.raises(NotFound):
        records.loose.get(BEN, found.key)
    records.loose.drop(BEN, found.key)
    records.loose.forget(BEN.key, found.key)
    assert records.loose.get(ANNA, found.key) == found
    assert not records.loose.is_dropped(ANNA.key, found.key)


@pytest.mark.parametrize("name", ["", "inv_1", "x'; DROP TABLE loose_documents; --"])
def test_what_was_not_found_is_not_there(records: Records, name: str) -> None:
    with pytest.raises(NotFound):
        records.loose.get(ANNA, Key(Kind.INVOICE, name))
    assert not records.loose.is_dropped(ANNA.key, Key(Kind.INVOICE, name))


def test_a_long_list_comes_in_parts(records: Records) -> None:
    wanted = {noted(records.loose, ANNA).key for _ in range(5)}
    noted(records.loose, BEN)
    records.loose.drop(ANNA, a_key())
    seen: list[Key] = []
    after: str | None = None
    while True:
        part, after = records.loose.list(ANNA, limit=2, after=after)
        assert len(part) <= 2
        seen += [stored.key for stored in part]
        if after is None:
            break
    assert len(seen) == 5 and set(seen) == wanted
    with pytest.raises(InvalidInput):
        records.loose.list(ANNA, limit=2, after="AAAA")


def test_what_is_dropped_is_no_longer_shown_and_is_remembered_until_it_is_forgotten(records: Records) -> None:
    found, never_found = noted(records.loose, ANNA), a_key()
    for key in (found.key, found.key, never_found):
        records.loose.drop(ANNA, key)
    with pytest.raises(NotFound):
        records.loose.get(ANNA, found.key)
    assert records.loose.list(ANNA, limit=10, after=None) == ((), None)
    assert keys(records.loose.dropped_all_owners()) == {(ANNA.key, found.key), (ANNA.key, never_found)}
    assert list(records.loose.found_all_owners()) == []
    assert records.loose.is_dropped(ANNA.key, found.key)
    for key in (found.key, found.key, never_found):
        records.loose.forget(ANNA.key, key)
    assert list(records.loose.dropped_all_owners()) == []
    assert not records.loose.is_dropped(ANNA.key, found.key)


# ---- those that remove records ---------------------------------------------------------------------------------------


def test_a_deleted_scan_leaves_the_decision_that_its_document_goes(records: Records) -> None:
    scan, other = a_scan(state=ScanState.DONE), a_scan(state=ScanState.FAILED)
    for each in (scan, other):
        records.scans.add(ANNA, each, quota=ScanQuota())
    records.scans.delete(BEN, scan.id)
    records.scans.delete(ANNA, ids.scan_id())
    assert list(records.loose.dropped_all_owners()) == [], "nothing was removed"
    records.scans.delete(ANNA, scan.id)
    assert keys(records.loose.dropped_all_owners()) == {(ANNA.key, Key(Kind.SCAN, scan.id))}


def test_a_deleted_invoice_leaves_the_decision_that_its_document_goes(records: Records) -> None:
    record, other = a_record(), a_record()
    for each in (record, other):
        records.invoices.begin(ANNA, each)
        records.invoices.store(ANNA, each.id)
    assert not records.invoices.take_back(ANNA, record.id)
    with pytest.raises(NotFound):
        records.invoices.delete(BEN, record.id, version=None)
    assert list(records.loose.dropped_all_owners()) == [], "nothing was removed"
    records.invoices.delete(ANNA, record.id, version=1)
    assert keys(records.loose.dropped_all_owners()) == {(ANNA.key, Key(Kind.INVOICE, record.id))}


def test_a_save_that_is_taken_back_leaves_the_decision_that_its_copy_goes(records: Records) -> None:
    record = a_record()
    records.invoices.begin(ANNA, record)
    assert records.invoices.take_back(ANNA, record.id)
    assert not records.invoices.take_back(ANNA, record.id)
    assert keys(records.loose.dropped_all_owners()) == {(ANNA.key, Key(Kind.INVOICE, record.id))}


def test_a_row_that_said_found_says_that_it_goes_when_its_record_is_deleted(records: Records) -> None:
    """As after a database was put back and exchanged again."""
    record = a_record()
    records.invoices.begin(ANNA, record)
    records.invoices.store(ANNA, record.id)
    noted(records.loose, ANNA, Key(Kind.INVOICE, record.id))
    records.invoices.delete(ANNA, record.id, version=1)
    assert records.loose.is_dropped(ANNA.key, Key(Kind.INVOICE, record.id))
