"""Where an installation can be: the storage of each place, for the same scenes and schedules."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.adapters.aws.clients import AwsClients
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
from tests import aws
from tests.fakes import FakeJobQueue, SettableClock
from tests.world import Storage

IN_MEMORY = Path("/dev/shm")  # a disk that has nothing to flush, where there is one


@contextmanager
def on_disk(*, events: bool = False) -> Iterator[Callable[[], Storage]]:
    """SQLite and files; each call gives a storage of its own. `events`: with an outbox."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        opened: list[SqliteDatabase] = []

        def storage() -> Storage:
            while opened:
                opened.pop().close()
            home, clock = Path(tempfile.mkdtemp(dir=folder)), SettableClock()
            database = SqliteDatabase.open(home / "invoices.sqlite")
            opened.append(database)
            outbox = SqliteOutbox(database, clock=clock) if events else None
            return Storage(
                clock,
                documents=FileDocuments(home / "documents", base_url="http://x", secret=b"s" * 32, clock=clock),
                scans=SqliteScans(database, outbox, clock=clock),
                uploads=SqliteUploads(database),
                invoices=SqliteInvoices(database, outbox),
                exports=SqliteExports(database),
                export_files=FileExports(home / "exports", base_url="http://x", secret=b"s" * 32, clock=clock),
                loose=SqliteLooseDocuments(database, clock=clock),
                beside_documents=FileMark(home / "documents"),
                among_records=SqliteMark(database),
                jobs=SqliteJobs(database, clock=clock),
                idempotency=SqliteIdempotency(database, clock=clock),
                rounds=SqliteRounds(database),
                outbox=outbox,
            )

        yield storage
        while opened:
            opened.pop().close()


def on_aws(clients: AwsClients, account: AwsClients, *, events: bool = False) -> Storage:
    """S3 and DynamoDB through `clients`, new ones. The queue is in memory: SQS has a clock of its own."""
    table, bucket = aws.new_table(account), aws.new_bucket(account)
    return in_account(clients, table=table, bucket=bucket, clock=SettableClock(), events=events)


def in_account(clients: AwsClients, *, table: str, bucket: str, clock: SettableClock, events: bool = False) -> Storage:
    """What lies in that table and that bucket, with a queue in memory beside them."""
    from app.adapters.aws.s3_documents import S3Documents
    from app.adapters.aws.s3_exports import S3Exports
    from app.adapters.aws.s3_mark import S3Mark
    from app.adapters.dynamodb.exports import DynamoExports
    from app.adapters.dynamodb.idempotency import DynamoIdempotency
    from app.adapters.dynamodb.invoices import DynamoInvoices
    from app.adapters.dynamodb.loose import DynamoLooseDocuments
    from app.adapters.dynamodb.mark import DynamoMark
    from app.adapters.dynamodb.outbox import DynamoOutbox
    from app.adapters.dynamodb.rounds import DynamoRounds
    from app.adapters.dynamodb.scans import DynamoScans
    from app.adapters.dynamodb.table import DynamoTable
    from app.adapters.dynamodb.uploads import DynamoUploads

    rows = DynamoTable(clients, name=table)
    outbox = DynamoOutbox(rows, clock=clock) if events else None
    return Storage(
        clock,
        documents=S3Documents(clients, bucket=bucket, clock=clock),
        scans=DynamoScans(rows, outbox, clock=clock),
        uploads=DynamoUploads(rows),
        invoices=DynamoInvoices(rows, outbox),
        exports=DynamoExports(rows),
        export_files=S3Exports(clients, bucket=bucket),
        loose=DynamoLooseDocuments(rows, clock=clock),
        beside_documents=S3Mark(clients, bucket=bucket),
        among_records=DynamoMark(rows),
        jobs=FakeJobQueue(clock),
        idempotency=DynamoIdempotency(rows, clock=clock),
        rounds=DynamoRounds(rows),
        outbox=outbox,
    )
