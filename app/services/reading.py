"""Which reader reads a document, and what is said of the result."""

from collections.abc import Mapping

from app.domain.document import Document
from app.domain.errors import DocumentRejected, InvalidInput
from app.domain.reading import Reading
from app.ports import DocumentReader, Progress

AUTO = "auto"


class ReaderPolicy:
    """Chooses the reader: one by its name, or with `auto` the first in order that finds enough.

    The order is from exact to estimated: the XML of an e-invoice, the text of a PDF, the picture.
    """

    def __init__(self, readers: Mapping[str, DocumentReader]) -> None:
        self._readers = dict(readers)

    @property
    def names(self) -> tuple[str, ...]:
        return (AUTO, *self._readers)

    @property
    def version(self) -> str:
        """Changes when any reader changes, so that an old reading of the same bytes is not taken for a new one."""
        return ".".join(f"{name}{reader.version}" for name, reader in self._readers.items())

    def require(self, name: str) -> str:
        """The name, if there is such a reader; `InvalidInput` if not."""
        if name not in self.names:
            raise InvalidInput(
                f"There is no reader {name!r}. Choose one of: {', '.join(self.names)}.", code="no-reader"
            )
        return name

    def read(self, document: Document, name: str, progress: Progress) -> Reading:
        """The reading. `DocumentRejected` when no reader could make anything of the document."""
        if self.require(name) != AUTO:
            progress(name)
            return self._readers[name].read(document, progress)
        return self._first_that_suffices(document, progress)

    def _first_that_suffices(self, document: Document, progress: Progress) -> Reading:
        best: Reading | None = None
        rejected: DocumentRejected | None = None
        for name, reader in self._readers.items():
            progress(name)
            try:
                reading = reader.read(document, progress)
            except DocumentRejected as error:
                # `unreadable-by` is the normal answer of a reader whose turn it is not; others say more.
                if rejected is None or rejected.code == "unreadable-by":
                    rejected = error
                continue
            if suffices(reading):
                return reading
            if best is None or _found(reading) > _found(best):
                best = reading
        if best is not None:
            return best
        raise rejected or DocumentRejected("nothing-to-read", "No reader takes this kind of document.")


def suffices(reading: Reading) -> bool:
    """True when looking at the picture as well would hardly add anything: a total, and who or what it is of."""
    if reading.reader == "einvoice":
        return True
    invoice = reading.invoice
    total = invoice.amounts.gross if invoice.amounts.gross is not None else invoice.amounts.due
    known = (invoice.invoice_number, invoice.issue_date, invoice.seller.name)
    return total is not None and sum(value is not None for value in known) >= 2


def _found(reading: Reading) -> int:
    return sum(evidence.confidence is not None for evidence in reading.evidence.values())
