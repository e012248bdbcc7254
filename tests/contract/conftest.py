"""Every port with every adapter of it. A new adapter joins by its name in the list of its fixture."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.file_documents import FileDocuments
from app.adapters.sqlite_database import SqliteDatabase
from app.adapters.sqlite_idempotency import SqliteIdempotency
from app.adapters.sqlite_invoices import SqliteInvoices
from app.adapters.sqlite_jobs import SqliteJobs
from app.adapters.sqlite_scans import SqliteScans
from app.ports import DocumentStore, IdempotencyStore, InvoiceRepository, JobQueue, ScanRepository
from tests.fakes import (
    FakeDocumentStore,
    FakeIdempotencyStore,
    FakeInvoiceRepository,
    FakeJobQueue,
    FakeScanRepository,
    SettableClock,
)

ADAPTERS = ["fake", "local"]


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase.open(tmp_path / "data" / "invoices.db")
    yield opened
    opened.close()


@pytest.fixture(params=ADAPTERS)
def documents(request: pytest.FixtureRequest, tmp_path: Path, clock: SettableClock) -> DocumentStore:
    if request.param == "fake":
        return FakeDocumentStore(clock)
    return FileDocuments(tmp_path / "documents", base_url="http://127.0.0.1:8000", secret=b"s" * 32, clock=clock)


@pytest.fixture(params=ADAPTERS)
def scans(request: pytest.FixtureRequest, database: SqliteDatabase, clock: SettableClock) -> ScanRepository:
    return FakeScanRepository(clock) if request.param == "fake" else SqliteScans(database, clock=clock)


@pytest.fixture(params=ADAPTERS)
def invoices(request: pytest.FixtureRequest, database: SqliteDatabase) -> InvoiceRepository:
    return FakeInvoiceRepository() if request.param == "fake" else SqliteInvoices(database)


@pytest.fixture(params=ADAPTERS)
def jobs(request: pytest.FixtureRequest, database: SqliteDatabase, clock: SettableClock) -> JobQueue:
    return FakeJobQueue(clock) if request.param == "fake" else SqliteJobs(database, clock=clock)


@pytest.fixture(params=ADAPTERS)
def idempotency(request: pytest.FixtureRequest, database: SqliteDatabase, clock: SettableClock) -> IdempotencyStore:
    return FakeIdempotencyStore(clock) if request.param == "fake" else SqliteIdempotency(database, clock=clock)
