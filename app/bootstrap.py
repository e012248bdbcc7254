"""The composition root: settings in, a whole application out. The only file that imports adapters.

Every adapter is imported inside the function that needs it, so that a light command starts quickly and a place that
lacks a library can still use the rest.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.container import Container, SignIn
from app.domain.reading import Reading
from app.domain.sign_in import WEB_CLIENT
from app.ports import (
    Clock,
    DocumentInspector,
    DocumentReader,
    DocumentStore,
    IdempotencyStore,
    InvoiceRepository,
    JobQueue,
    MalwareScreen,
    ScanQuota,
    ScanRepository,
    TokenVerifier,
    WordFinder,
)
from app.services.checking import CheckService
from app.services.documents import DocumentService
from app.services.export import ExportService
from app.services.invoices import InvoiceService
from app.services.jobs import JobService
from app.services.reading import ReaderPolicy
from app.services.scans import ScanService
from app.services.sweep import SweepService
from app.services.uploads import UploadService
from app.services.words import WordService
from app.settings import Settings

if TYPE_CHECKING:
    from app.adapters.file_documents import FileDocuments
    from app.adapters.local_issuer import LocalIssuer
    from app.adapters.local_secrets import LocalSecrets
    from app.adapters.sandbox import Sandbox

LEFTOVERS_ARE_OLD = timedelta(hours=1)


@dataclass(frozen=True)
class Ports:
    """One adapter for each port."""

    documents: DocumentStore
    scans: ScanRepository
    invoices: InvoiceRepository
    jobs: JobQueue
    idempotency: IdempotencyStore
    tokens: TokenVerifier
    inspector: DocumentInspector
    screen: MalwareScreen
    readers: tuple[DocumentReader, ...]  # in the order in which `auto` asks them
    words: WordFinder | None = None  # None: no words to point at


@dataclass(frozen=True)
class Laptop:
    """The application on one machine, with the two parts whose addresses it serves itself."""

    container: Container
    issuer: "LocalIssuer"
    files: "FileDocuments"


@contextmanager
def laptop(settings: Settings, *, quota: ScanQuota | None = None) -> Iterator[Laptop]:
    """Everything on files and SQLite below `data_dir`. `quota` replaces that of the settings."""
    from app.adapters.file_documents import FileDocuments
    from app.adapters.sqlite_database import SqliteDatabase
    from app.adapters.sqlite_idempotency import SqliteIdempotency
    from app.adapters.sqlite_invoices import SqliteInvoices
    from app.adapters.sqlite_jobs import SqliteJobs
    from app.adapters.sqlite_scans import SqliteScans

    with ExitStack() as open_until_the_end:
        secrets = _secrets(settings)
        issuer = local_issuer(settings)
        database = open_until_the_end.enter_context(closing(SqliteDatabase.open(settings.data_dir / "invoices.sqlite")))
        sandbox = open_until_the_end.enter_context(_sandbox(settings, workers=settings.workers))
        files = FileDocuments(
            settings.data_dir / "documents", base_url=issuer.origin, secret=secrets.get("links"), clock=utc_now
        )
        files.remove_leftovers(utc_now() - LEFTOVERS_ARE_OLD)
        ports = Ports(
            documents=files,
            scans=SqliteScans(database, clock=utc_now),
            invoices=SqliteInvoices(database),
            jobs=SqliteJobs(database, clock=utc_now),
            idempotency=SqliteIdempotency(database, clock=utc_now),
            tokens=issuer.verifier(),
            inspector=_inspector(sandbox),
            screen=_screen(settings),
            readers=_readers(sandbox),
            words=_words(sandbox),
        )
        container = assemble(
            settings,
            ports,
            clock=utc_now,
            quota=quota or _quota(settings),
            cursor_secret=secrets.get("cursors"),
            sign_in=SignIn(issuer=issuer.address, client_id=WEB_CLIENT),
        )
        yield Laptop(container, issuer, files)


@contextmanager
def reading(settings: Settings, *, workers: int) -> Iterator[tuple[DocumentInspector, ReaderPolicy]]:
    """Only what reads documents: nothing is kept, no data folder is needed."""
    with _sandbox(settings, workers=workers) as sandbox:
        yield _inspector(sandbox), _policy(_readers(sandbox))


def read_saved_answer(data: bytes) -> Reading:
    """The reading of a saved answer of Textract. `DocumentRejected` when the bytes are none."""
    from app.adapters.textract.saved import read_saved_answer as read

    return read(data)


def local_issuer(settings: Settings) -> "LocalIssuer":
    """The sign-in of this machine; its key is made in the data folder when there is none."""
    from app.adapters.local_issuer import LocalIssuer

    return LocalIssuer.open(
        settings.data_dir / "secrets",
        host=settings.host,
        port=settings.port,
        clock=utc_now,
        environment=os.environ,
    )


def assemble(
    settings: Settings, ports: Ports, *, clock: Clock, quota: ScanQuota, cursor_secret: bytes, sign_in: SignIn
) -> Container:
    """The services over any set of adapters."""
    wake = threading.Event()
    policy = _policy(ports.readers)
    check = CheckService(invoices=ports.invoices, clock=clock)
    scans = ScanService(
        documents=ports.documents,
        scans=ports.scans,
        jobs=ports.jobs,
        inspector=ports.inspector,
        screen=ports.screen,
        readers=policy,
        check=check,
        quota=quota,
        max_bytes=settings.max_upload_bytes,
        default_reader=settings.reader,
        clock=clock,
        wake_workers=wake.set,
    )
    invoices = InvoiceService(
        documents=ports.documents,
        invoices=ports.invoices,
        scans=ports.scans,
        idempotency=ports.idempotency,
        check=check,
        clock=clock,
    )
    return Container(
        settings=settings,
        clock=clock,
        tokens=ports.tokens,
        idempotency=ports.idempotency,
        scans=scans,
        uploads=UploadService(documents=ports.documents, max_bytes=settings.max_upload_bytes),
        invoices=invoices,
        documents=DocumentService(documents=ports.documents, invoices=invoices, inspector=ports.inspector),
        words=WordService(documents=ports.documents, scans=scans, invoices=invoices, finder=ports.words),
        export=ExportService(invoices=ports.invoices),
        jobs=JobService(jobs=ports.jobs, scans=scans),
        sweep=SweepService(
            documents=ports.documents,
            scans=ports.scans,
            invoices=ports.invoices,
            jobs=ports.jobs,
            scan_service=scans,
            invoice_service=invoices,
            keep_unsaved=timedelta(days=settings.keep_unsaved_days),
            clock=clock,
        ),
        readers=policy.names,
        cursor_secret=cursor_secret,
        sign_in=sign_in,
        wake=wake,
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def _policy(readers: tuple[DocumentReader, ...]) -> ReaderPolicy:
    return ReaderPolicy({reader.name: reader for reader in readers})


def _quota(settings: Settings) -> ScanQuota:
    return ScanQuota(
        per_minute=settings.quota_scans_per_minute,
        per_day=settings.quota_scans_per_day,
        per_month=settings.quota_scans_per_month,
        pages_per_month=settings.quota_pages_per_month,
        documents=settings.quota_documents,
        document_bytes=settings.quota_document_mb * 1024 * 1024,
        pages_of_all_per_day=settings.quota_pages_of_all_per_day,
    )


def _screen(settings: Settings) -> MalwareScreen:
    if settings.clamd is None:
        from app.adapters.known_test_file import KnownTestFile

        return KnownTestFile()
    from app.adapters.clamd_screen import ClamdScreen

    return ClamdScreen.at(settings.clamd)


def _secrets(settings: Settings) -> "LocalSecrets":
    from app.adapters.local_secrets import LocalSecrets

    return LocalSecrets(settings.data_dir / "secrets")


@contextmanager
def _sandbox(settings: Settings, *, workers: int) -> Iterator["Sandbox"]:
    from app.adapters.sandbox import Sandbox

    with closing(Sandbox(workers=workers, seconds=settings.read_seconds, memory_mb=settings.read_memory_mb)) as sandbox:
        yield sandbox


def _inspector(sandbox: "Sandbox") -> DocumentInspector:
    from app.adapters.sandbox import SandboxedInspector

    return SandboxedInspector(sandbox)


def _words(sandbox: "Sandbox") -> WordFinder:
    from app.adapters.sandbox import SandboxedWords

    return SandboxedWords(sandbox)


def _readers(sandbox: "Sandbox") -> tuple[DocumentReader, ...]:
    from app.adapters.sandbox import SandboxedReader

    return tuple(SandboxedReader(sandbox, name) for name in ("einvoice", "text", "engine"))
