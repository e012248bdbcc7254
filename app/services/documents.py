"""The original file of a kept invoice, and pictures of its pages."""

from app.domain.document import Document
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.ports import DocumentInspector, DocumentStore, Key, Kind
from app.services.invoices import InvoiceService

ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/tiff": ".tif",
    "application/xml": ".xml",
    "application/pkcs7-mime": ".xml.p7m",
}


class DocumentService:
    def __init__(self, *, documents: DocumentStore, invoices: InvoiceService, inspector: DocumentInspector) -> None:
        self._documents = documents
        self._invoices = invoices
        self._inspector = inspector

    def link(self, owner: Owner, invoice_id: str) -> str:
        """A short-lived address of the untouched original, served as attachment."""
        record = self._invoices.get(owner, invoice_id)
        info = record.document
        name = info.file_name or f"{invoice_id}{ENDINGS[info.media_type]}"
        return self._documents.link(owner, Key(Kind.INVOICE, invoice_id), file_name=name, media_type=info.media_type)

    def page_picture(self, owner: Owner, invoice_id: str, page: int) -> bytes:
        """JPEG of one page, re-encoded, without metadata. `NotFound` for a page that the document does not have."""
        record = self._invoices.get(owner, invoice_id)
        if not 1 <= page <= record.document.pages:
            raise NotFound(f"The document has {record.document.pages} page(s).")
        data = self._documents.get(owner, Key(Kind.INVOICE, invoice_id))
        return self._inspector.render(Document(data, record.document, owner=owner), page)
