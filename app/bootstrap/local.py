"""One machine: files and SQLite below one folder, our own readers, a sign-in of its own."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.services import (
    Ports,
    assemble,
    policy_of,
    price_of,
    prices_of,
    quota_of,
    screen_of,
    spent_on_opinions,
    utc_now,
)
from app.container import Container, SignIn
from app.domain.estimate import Prices
from app.domain.quota import ScanQuota
from app.domain.readers import ENGINE, OPINION, READERS, TEXT
from app.domain.reading import Reading
from app.domain.sign_in import WEB_CLIENT
from app.ports import (
    DocumentInspector,
    DocumentReader,
    FilesInside,
    PageComparer,
    PageWordStore,
    ScanRepository,
    WordFinder,
)
from app.services.reading import ReaderPolicy
from app.settings import LocalSettings

if TYPE_CHECKING:
    from app.adapters.files.documents import FileDocuments
    from app.adapters.files.exports import FileExports
    from app.adapters.files.secrets import LocalSecrets
    from app.adapters.sign_in.issuer import LocalIssuer
    from app.adapters.sign_in.start import StartFile
    from app.adapters.sqlite.database import SqliteDatabase
    from app.adapters.workers.sandbox import Sandbox

LEFTOVERS_ARE_OLD = timedelta(hours=1)


@dataclass(frozen=True)
class Laptop:
    """The application on one machine, with the parts whose addresses it serves itself."""

    container: Container
    issuer: "LocalIssuer"
    files: "FileDocuments"
    exports: "FileExports"
    left_open: Callable[[], str | None]
    """What the cage of the parser does not hold on this machine, in plain words; None: it holds all."""


@contextmanager
def laptop(settings: LocalSettings, *, quota: ScanQuota | None = None) -> Iterator[Laptop]:
    """Everything on files and SQLite below `data_dir`. `quota` replaces that of the settings."""
    from app.adapters.backup.restore import require_whole
    from app.adapters.files.documents import FileDocuments
    from app.adapters.files.event_lines import EventLines
    from app.adapters.files.exports import FileExports
    from app.adapters.files.mark import FileMark
    from app.adapters.no_metrics import NoMetrics
    from app.adapters.sqlite.exports import SqliteExports
    from app.adapters.sqlite.idempotency import SqliteIdempotency
    from app.adapters.sqlite.invoices import SqliteInvoices
    from app.adapters.sqlite.jobs import SqliteJobs
    from app.adapters.sqlite.loose import SqliteLooseDocuments
    from app.adapters.sqlite.mark import SqliteMark
    from app.adapters.sqlite.outbox import SqliteOutbox
    from app.adapters.sqlite.page_words import SqlitePageWords
    from app.adapters.sqlite.rounds import SqliteRounds
    from app.adapters.sqlite.scans import SqliteScans
    from app.adapters.sqlite.uploads import SqliteUploads

    require_whole(settings.data_dir)
    with ExitStack() as open_until_the_end:
        secrets = _secrets(settings)
        database = open_until_the_end.enter_context(_database(settings))
        issuer = _issuer(settings, database)
        sandbox = open_until_the_end.enter_context(
            _sandbox(settings, workers=settings.readers_at_once, kept_words=SqlitePageWords(database))
        )
        outbox = SqliteOutbox(database, clock=utc_now) if settings.events_file else None
        scans = SqliteScans(database, outbox, clock=utc_now)
        documents = settings.data_dir / "documents"
        files = FileDocuments(documents, base_url=issuer.origin, secret=secrets.get("links"), clock=utc_now)
        exports = FileExports(
            settings.data_dir / "exports",
            base_url=issuer.origin,
            secret=secrets.get("exports"),
            clock=utc_now,
        )
        files.remove_leftovers(utc_now() - LEFTOVERS_ARE_OLD)
        exports.remove_leftovers(utc_now() - LEFTOVERS_ARE_OLD)
        ports = Ports(
            documents=files,
            scans=scans,
            uploads=SqliteUploads(database),
            invoices=SqliteInvoices(database, outbox),
            exports=SqliteExports(database),
            export_files=exports,
            loose=SqliteLooseDocuments(database, clock=utc_now),
            beside_documents=FileMark(documents),
            among_records=SqliteMark(database),
            jobs=SqliteJobs(database, clock=utc_now),
            idempotency=SqliteIdempotency(database, clock=utc_now),
            rounds=SqliteRounds(database),
            tokens=issuer.verifier(),
            ended_sign_ins=issuer,
            inspector=_inspector(sandbox),
            screen=screen_of(settings),
            readers=_readers(sandbox, settings, scans),
            comparer=_comparer(sandbox),
            words=_words(sandbox),
            files=_files(sandbox),
            metrics=NoMetrics(),
            outbox=outbox,
            event_target=EventLines(settings.events_file) if settings.events_file else None,
        )
        container = assemble(
            settings,
            ports,
            clock=utc_now,
            quota=quota or quota_of(settings),
            cursor_secret=lambda: secrets.get("cursors"),
            sign_in=SignIn(issuer=issuer.address, client_id=WEB_CLIENT),
            prices=prices(settings),
        )
        yield Laptop(container, issuer, files, exports, sandbox.left_open)


@contextmanager
def reading(settings: LocalSettings, *, workers: int) -> Iterator[tuple[DocumentInspector, ReaderPolicy]]:
    """Only what reads documents: nothing is kept, no data folder is needed."""
    with _sandbox(settings, workers=workers) as sandbox:
        yield _inspector(sandbox), policy_of(_readers(sandbox, settings), _comparer(sandbox))


def prices(settings: LocalSettings) -> Prices:
    """Of the readers that charge."""
    return prices_of(settings, textract=False, opinion=settings.opinion_url is not None)


def read_saved_answer(data: bytes) -> Reading:
    """The reading of a saved answer of Textract. `DocumentRejected` when the bytes are none."""
    from app.adapters.textract.saved import read_saved_answer as read

    return read(data)


@contextmanager
def local_issuer(settings: LocalSettings) -> Iterator["LocalIssuer"]:
    """The sign-in of this machine; its key is made in the data folder when there is none."""
    with _database(settings) as database:
        yield _issuer(settings, database)


@contextmanager
def letting_in(settings: LocalSettings, issuer: "LocalIssuer") -> Iterator[None]:
    """Inside, the server runs, and `start_address` works for it."""
    with _start_file(settings).held(issuer.start_secret):
        yield


def start_address(settings: LocalSettings) -> str:
    """An address that lets one browser in at the running server, once. `NotFound` when none runs."""
    from app.adapters.sign_in.issuer import origin_of, start_address

    origin = origin_of(settings.host, settings.port)
    return start_address(origin, _start_file(settings).secret(), utc_now().timestamp())


def page_to(settings: LocalSettings, address: str) -> Path:
    """A file of this account alone that leads a browser to the address."""
    return _start_file(settings).page_to(address)


def _start_file(settings: LocalSettings) -> "StartFile":
    from app.adapters.sign_in.start import StartFile

    return StartFile(settings.data_dir / "secrets", settings.port)


@contextmanager
def _database(settings: LocalSettings) -> Iterator["SqliteDatabase"]:
    from app.adapters.files.durable import keep_private
    from app.adapters.sqlite.database import SqliteDatabase

    keep_private(settings.data_dir)
    with closing(SqliteDatabase.open(settings.data_dir / "invoices.sqlite")) as database:
        yield database


def _issuer(settings: LocalSettings, database: "SqliteDatabase") -> "LocalIssuer":
    from app.adapters.sign_in.issuer import LocalIssuer
    from app.adapters.sqlite.sign_ins import SqliteSignIns

    return LocalIssuer.open(
        settings.data_dir / "secrets",
        SqliteSignIns(database),
        host=settings.host,
        port=settings.port,
        clock=utc_now,
        environment=os.environ,
    )


def _secrets(settings: LocalSettings) -> "LocalSecrets":
    from app.adapters.files.secrets import LocalSecrets

    return LocalSecrets(settings.data_dir / "secrets")


@contextmanager
def _sandbox(settings: LocalSettings, *, workers: int, kept_words: PageWordStore | None = None) -> Iterator["Sandbox"]:
    from app.adapters.workers.sandbox import Sandbox

    sandbox = Sandbox(
        workers=workers, seconds=settings.read_seconds, memory_mb=settings.read_memory_mb, kept_words=kept_words
    )
    with closing(sandbox):
        yield sandbox


def _inspector(sandbox: "Sandbox") -> DocumentInspector:
    from app.adapters.workers.sandbox import SandboxedInspector

    return SandboxedInspector(sandbox)


def _comparer(sandbox: "Sandbox") -> PageComparer:
    from app.adapters.workers.comparer import SandboxedComparer

    return SandboxedComparer(sandbox)


def _files(sandbox: "Sandbox") -> FilesInside:
    from app.adapters.workers.sandbox import SandboxedFiles

    return SandboxedFiles(sandbox)


def _words(sandbox: "Sandbox") -> WordFinder:
    from app.adapters.workers.words import SandboxedWords

    return SandboxedWords(sandbox)


def _readers(
    sandbox: "Sandbox", settings: LocalSettings, scans: ScanRepository | None = None
) -> tuple[DocumentReader, ...]:
    """`scans`: where it is counted what second opinions cost; None: on nobody's behalf."""
    from app.adapters.workers.sandbox import SandboxedReader
    from app.adapters.workers.text import SandboxedTextReader

    readers = tuple(
        SandboxedTextReader(sandbox) if reader is TEXT else SandboxedReader(sandbox, reader.name)
        for reader in READERS.values()
        if reader.on_machine and reader is not OPINION
    )
    return (*readers, *_opinion(sandbox, settings, readers, scans))


def _opinion(
    sandbox: "Sandbox",
    settings: LocalSettings,
    readers: tuple[DocumentReader, ...],
    scans: ScanRepository | None,
) -> Iterator[DocumentReader]:
    """The reader that asks a language model, if one is set up."""
    if settings.opinion_url is None or settings.opinion_model is None:
        return
    from app.adapters.models.openai_compatible import OpenAiCompatibleOpinion
    from app.adapters.workers.opinion import Budget, OpinionReader
    from app.adapters.workers.page_looker import PageLooker

    model = OpenAiCompatibleOpinion(
        settings.opinion_url,
        settings.opinion_model,
        price=price_of(settings),
        seconds=settings.opinion_seconds,
        key_file=settings.opinion_key_file,
    )
    spent = spent_on_opinions(scans) if scans is not None else lambda owner: Decimal(0)
    yield OpinionReader(
        sandbox,
        model,
        tuple(reader for reader in readers if reader.name in (TEXT.name, ENGINE.name)),
        looker=PageLooker(sandbox, recognizes=True),
        budget=Budget(settings.opinion_usd_per_month, spent),
        pages_shown=settings.opinion_pages_shown,
        clock=utc_now,
    )
