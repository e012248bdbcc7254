"""The storage ports in memory: small classes that remember. They pass the same contract suites as the real adapters."""

from tests.fakes.clock import SettableClock
from tests.fakes.cursors import Cursors
from tests.fakes.documents import FakeDocumentStore, FakeLooseDocuments, FakeMark, FakeWalkBook
from tests.fakes.invoices import FakeInvoiceRepository
from tests.fakes.jobs import FakeJobQueue, FakeRoundBook
from tests.fakes.requests import FakeIdempotencyStore, FakeMetrics
from tests.fakes.scans import FakeScanRepository
from tests.fakes.uploads import FakeUploadRepository

__all__ = [
    "Cursors",
    "FakeDocumentStore",
    "FakeIdempotencyStore",
    "FakeInvoiceRepository",
    "FakeJobQueue",
    "FakeLooseDocuments",
    "FakeMark",
    "FakeMetrics",
    "FakeRoundBook",
    "FakeScanRepository",
    "FakeUploadRepository",
    "FakeWalkBook",
    "SettableClock",
]
