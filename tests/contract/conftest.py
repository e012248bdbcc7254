"""Every port with every adapter of it. A new adapter joins by its name in the list of its fixture."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.adapters.aws.s3_documents import S3Documents
from app.adapters.aws.s3_exports import S3Exports
from app.adapters.aws.s3_mark import S3Mark
from app.adapters.aws.sqs_jobs import SqsJobs
from app.adapters.dynamodb.exports import DynamoExports
from app.adapters.dynamodb.idempotency import DynamoIdempotency
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.loose import DynamoLooseDocuments
from app.adapters.dynamodb.mark import DynamoMark
from app.adapters.dynamodb.outbox import DynamoOutbox
from app.adapters.dynamodb.rounds import DynamoRounds
from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.turns import DynamoTurns
from app.adapters.dynamodb.uploads import DynamoUploads
from app.adapters.dynamodb.walks import DynamoWalks
from app.adapters.files.documents import FileDocuments
from app.adapters.files.exports import FileExports
from app.adapters.files.mark import FileMark
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.mark import SqliteMark
from app.adapters.sqlite.outbox import SqliteOutbox
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.uploads import SqliteUploads
from app.ports import (
    DocumentStore,
    ExportFiles,
    ExportRepository,
    IdempotencyStore,
    InvoiceRepository,
    JobQueue,
    LooseDocuments,
    MarkStore,
    Outbox,
    RecordMarkStore,
    RoundBook,
    ScanRepository,
    TurnBook,
    UploadRepository,
    WalkBook,
)
from tests import aws
from tests.fakes import (
    FakeDocumentStore,
    FakeExportFiles,
    FakeExportRepository,
    FakeIdempotencyStore,
    FakeInvoiceRepository,
    FakeJobQueue,
    FakeLooseDocuments,
    FakeMark,
    FakeOutbox,
    FakeRoundBook,
    FakeScanRepository,
    FakeTurnBook,
    FakeUploadRepository,
    FakeWalkBook,
    SettableClock,
)

ADAPTERS = ["fake", "local", "aws"]

NOT_PROMISED = {
    "test_a_waiting_scan_put_again_is_one_delivery[aws]": "SQS does not look for a message that waits already",
    "test_what_somebody_waits_for_comes_first[aws]": "what somebody waits for is read in the call there",
    "test_a_waiting_job_becomes_urgent_when_somebody_comes_for_it[aws]": "the same",
    "test_f50_owners_take_turns_however_much_one_of_them_has[aws]": "SQS alone knows its turns; it is told the owner",
    "test_the_delivered_are_forgotten_after_days_and_the_failed_later[aws]": "the table forgets by a time in each row",
    "test_an_owner_who_has_enough_jobs_at_work_is_passed_over[aws]": "the same",
}


@pytest.fixture(autouse=True)
def promised(request: pytest.FixtureRequest) -> None:
    if request.node.name in NOT_PROMISED:
        pytest.skip(NOT_PROMISED[request.node.name])


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> SettableClock:
    waits = "jobs" in request.fixturenames and request.node.name.endswith("[aws]")
    return aws.PassingClock() if waits else SettableClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase.open(tmp_path / "data" / "invoices.db")
    yield opened
    opened.close()


# ---- ports -----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[*ADAPTERS, "seaweedfs"])
def documents(request: pytest.FixtureRequest, tmp_path: Path, clock: SettableClock) -> DocumentStore:
    match request.param:
        case "fake":
            return FakeDocumentStore(clock)
        case "local":
            folder = tmp_path / "documents"
            return FileDocuments(folder, base_url="http://127.0.0.1:8000", secret=b"s" * 32, clock=clock)
        case _:
            clients = request.getfixturevalue("account" if request.param == "aws" else "second_s3")
            return S3Documents(clients, bucket=aws.new_bucket(clients), clock=clock)


@pytest.fixture(params=ADAPTERS)
def scans(request: pytest.FixtureRequest, clock: SettableClock) -> ScanRepository:
    match request.param:
        case "fake":
            return FakeScanRepository(clock)
        case "local":
            return SqliteScans(request.getfixturevalue("database"), clock=clock)
        case _:
            return DynamoScans(request.getfixturevalue("table"), clock=clock)


@pytest.fixture(params=ADAPTERS)
def uploads(request: pytest.FixtureRequest, clock: SettableClock) -> UploadRepository:
    match request.param:
        case "fake":
            return FakeUploadRepository()
        case "local":
            return SqliteUploads(request.getfixturevalue("database"))
        case _:
            return DynamoUploads(request.getfixturevalue("table"))


@pytest.fixture(params=ADAPTERS)
def exports(request: pytest.FixtureRequest) -> ExportRepository:
    match request.param:
        case "fake":
            return FakeExportRepository()
        case "local":
            return SqliteExports(request.getfixturevalue("database"))
        case _:
            return DynamoExports(request.getfixturevalue("table"))


@pytest.fixture(params=[*ADAPTERS, "seaweedfs"])
def export_files(request: pytest.FixtureRequest, tmp_path: Path, clock: SettableClock) -> ExportFiles:
    match request.param:
        case "fake":
            return FakeExportFiles()
        case "local":
            return FileExports(tmp_path / "exports", base_url="http://127.0.0.1:8000", secret=b"s" * 32, clock=clock)
        case _:
            clients = request.getfixturevalue("account" if request.param == "aws" else "second_s3")
            return S3Exports(clients, bucket=aws.new_bucket(clients))


@pytest.fixture(params=ADAPTERS)
def invoices(request: pytest.FixtureRequest) -> InvoiceRepository:
    match request.param:
        case "fake":
            return FakeInvoiceRepository()
        case "local":
            return SqliteInvoices(request.getfixturevalue("database"))
        case _:
            return DynamoInvoices(request.getfixturevalue("table"))


@dataclass
class Records:
    """The repositories of one place that write together."""

    scans: ScanRepository
    invoices: InvoiceRepository
    loose: LooseDocuments
    mark: RecordMarkStore


@pytest.fixture(params=ADAPTERS)
def records(request: pytest.FixtureRequest, clock: SettableClock) -> Records:
    match request.param:
        case "fake":
            loose = FakeLooseDocuments()
            scans, invoices = FakeScanRepository(clock, loose), FakeInvoiceRepository(loose)
            is_empty = lambda: not (scans.scans or invoices.pending or invoices.stored)  # noqa: E731
            return Records(scans, invoices, loose, FakeMark(is_empty))
        case "local":
            database = request.getfixturevalue("database")
            loose_rows = SqliteLooseDocuments(database, clock=clock)
            return Records(
                SqliteScans(database, clock=clock), SqliteInvoices(database), loose_rows, SqliteMark(database)
            )
        case _:
            table = request.getfixturevalue("table")
            loose_items = DynamoLooseDocuments(table, clock=clock)
            return Records(DynamoScans(table, clock=clock), DynamoInvoices(table), loose_items, DynamoMark(table))


@dataclass
class Told:
    """An outbox, and the repositories that write into it."""

    scans: ScanRepository
    invoices: InvoiceRepository
    outbox: Outbox


@pytest.fixture(params=ADAPTERS)
def told(request: pytest.FixtureRequest, clock: SettableClock) -> Told:
    return _telling(request, clock, tells=True)


@pytest.fixture(params=ADAPTERS)
def untold(request: pytest.FixtureRequest, clock: SettableClock) -> Told:
    """The outbox is there, and nobody writes into it."""
    return _telling(request, clock, tells=False)


def _telling(request: pytest.FixtureRequest, clock: SettableClock, *, tells: bool) -> Told:
    match request.param:
        case "fake":
            outbox = FakeOutbox(clock)
            given = outbox if tells else None
            scans = FakeScanRepository(clock, outbox=given)
            return Told(scans, FakeInvoiceRepository(outbox=given), outbox)
        case "local":
            database = request.getfixturevalue("database")
            rows = SqliteOutbox(database, clock=clock)
            into = rows if tells else None
            return Told(SqliteScans(database, into, clock=clock), SqliteInvoices(database, into), rows)
        case _:
            table = request.getfixturevalue("table")
            items = DynamoOutbox(table, clock=clock)
            put = items if tells else None
            return Told(DynamoScans(table, put, clock=clock), DynamoInvoices(table, put), items)


@pytest.fixture(params=["fake", "local folder", "bucket", "local database", "table"])
def marks(request: pytest.FixtureRequest, tmp_path: Path) -> MarkStore:
    match request.param:
        case "fake":
            return FakeMark()
        case "local folder":
            return FileMark(tmp_path / "documents")
        case "local database":
            return SqliteMark(request.getfixturevalue("database"))
        case "table":
            return DynamoMark(request.getfixturevalue("table"))
        case _:
            clients = request.getfixturevalue("account")
            return S3Mark(clients, bucket=aws.new_bucket(clients))


@pytest.fixture(params=ADAPTERS)
def jobs(request: pytest.FixtureRequest, clock: SettableClock) -> JobQueue:
    match request.param:
        case "fake":
            return FakeJobQueue(clock)
        case "local":
            return SqliteJobs(request.getfixturevalue("database"), clock=clock)
        case _:
            clients = request.getfixturevalue("account")
            return aws.HastenedJobs(SqsJobs(clients, queue_url=aws.new_queue(clients)))


@pytest.fixture(params=ADAPTERS)
def rounds(request: pytest.FixtureRequest) -> RoundBook:
    match request.param:
        case "fake":
            return FakeRoundBook()
        case "local":
            return SqliteRounds(request.getfixturevalue("database"))
        case _:
            return DynamoRounds(request.getfixturevalue("table"))


@pytest.fixture(params=["fake", "aws"])
def walks(request: pytest.FixtureRequest) -> WalkBook:
    return FakeWalkBook() if request.param == "fake" else DynamoWalks(request.getfixturevalue("table"))


@pytest.fixture(params=ADAPTERS)
def idempotency(request: pytest.FixtureRequest, clock: SettableClock) -> IdempotencyStore:
    match request.param:
        case "fake":
            return FakeIdempotencyStore(clock)
        case "local":
            return SqliteIdempotency(request.getfixturevalue("database"), clock=clock)
        case _:
            return DynamoIdempotency(request.getfixturevalue("table"), clock=clock)


@pytest.fixture(params=["fake", "aws"])  # no reader of a machine's own is asked so much that it refuses
def turns(request: pytest.FixtureRequest) -> TurnBook:
    return FakeTurnBook() if request.param == "fake" else DynamoTurns(request.getfixturevalue("table"))
