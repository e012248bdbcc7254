"""The services over fakes: a whole installation in memory, with a clock that can be moved and readers that are told
what to give."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.adapters.screens.eicar import KnownTestFile
from app.bootstrap.services import Ports, assemble
from app.container import Container, SignIn
from app.domain.attached import AttachedFile
from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected, NotFound
from app.domain.estimate import Prices
from app.domain.invoice import Line
from app.domain.principal import Owner, Principal
from app.domain.quota import ScanQuota
from app.domain.reading import Evidence, PageWord, Reading, Region, Source
from app.domain.turns import Line as TurnLine
from app.ports import (
    DocumentInspector,
    DocumentReader,
    DocumentStore,
    ExportFiles,
    ExportRepository,
    IdempotencyStore,
    InvoiceRepository,
    JobQueue,
    LooseDocuments,
    MalwareScreen,
    MarkStore,
    NeedsJob,
    Outbox,
    Progress,
    RecordMarkStore,
    RoundBook,
    ScanRepository,
    UploadRepository,
)
from app.settings import Settings
from tests.fakes import (
    FakeDocumentStore,
    FakeEventTarget,
    FakeExportFiles,
    FakeExportRepository,
    FakeIdempotencyStore,
    FakeInvoiceRepository,
    FakeJobQueue,
    FakeLooseDocuments,
    FakeMark,
    FakeMetrics,
    FakeOutbox,
    FakeRoundBook,
    FakeScanRepository,
    FakeUploadRepository,
    SettableClock,
)
from tests.making import NOON, an_invoice

PAPER = b"%PDF paper"
INVOICE = an_invoice(
    seller="Nordlicht Papier GmbH",
    number="R-1",
    issued="2026-11-02",
    net="100.00",
    tax="19.00",
    gross="119.00",
    currency="EUR",
).model_copy(
    update={
        "lines": (
            Line(description="Paper", amount=Decimal("60.00")),
            Line(description="Ink", amount=Decimal("40.00")),
        )
    }
)


class PaperInspector:
    """Takes everything that begins like a PDF; pages as many as it has form feeds."""

    def inspect(
        self, data: bytes, *, declared_type: str | None, file_name: str | None, owner: Owner | None = None
    ) -> DocumentInfo:
        if not data.startswith(b"%PDF"):
            raise DocumentRejected("unsupported-type", "Only paper.")
        return DocumentInfo(
            sha256=digest(data),
            media_type="application/pdf",
            size=len(data),
            pages=1 + data.count(b"\f"),
            file_name=file_name,
        )

    def render(self, document: Document, page: int) -> bytes:
        if page > document.info.pages:
            raise NotFound("no such page")
        return b"\xff\xd8 page %d of " % page + document.data


class PaperWords:
    """Says which page, and which part of it, it was asked for."""

    def words(self, document: Document, page: int, region: Region | None) -> tuple[PageWord, ...]:
        box = region or Region(0, 0, 1, 1)
        place = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
        return (PageWord(text=f"page{page}", polygon=place, confidence=1),)


PAPER_FILE = b"%PDF inside of it"


class PaperFiles:
    """Every document holds one file, and what it was told to hold."""

    def __init__(self, *more: bytes) -> None:
        self.more = more

    def list(self, document: Document) -> tuple[AttachedFile, ...]:
        return tuple(
            AttachedFile(number=number, name=f"file {number}.txt", media_type="text/plain", size=size, inside="pdf")
            for number, size in enumerate(map(len, (PAPER_FILE, *self.more)), start=1)
        )

    def open(self, document: Document, number: int) -> bytes:
        return (PAPER_FILE, *self.more)[number - 1]


@dataclass
class ToldReader:
    """Gives the reading, or the failure, that the test puts in."""

    name: str = "text"
    version: str = "1"
    charges: bool = False
    gives: Reading | Exception = field(
        default_factory=lambda: Reading(
            reader="text",
            version="1",
            pages=1,
            invoice=INVOICE,
            evidence={
                "invoice_number": Evidence(raw="R-1", confidence=0.97, page=1, source=Source.TEXT),
                "amounts.gross": Evidence(raw="119,00", confidence=0.99, page=1, source=Source.TEXT),
            },
        )
    )
    calls: int = 0
    read_of: Counter[str] = field(default_factory=Counter)  # by digest
    meanwhile: Callable[[], None] = lambda: None

    def read(self, document: Document, progress: Progress) -> Reading:
        self.calls += 1
        self.meanwhile()
        if isinstance(self.gives, NeedsJob):
            raise self.gives
        progress("text")
        self.read_of[document.info.sha256] += 1
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


class NobodysTokens:
    """Tokens are not what these tests are about."""

    def verify(self, token: str) -> Principal:
        raise AssertionError("no token is looked at here")

    def end(self, sign_in: str) -> None:
        raise AssertionError("nobody signs out here")


@dataclass
class Storage:
    """What an installation keeps, in any place, and the clock that all of it goes by."""

    clock: SettableClock
    documents: DocumentStore
    scans: ScanRepository
    uploads: UploadRepository
    invoices: InvoiceRepository
    exports: ExportRepository
    export_files: ExportFiles
    loose: LooseDocuments
    beside_documents: MarkStore
    among_records: RecordMarkStore
    jobs: JobQueue
    idempotency: IdempotencyStore
    rounds: RoundBook
    outbox: Outbox | None = None


def in_memory(*, events: bool = False) -> Storage:
    """`events`: they are kept, and delivered to `World.target`."""
    clock = SettableClock(NOON)
    loose = FakeLooseDocuments()
    outbox = FakeOutbox(clock) if events else None
    scans = FakeScanRepository(clock, loose, outbox)
    invoices = FakeInvoiceRepository(loose, scans, outbox)
    return Storage(
        clock,
        documents=FakeDocumentStore(clock),
        scans=scans,
        uploads=FakeUploadRepository(scans),
        invoices=invoices,
        exports=FakeExportRepository(),
        export_files=FakeExportFiles(),
        loose=loose,
        beside_documents=FakeMark(),
        among_records=FakeMark(lambda: not scans.scans and not invoices.stored),
        jobs=FakeJobQueue(clock),
        idempotency=FakeIdempotencyStore(clock),
        rounds=FakeRoundBook(),
        outbox=outbox,
    )


class World:
    """The services over a storage, and short ways to do what a person does."""

    def __init__(
        self,
        storage: Storage | None = None,
        *,
        quota: ScanQuota | None = None,
        around: Callable[[Any], Any] = lambda port: port,
        inspector: DocumentInspector | None = None,
    ) -> None:
        self.storage = storage or in_memory()
        self.clock = self.storage.clock
        self.documents: Any = self.storage.documents
        self.scans: Any = self.storage.scans
        self.invoices: Any = self.storage.invoices
        self.loose: Any = self.storage.loose
        self.jobs: Any = self.storage.jobs
        self.idempotency: Any = self.storage.idempotency
        self.uploads: Any = self.storage.uploads
        self.exports: Any = self.storage.exports
        self.export_files: Any = self.storage.export_files
        self.rounds: Any = self.storage.rounds
        self.target = FakeEventTarget()
        self.metrics = FakeMetrics()
        self.reader: Any = ToldReader()
        self.job_reader: Any = None
        self.more_readers: tuple[Any, ...] = ()  # asked after it
        self.settings = Settings()
        self.prices: Prices = {}
        self.turns: Any = None
        self.turn_every: dict[TurnLine, timedelta] = {}
        self.inspector = inspector or PaperInspector()
        self.screen: MalwareScreen = KnownTestFile()
        self.quota = quota or ScanQuota()
        self.container = self.services(around)
        self.container.installation.grow()

    def services(self, around: Callable[[Any], Any] = lambda port: port) -> Container:
        """The services anew over what is kept, as after a restart. `around` may wrap each port."""
        readers: tuple[DocumentReader, ...] = (around(self.reader), *self.more_readers)
        return assemble(
            self.settings,
            Ports(
                documents=around(self.documents),
                scans=around(self.scans),
                uploads=around(self.uploads),
                invoices=around(self.invoices),
                exports=around(self.exports),
                export_files=around(self.export_files),
                loose=around(self.loose),
                beside_documents=self.storage.beside_documents,
                among_records=self.storage.among_records,
                jobs=around(self.jobs),
                idempotency=around(self.idempotency),
                rounds=around(self.rounds),
                tokens=NobodysTokens(),
                ended_sign_ins=NobodysTokens(),
                files=PaperFiles(),
                inspector=self.inspector,
                screen=around(self.screen),
                readers=readers,
                metrics=self.metrics,
                job_reader=around(self.job_reader) if self.job_reader else None,
                outbox=around(self.storage.outbox) if self.storage.outbox else None,
                event_target=around(self.target),
                turns=around(self.turns) if self.turns else None,
            ),
            turn_every=self.turn_every,
            prices=self.prices,
            clock=self.clock,
            quota=self.quota,
            cursor_secret=lambda: b"secret" * 6,
            sign_in=SignIn(issuer="https://issuer.test", client_id="web"),
        )

    def work(self) -> int:
        """Do all waiting jobs; returns how many."""
        done = 0
        while self.container.jobs.run_one():
            done += 1
        return done

    def scanned(self, owner: Owner, data: bytes = PAPER) -> str:
        """Id of a scan that has been read."""
        scan = self.container.scans.start(owner, data)
        self.work()
        return scan.id

    def saved(self, owner: Owner, data: bytes = PAPER) -> str:
        """Id of an invoice that was saved as read."""
        return self.container.invoices.save(owner, self.scanned(owner, data)).id

    def later(self, **time: float) -> None:
        self.clock.advance(timedelta(**time))
