"""Files that came inside of a document: listed, opened, and drawn, for the owner of the document."""

from dataclasses import dataclass

from app.domain.attached import AttachedFile
from app.domain.document import Document, DocumentInfo
from app.domain.errors import DocumentRejected, NotFound
from app.domain.principal import Owner
from app.ports import DocumentInspector, DocumentStore, FilesInside, Key, Kind, MalwareScreen
from app.services.invoices import InvoiceService
from app.services.scans import ScanService


@dataclass(frozen=True)
class OpenedFile:
    about: AttachedFile
    data: bytes


class AttachmentService:
    def __init__(
        self,
        *,
        documents: DocumentStore,
        scans: ScanService,
        invoices: InvoiceService,
        files: FilesInside,
        screen: MalwareScreen,
        inspector: DocumentInspector,
    ) -> None:
        self._documents = documents
        self._scans = scans
        self._invoices = invoices
        self._files = files
        self._screen = screen
        self._inspector = inspector

    def of_scan(self, owner: Owner, scan_id: str) -> Document:
        """The document of a scan, to be looked into. `NotFound`."""
        scan = self._scans.get(owner, scan_id)
        key = Key(Kind.INVOICE, scan.invoice_id) if scan.invoice_id else Key(Kind.SCAN, scan.id)
        return self._document(owner, key, scan.document)

    def of_invoice(self, owner: Owner, invoice_id: str) -> Document:
        """The document of an invoice, to be looked into. `NotFound`."""
        record = self._invoices.get(owner, invoice_id)
        return self._document(owner, Key(Kind.INVOICE, record.id), record.document)

    def list(self, document: Document) -> tuple[AttachedFile, ...]:
        return self._files.list(document)

    def open(self, document: Document, number: int, *, most: int | None) -> OpenedFile:
        """One file, screened like a document of its own: inside of another the screen may have missed it. `most`: bytes
        that an answer holds. `NotFound`; `DocumentRejected` `malware`, `attachment-too-large`, `damaged`."""
        about = next((file for file in self._files.list(document) if file.number == number), None)
        if about is None:
            raise NotFound("The document holds no such file.")
        if most is not None and about.size > most:
            raise DocumentRejected(
                "attachment-too-large", "The file is too large for one answer. Download the document and open it there."
            )
        data = self._files.open(document, number)
        found = self._screen.find(data)
        if found is not None:
            raise DocumentRejected("malware", f"The file holds malware ({found}).")
        return OpenedFile(about, data)

    def page_picture(self, document: Document, number: int, page: int) -> bytes:
        """JPEG of a page of the file, re-encoded. The file is inspected like one that was handed over:
        `DocumentRejected` where it is none that can be drawn, `NotFound` for a page that it does not have."""
        opened = self.open(document, number, most=None)
        owner = document.owner
        info = self._inspector.inspect(opened.data, declared_type=None, file_name=None, owner=owner)
        return self._inspector.render(Document(opened.data, info, owner=owner), page)

    def _document(self, owner: Owner, key: Key, info: DocumentInfo) -> Document:
        return Document(self._documents.get(owner, key), info, owner=owner, urgent=True)
