"""The adapters of an AWS account, each imported and made when something is first asked of it."""

from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from app.bootstrap.services import price_of, spent_on_opinions, utc_now
from app.cold_start import lazy
from app.domain.readers import ENGINE, OPINION, READERS, TEXT, TEXTRACT, KnownReader
from app.ports import (
    DocumentInspector,
    DocumentReader,
    EventTarget,
    ExportFiles,
    ExportRepository,
    FilesInside,
    IdempotencyStore,
    InvoiceRepository,
    JobQueue,
    JobReader,
    LooseDocuments,
    MarkStore,
    PageComparer,
    RecordMarkStore,
    RoundBook,
    ScanRepository,
    TurnBook,
    UploadRepository,
    WalkBook,
    WordFinder,
)
from app.settings import CloudSettings

if TYPE_CHECKING:
    from app.adapters.aws.clients import AwsClients
    from app.adapters.aws.s3_documents import S3Documents
    from app.adapters.dynamodb.outbox import DynamoOutbox
    from app.adapters.dynamodb.table import DynamoTable
    from app.adapters.workers.sandbox import Sandbox

ENGINE_MEMORY_MB = 1_400
ONE_PROCESS = 1  # a Lambda environment has one request at a time


class CloudAdapters:
    def __init__(
        self, settings: CloudSettings, clients: "AwsClients", table: "DynamoTable", *, prefers_jobs: bool
    ) -> None:
        self._settings = settings
        self._clients = clients
        self._table = table
        self._prefers_jobs = prefers_jobs
        self._sandbox = lazy(self._make_sandbox)
        self.documents = lazy(self._make_documents)
        self.scans = lazy(self._make_scans)
        self.uploads = lazy(self._make_uploads)
        self.invoices = lazy(self._make_invoices)
        self.exports = lazy(self._make_exports)
        self.export_files = lazy(self._make_export_files)
        self.loose = lazy(self._make_loose)
        self.beside_documents = lazy(self._make_beside_documents)
        self.among_records = lazy(self._make_among_records)
        self.jobs = lazy(self._make_jobs)
        self.idempotency = lazy(self._make_idempotency)
        self.rounds = lazy(self._make_rounds)
        self.turns = lazy(self._make_turns)
        self.walks = lazy(self._make_walks)
        self.inspector = lazy(self._make_inspector)
        self.comparer = lazy(self._make_comparer)
        self.words = lazy(self._make_words)
        self.files = lazy(self._make_files)
        self.job_reader = lazy(self._make_job_reader)
        self.outbox = lazy(self._make_outbox) if settings.event_bus else None
        self.event_target = lazy(self._make_event_target) if settings.event_bus else None
        here = (reader for reader in READERS.values() if self._is_here(reader))
        self.readers = tuple(lazy(partial(self._make_reader, reader), name=reader.name) for reader in here)

    def close(self) -> None:
        self._sandbox.close()

    # ---- rows --------------------------------------------------------------------------------------------------------

    def _make_scans(self) -> ScanRepository:
        from app.adapters.dynamodb.scans import DynamoScans

        return DynamoScans(self._table, self.outbox, clock=utc_now)

    def _make_uploads(self) -> UploadRepository:
        from app.adapters.dynamodb.uploads import DynamoUploads

        return DynamoUploads(self._table)

    def _make_invoices(self) -> InvoiceRepository:
        from app.adapters.dynamodb.invoices import DynamoInvoices

        return DynamoInvoices(self._table, self.outbox)

    def _make_exports(self) -> ExportRepository:
        from app.adapters.dynamodb.exports import DynamoExports

        return DynamoExports(self._table)

    def _make_loose(self) -> LooseDocuments:
        from app.adapters.dynamodb.loose import DynamoLooseDocuments

        return DynamoLooseDocuments(self._table, clock=utc_now)

    def _make_among_records(self) -> RecordMarkStore:
        from app.adapters.dynamodb.mark import DynamoMark

        return DynamoMark(self._table)

    def _make_idempotency(self) -> IdempotencyStore:
        from app.adapters.dynamodb.idempotency import DynamoIdempotency

        return DynamoIdempotency(self._table, clock=utc_now)

    def _make_walks(self) -> WalkBook:
        from app.adapters.dynamodb.walks import DynamoWalks

        return DynamoWalks(self._table)

    def _make_rounds(self) -> RoundBook:
        from app.adapters.dynamodb.rounds import DynamoRounds

        return DynamoRounds(self._table)

    def _make_outbox(self) -> "DynamoOutbox":
        from app.adapters.dynamodb.outbox import DynamoOutbox

        return DynamoOutbox(self._table, clock=utc_now)

    def _make_turns(self) -> TurnBook:
        from app.adapters.dynamodb.turns import DynamoTurns

        return DynamoTurns(self._table)

    # ---- files and messages ------------------------------------------------------------------------------------------

    def _make_documents(self) -> "S3Documents":
        from app.adapters.aws.s3_documents import S3Documents

        settings = self._settings
        return S3Documents(self._clients, bucket=settings.bucket, clock=utc_now, kms_key=settings.kms_key)

    def _make_export_files(self) -> ExportFiles:
        from app.adapters.aws.s3_exports import S3Exports

        return S3Exports(self._clients, bucket=self._settings.bucket, kms_key=self._settings.kms_key)

    def _make_beside_documents(self) -> MarkStore:
        from app.adapters.aws.s3_mark import S3Mark

        return S3Mark(self._clients, bucket=self._settings.bucket, kms_key=self._settings.kms_key)

    def _make_jobs(self) -> JobQueue:
        from app.adapters.aws.sqs_jobs import SqsJobs

        return SqsJobs(self._clients, queue_url=self._settings.work_queue)

    def _make_event_target(self) -> EventTarget:
        from app.adapters.aws.event_bridge import EventBridge

        return EventBridge(self._clients, bus=self._settings.event_bus or "")

    # ---- readers -----------------------------------------------------------------------------------------------------

    def _make_sandbox(self) -> "Sandbox":
        from app.adapters.workers.sandbox import Sandbox

        settings = self._settings
        return Sandbox(workers=ONE_PROCESS, seconds=settings.read_seconds, memory_mb=settings.read_memory_mb, ready=0)

    def _make_inspector(self) -> DocumentInspector:
        from app.adapters.workers.sandbox import SandboxedInspector

        return SandboxedInspector(self._sandbox)

    def _make_comparer(self) -> PageComparer:
        from app.adapters.workers.comparer import SandboxedComparer

        return SandboxedComparer(self._sandbox, recognizes=self._has_engine())

    def _make_files(self) -> FilesInside:
        from app.adapters.workers.sandbox import SandboxedFiles

        return SandboxedFiles(self._sandbox)

    def _make_words(self) -> WordFinder:
        from app.adapters.workers.words import SandboxedWords

        return SandboxedWords(self._sandbox, recognizes=False)

    def _has_engine(self) -> bool:
        """Where its image runs with room enough: in less it would be ended in the middle of every page."""
        return self._settings.read_memory_mb >= ENGINE_MEMORY_MB and find_spec("rapidocr") is not None

    def _is_here(self, reader: KnownReader) -> bool:
        if reader is OPINION:
            return self._settings.opinion_bedrock_model is not None
        return reader.in_account or self._has_engine()

    def _make_reader(self, reader: KnownReader) -> DocumentReader:
        from app.adapters.workers.sandbox import SandboxedReader

        if reader is TEXTRACT:
            return self._make_textract()
        if reader is TEXT:
            return self._make_text()
        if reader is OPINION:
            return self._make_opinion()
        return SandboxedReader(self._sandbox, reader.name)

    def _make_text(self) -> DocumentReader:
        from app.adapters.workers.text import SandboxedTextReader

        return SandboxedTextReader(self._sandbox, recognizes=self._has_engine())

    def _make_textract(self) -> DocumentReader:
        from app.adapters.textract.reader import TextractReader

        return TextractReader(self._clients.textract, redraw=self.inspector.render, prefers_jobs=self._prefers_jobs)

    def _make_opinion(self) -> DocumentReader:
        from app.adapters.models.bedrock import BedrockOpinion
        from app.adapters.workers.opinion import Budget, OpinionReader
        from app.adapters.workers.page_looker import PageLooker

        settings, of_words = self._settings, (TEXT.name, ENGINE.name)
        return OpinionReader(
            self._sandbox,
            BedrockOpinion(self._clients.bedrock, settings.opinion_bedrock_model or "", price=price_of(settings)),
            tuple(reader for reader in self.readers if reader.name in of_words),
            looker=PageLooker(self._sandbox, recognizes=self._has_engine()),
            budget=Budget(settings.opinion_usd_per_month, spent_on_opinions(self.scans)),
            pages_shown=settings.opinion_pages_shown,
            clock=utc_now,
        )

    def _make_job_reader(self) -> JobReader:
        from app.adapters.textract.job_reader import TextractJobReader
        from app.adapters.textract.jobs import AnalysisJobs, Channel

        channel = Channel(self._settings.textract_topic, self._settings.textract_role)
        return TextractJobReader(AnalysisJobs(self._clients.textract, channel=channel), self.documents)
