"""Words of pages are kept as long as their document, and for its owner alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.page_words import SqlitePageWords
from app.adapters.sqlite.scans import SqliteScans
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState
from tests.fakes import SettableClock
from tests.making import ANNA, BEN, a_record, a_scan

WORDS = b'[{"number":1}]' * 20


class Kept:
    def __init__(self, database: SqliteDatabase) -> None:
        self.words = SqlitePageWords(database, most_pages=3)
        self.scans = SqliteScans(database, clock=SettableClock())
        self.invoices = SqliteInvoices(database)

    def scan(self) -> Scan:
        scan = self.scans.add(ANNA, a_scan(), quota=ScanQuota())
        self.put(scan)
        return scan

    def put(self, scan: Scan, page: int = 1) -> None:
        self.words.put(ANNA, scan.document.sha256, page, version="1", words=WORDS)

    def get(self, scan: Scan, page: int = 1, version: str = "1") -> bytes | None:
        return self.words.get(ANNA, scan.document.sha256, page, version=version)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    database = SqliteDatabase.open(tmp_path / "invoices.db")
    yield Kept(database)
    database.close()


def test_words_come_back_for_their_page_and_version_alone(kept: Kept) -> None:
    scan = kept.scan()
    assert kept.get(scan) == WORDS
    assert kept.get(scan, page=2) is None
    assert kept.get(scan, version="2") is None


def test_another_owner_of_the_same_bytes_learns_nothing(kept: Kept) -> None:
    scan = kept.scan()
    assert kept.words.get(BEN, scan.document.sha256, 1, version="1") is None
    kept.words.put(BEN, scan.document.sha256, 1, version="1", words=WORDS)  # who has no such document keeps none
    assert kept.words.get(BEN, scan.document.sha256, 1, version="1") is None


def test_words_go_with_the_last_document_of_their_bytes(kept: Kept) -> None:
    scan = kept.scan()
    record = a_record(scan_id=scan.id).model_copy(update={"document": scan.document})
    kept.invoices.begin(ANNA, record)
    kept.scans.delete(ANNA, scan.id)
    assert kept.get(scan) == WORDS
    kept.invoices.delete(ANNA, record.id, version=None)
    assert kept.get(scan) is None


def test_words_of_a_cancelled_scan_are_forgotten(kept: Kept) -> None:
    scan = kept.scan()
    kept.scans.advance(ANNA, scan.model_copy(update={"state": ScanState.CANCELLED}))
    assert kept.get(scan) is None
    kept.put(scan)  # the page was being looked at
    assert kept.get(scan) is None


def test_the_oldest_are_forgotten_when_there_are_too_many(kept: Kept) -> None:
    scan = kept.scan()
    for page in (2, 3, 4):
        kept.put(scan, page)
    assert [kept.get(scan, page) is not None for page in (1, 2, 3, 4)] == [False, True, True, True]
