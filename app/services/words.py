"""The printed words of a page, for a person who fills a value by pointing at them."""

from app.domain.document import Document, DocumentInfo
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.reading import PageWord, Region
from app.ports import DocumentStore, Key, Kind, WordFinder
from app.services.invoices import InvoiceService
from app.services.scans import ScanService


class WordService:
    def __init__(
        self, *, documents: DocumentStore, scans: ScanService, invoices: InvoiceService, finder: WordFinder | None
    ) -> None:
        """`finder` None: nothing in this place gives words without reading, and paying for, the page again."""
        self._documents = documents
        self._scans = scans
        self._invoices = invoices
        self._finder = finder

    def of_scan(self, owner: Owner, scan_id: str, page: int, region: Region | None) -> tuple[PageWord, ...]:
        scan = self._scans.get(owner, scan_id)
        return self._find(owner, self._scans.place(owner, scan), scan.document, page, region)

    def of_invoice(self, owner: Owner, invoice_id: str, page: int, region: Region | None) -> tuple[PageWord, ...]:
        record = self._invoices.get(owner, invoice_id)
        return self._find(owner, Key(Kind.INVOICE, record.id), record.document, page, region)

    def _find(
        self, owner: Owner, key: Key, info: DocumentInfo, page: int, region: Region | None
    ) -> tuple[PageWord, ...]:
        if self._finder is None or not 1 <= page <= info.pages:
            raise NotFound("The document has no words of such a page.")
        document = Document(self._documents.get(owner, key), info, owner=owner, urgent=True)
        return self._finder.words(document, page, region)
