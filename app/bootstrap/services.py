"""The services over any set of adapters: what both places have in common."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.container import Container, SignIn
from app.domain.estimate import Priced, Prices, by_tokens, per_page
from app.domain.opinion import Price
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.readers import OPINION, TEXTRACT
from app.domain.turns import Line
from app.ports import (
    Clock,
    DocumentInspector,
    DocumentReader,
    DocumentStore,
    EndedSignIns,
    EventTarget,
    ExportFiles,
    ExportRepository,
    FilesInside,
    IdempotencyStore,
    InvoiceRepository,
    JobQueue,
    JobReader,
    LooseDocuments,
    MalwareScreen,
    MarkStore,
    Metrics,
    Outbox,
    PageComparer,
    RecordMarkStore,
    RoundBook,
    ScanRepository,
    TokenVerifier,
    TurnBook,
    UploadRepository,
    WalkBook,
    WordFinder,
)
from app.services.again import ReadingAgain
from app.services.attachments import AttachmentService
from app.services.checking import CheckService
from app.services.dispatch import Dispatcher, nobody_is_told
from app.services.documents import DocumentService
from app.services.events import EventService
from app.services.export import ExportService
from app.services.export_jobs import ExportJobs, SheetLimit
from app.services.installation import InstallationService
from app.services.invoices import InvoiceService
from app.services.jobs import JobService
from app.services.leftovers import Leftovers
from app.services.loose import LooseService
from app.services.offers import OfferService
from app.services.paid import PaidCap
from app.services.reading import ReaderPolicy, RequireMoney, nothing_is_asked
from app.services.scan_work import ScanWork
from app.services.scans import ScanService
from app.services.sweep import SweepService
from app.services.taking_in import TakingIn
from app.services.turns import TurnService
from app.services.uploads import UploadService
from app.services.words import WordService
from app.settings import Settings


@dataclass(frozen=True)
class Ports:
    """One adapter for each port."""

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
    tokens: TokenVerifier
    ended_sign_ins: EndedSignIns
    inspector: DocumentInspector
    screen: MalwareScreen
    readers: tuple[DocumentReader, ...]  # in the order in which `auto` asks them
    metrics: Metrics
    files: FilesInside
    walks: WalkBook | None = None  # None: a walk over all documents is never cut short
    job_reader: JobReader | None = None
    turns: TurnBook | None = None  # None: no reader that takes only so many documents a second
    words: WordFinder | None = None  # None: no words to point at
    comparer: PageComparer | None = None  # None: pages are not compared with their XML
    outbox: Outbox | None = None  # None: no events are kept; with it there is a target
    event_target: EventTarget | None = None


def assemble(
    settings: Settings,
    ports: Ports,
    *,
    clock: Clock,
    quota: ScanQuota,
    cursor_secret: Callable[[], bytes],
    sign_in: SignIn,
    reads_in_call: bool = False,
    sheet: SheetLimit | None = None,
    stamped_every: timedelta = timedelta(),
    turn_every: Mapping[Line, timedelta] | None = None,
    prices: Prices | None = None,
    close: Callable[[], None] = lambda: None,
) -> Container:
    """The services over any set of adapters. `turn_every`: how often a line of `Ports.turns` may move.
    `prices`: of the readers that charge."""
    wake = threading.Event()
    dispatcher = _dispatcher(ports, wake.set)
    announce = dispatcher.announce if dispatcher else nobody_is_told
    paid = PaidCap(
        scans=ports.scans,
        prices=prices or {},
        clock=clock,
        usd_per_month=settings.paid_usd_per_month,
        usd_per_month_of_owner=settings.paid_usd_per_month_of_owner,
    )
    policy = policy_of(ports.readers, ports.comparer, require_money=paid.require_room)
    check = CheckService(invoices=ports.invoices, clock=clock)
    again = ReadingAgain(scans=ports.scans, invoices=ports.invoices, readers=policy, clock=clock)
    taking_in = TakingIn(
        documents=ports.documents,
        scans=ports.scans,
        invoices=ports.invoices,
        inspector=ports.inspector,
        screen=ports.screen,
        readers=policy,
        again=again,
        jobs=ports.jobs,
        quota=quota,
        max_bytes=settings.max_upload_bytes,
        default_reader=settings.reader,
        clock=clock,
        prices=prices,
    )
    turns = (
        TurnService(book=ports.turns, scans=ports.scans, jobs=ports.jobs, every=turn_every, clock=clock)
        if ports.turns is not None and turn_every is not None
        else None
    )
    work = ScanWork(
        documents=ports.documents,
        scans=ports.scans,
        readers=policy,
        check=check,
        taking_in=taking_in,
        again=again,
        clock=clock,
        metrics=ports.metrics,
        job_reader=ports.job_reader,
        turns=turns,
        reads_in_call=reads_in_call,
        announce=announce,
    )
    scans = ScanService(
        work=work,
        documents=ports.documents,
        scans=ports.scans,
        jobs=ports.jobs,
        inspector=ports.inspector,
        taking_in=taking_in,
        again=again,
        clock=clock,
        wake_workers=wake.set,
        turns=turns,
        reads_in_call=reads_in_call,
    )
    uploads = UploadService(
        documents=ports.documents,
        uploads=ports.uploads,
        scans=scans,
        readers=policy,
        max_bytes=settings.max_upload_bytes,
        quota=quota,
        clock=clock,
    )
    invoices = InvoiceService(
        documents=ports.documents,
        invoices=ports.invoices,
        scans=ports.scans,
        loose=ports.loose,
        idempotency=ports.idempotency,
        check=check,
        clock=clock,
        quota=quota,
        announce=announce,
    )
    installation = InstallationService(
        documents=ports.documents,
        beside_documents=ports.beside_documents,
        among_records=ports.among_records,
        clock=clock,
        stamped_every=stamped_every,
    )
    exports = ExportJobs(
        exports=ports.exports,
        files=ports.export_files,
        invoices=ports.invoices,
        jobs=ports.jobs,
        idempotency=ports.idempotency,
        clock=clock,
        wake_workers=wake.set,
        sheet=sheet,
    )
    jobs = JobService(
        jobs=ports.jobs,
        scans=scans,
        uploads=uploads,
        invoices=invoices,
        exports=exports,
        clock=clock,
        wake_workers=wake.set,
        dispatcher=dispatcher,
    )
    return Container(
        settings=settings,
        clock=clock,
        tokens=ports.tokens,
        ended_sign_ins=ports.ended_sign_ins,
        idempotency=ports.idempotency,
        scans=scans,
        uploads=uploads,
        invoices=invoices,
        loose=LooseService(documents=ports.documents, loose=ports.loose, scans=scans),
        installation=installation,
        offers=OfferService(scans=ports.scans, invoices=invoices),
        documents=DocumentService(documents=ports.documents, invoices=invoices, inspector=ports.inspector),
        words=WordService(documents=ports.documents, scans=scans, invoices=invoices, finder=ports.words),
        attachments=AttachmentService(
            documents=ports.documents,
            scans=scans,
            invoices=invoices,
            files=ports.files,
            screen=ports.screen,
            inspector=ports.inspector,
        ),
        export=ExportService(invoices=ports.invoices),
        export_jobs=exports,
        jobs=jobs,
        events=EventService(
            queue=ports.jobs, jobs=jobs, scans=scans, uploads=ports.uploads, exports=exports, metrics=ports.metrics
        ),
        metrics=ports.metrics,
        sweep=SweepService(
            documents=ports.documents,
            scans=ports.scans,
            uploads=ports.uploads,
            invoices=ports.invoices,
            jobs=ports.jobs,
            rounds=ports.rounds,
            scan_service=scans,
            invoice_service=invoices,
            exports=exports,
            keep_unsaved_days=settings.keep_unsaved_days,
            installation=installation,
            leftovers=Leftovers(
                documents=ports.documents,
                loose=ports.loose,
                scans=ports.scans,
                uploads=ports.uploads,
                invoices=ports.invoices,
                walks=ports.walks,
                clock=clock,
            ),
            clock=clock,
            dispatcher=dispatcher,
            turns=turns,
        ),
        dispatcher=dispatcher,
        readers=policy.names,
        cursor_secret=cursor_secret,
        sign_in=sign_in,
        wake=wake,
        close=close,
    )


def _dispatcher(ports: Ports, wake_workers: Callable[[], None]) -> Dispatcher | None:
    if ports.outbox is None or ports.event_target is None:
        return None
    return Dispatcher(
        outbox=ports.outbox,
        target=ports.event_target,
        jobs=ports.jobs,
        wake_workers=wake_workers,
        metrics=ports.metrics,
    )


def utc_now() -> datetime:
    return datetime.now(UTC)


def policy_of(
    readers: tuple[DocumentReader, ...],
    comparer: PageComparer | None,
    *,
    require_money: RequireMoney = nothing_is_asked,
) -> ReaderPolicy:
    by_name = {reader.name: reader for reader in readers}
    return ReaderPolicy(by_name, utc_now, comparer=comparer, require_money=require_money)


def quota_of(settings: Settings) -> ScanQuota:
    return ScanQuota(
        per_minute=settings.quota_scans_per_minute,
        per_day=settings.quota_scans_per_day,
        per_month=settings.quota_scans_per_month,
        pages_per_month=settings.quota_pages_per_month,
        documents=settings.quota_documents,
        document_bytes=settings.quota_document_mb * 1024 * 1024,
        pages_of_all_per_day=settings.quota_pages_of_all_per_day,
    )


def price_of(settings: Settings) -> Price:
    return Price(settings.opinion_price_read, settings.opinion_price_written)


def prices_of(settings: Settings, *, textract: bool, opinion: bool) -> Prices:
    """Of the readers that charge and are there."""
    prices = dict[str, Priced]()
    if textract:
        from app.adapters.textract.price import USD_PER_PAGE

        prices[TEXTRACT.name] = per_page(USD_PER_PAGE)
    if opinion and price_of(settings).is_paid:
        from app.adapters.models.question import MOST_WRITTEN

        shown = settings.opinion_pages_shown
        prices[OPINION.name] = by_tokens(price_of(settings), pages_shown=shown, most_written=MOST_WRITTEN)
    return prices


def spent_on_opinions(scans: ScanRepository) -> Callable[[Owner], Decimal]:
    """USD that second opinions on an owner's documents have cost in this month."""

    def spent(owner: Owner) -> Decimal:
        month = f"{utc_now():%Y-%m}"
        totals = (each for each in scans.read_totals(owner) if (each.month, each.reader) == (month, OPINION.name))
        return sum((each.usd for each in totals), Decimal(0))

    return spent


def screen_of(settings: Settings) -> MalwareScreen:
    if settings.clamd is None:
        from app.adapters.screens.eicar import KnownTestFile

        return KnownTestFile()
    from app.adapters.screens.clamd import ClamdScreen

    return ClamdScreen.at(settings.clamd)
