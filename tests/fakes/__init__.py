"""The storage ports in memory: small classes that remember. They pass the same contract suites as the real adapters."""

from tests.fakes.clock import SettableClock
from tests.fakes.cursors import Cursors
from tests.fakes.documents import FakeDocumentStore, FakeLooseDocuments, FakeMark, FakeWalkBook
from tests.fakes.exports import FakeExportFiles, FakeExportRepository
from tests.fakes.invoices import FakeInvoiceRepository
from tests.fakes.jobs import FakeJobQueue, FakeRoundBook
from tests.fakes.outbox import FakeEventTarget, FakeOutbox
from tests.fakes.requests import FakeIdempotencyStore, FakeMetrics
from tests.fakes.scans import FakeScanRepository
from tests.fakes.turns import FakeTurnBook
from tests.fakes.uploads import FakeUploadRepository

__all__ = [
    "Cursors",
    "FakeDocumentStore",
    "FakeEventTarget",
    "FakeExportFiles",
    "FakeExportRepository",
    "FakeIdempotencyStore",
    "FakeInvoiceRepository",
    "FakeJobQueue",
    "FakeLooseDocuments",
    "FakeMark",
    "FakeMetrics",
    "FakeOutbox",
    "FakeRoundBook",
    "FakeScanRepository",
    "FakeTurnBook",
    "FakeUploadRepository",
    "FakeWalkBook",
    "SettableClock",
]
