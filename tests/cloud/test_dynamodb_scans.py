"""What is peculiar to scans in DynamoDB: claims that an older release has made by bytes, reader and version."""

import hashlib

import pytest

from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.table import DynamoTable, put
from app.domain import ids
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState
from tests.fakes import SettableClock
from tests.making import ANNA, a_scan

FREE = ScanQuota()


def scans_of(table: DynamoTable) -> DynamoScans:
    return DynamoScans(table, clock=SettableClock())


def older_key(scan: Scan) -> tuple[str, str]:
    work = "\0".join((scan.document.sha256, scan.reader, scan.reader_version))
    return f"O#{ANNA.key}#SF#{hashlib.sha256(work.encode()).hexdigest()}", "F"


def claims(table: DynamoTable, scan: Scan) -> list[bool]:
    """Whether there is one by the bytes, and one of the former kind."""
    keys = ((f"O#{ANNA.key}#SF#{scan.document.sha256}", "F"), older_key(scan))
    return [table.get(*key) is not None for key in keys]


def before_the_upgrade(table: DynamoTable, *given: Scan) -> DynamoScans:
    """The rows as the older release has left them."""
    scans = scans_of(table)
    for scan in given:
        scans.add(ANNA, scan, quota=FREE)
        table.delete_all([(f"O#{ANNA.key}#SF#{scan.document.sha256}", "F")])
        pk, sk = older_key(scan)
        table.write_one(put({"pk": pk, "sk": sk, "scan_id": scan.id}))
    table.delete_all([(f"O#{ANNA.key}#Q", "claims")])
    return scans_of(table)


@pytest.mark.parametrize("state", [ScanState.QUEUED, ScanState.DONE])
def test_a_document_handed_over_before_the_upgrade_is_known(table: DynamoTable, state: ScanState) -> None:
    many = [a_scan(content=f"bill {number}", reader_version="old", state=state) for number in range(120)]
    scans = before_the_upgrade(table, *many)
    assert claims(table, many[0]) == [False, True]
    for scan in (many[0], many[60], many[119]):
        handed_over = a_scan(reader_version="new").model_copy(update={"document": scan.document})
        assert scans.add(ANNA, handed_over, quota=FREE) == scan
    new = a_scan(content="new")
    assert scans.add(ANNA, new, quota=FREE) == new


def test_of_doubles_of_an_older_release_the_first_is_known_and_both_can_go(table: DynamoTable) -> None:
    first = a_scan(content="bill", reader_version="1", state=ScanState.DONE)
    second = a_scan(content="bill", reader_version="2", state=ScanState.DONE, at=first.created_at.replace(hour=13))
    scans = before_the_upgrade(table, second, first)
    assert scans.add(ANNA, a_scan(content="bill", reader_version="3"), quota=FREE) == first
    scans.delete(ANNA, second.id)
    assert scans.add(ANNA, a_scan(content="bill"), quota=FREE) == first
    scans.delete(ANNA, first.id)
    assert claims(table, first) == claims(table, second) == [False, False]
    third = a_scan(content="bill")
    assert scans.add(ANNA, third, quota=FREE) == third


def test_what_was_saved_before_the_upgrade_can_be_deleted_with_its_claim(table: DynamoTable) -> None:
    scan = a_scan(content="bill", state=ScanState.DONE)
    scans = before_the_upgrade(table, scan)
    scans.mark_saved(ANNA, scan.id, ids.invoice_id())
    scans.delete(ANNA, scan.id)
    assert claims(table, scan) == [False, False]


def test_a_claim_whose_scan_is_gone_is_taken_over(table: DynamoTable) -> None:
    scans, scan = scans_of(table), a_scan(content="bill")
    scans.add(ANNA, scan, quota=FREE)
    claim = table.get(f"O#{ANNA.key}#SF#{scan.document.sha256}", "F")
    assert claim is not None
    scans.delete(ANNA, scan.id)
    table.write_one(put(claim))  # as a migration that was overtaken by the delete would leave it
    second = a_scan(content="bill")
    assert scans.add(ANNA, second, quota=FREE) == second
    assert scans.add(ANNA, a_scan(content="bill"), quota=FREE) == second
