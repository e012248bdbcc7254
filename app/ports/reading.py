"""Looking at a document and reading it."""

from collections.abc import Callable
from typing import Protocol

from app.domain.attached import AttachedFile
from app.domain.document import Document, DocumentInfo
from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.opinion import Opinion, Price
from app.domain.principal import Owner
from app.domain.reading import Comparison, PageWord, Reading, Region
from app.ports.documents import Key

Progress = Callable[[str], None]  # told the name of the stage; may raise to stop the reading


class DocumentInspector(Protocol):
    """Decides at the border, by the bytes, whether a file is taken."""

    def inspect(
        self, data: bytes, *, declared_type: str | None, file_name: str | None, owner: Owner | None = None
    ) -> DocumentInfo:
        """Facts about an acceptable file; `DocumentRejected` for any other. Never hangs, never harms the server.
        `owner`: on whose behalf, for owners take turns."""

    def render(self, document: Document, page: int) -> bytes:
        """JPEG of one page (from 1), upright, re-encoded, without metadata. `NotFound` when there is no such page."""


class MalwareScreen(Protocol):
    """Asked about every file before anything of it is kept, so that nothing unscreened can be served."""

    def find(self, data: bytes) -> str | None:
        """The name of the malware that was found, None for a clean file. `Unavailable` when that cannot be told: the
        file is then not taken."""


class WordFinder(Protocol):
    """Finds the printed words of a page, for a person who points at them."""

    def words(self, document: Document, page: int, region: Region | None) -> tuple[PageWord, ...]:
        """In reading order; of a region, those whose middle lies in it, read anew and as exactly as the page allows.
        None at all is fine. `NotFound` when there is no such page, or the document has no pages to look at."""


class FilesInside(Protocol):
    """Looks into a document for the files that came inside of it: attached to the PDF, or embedded in the XML."""

    def list(self, document: Document) -> tuple[AttachedFile, ...]:
        """In an order that stays; none at all is fine. `DocumentRejected` when it cannot be looked into."""

    def open(self, document: Document, number: int) -> bytes:
        """The bytes of one, as they came: to be screened before anybody gets them. `NotFound`; `DocumentRejected`."""


class NeedsJob(DocumentRejected):
    """Reading takes longer than a call: whoever can wait has it done by a `JobReader`."""

    def __init__(self) -> None:
        super().__init__("unreadable-by", "This reader takes one page of up to 10 MB at once; this is more.")


class NotTaken(DocumentRejected):
    """The reader takes no file of this kind, whatever is in it: that tells nothing of the document."""

    def __init__(self, detail: str) -> None:
        super().__init__("unreadable-by", detail)


class DocumentReader(Protocol):
    """Reads one kind of document."""

    name: str
    version: str
    charges: bool  # each reading costs money, also one whose answer never came

    def read(self, document: Document, progress: Progress) -> Reading:
        """The reading. Its checks are those that need the document itself; the rules over its values are not yet run.
        `NotTaken` for a kind of file that this reader never reads. `DocumentRejected`: `unreadable-by` when there is
        nothing for this reader in it (no XML inside, no text layer), `not-an-invoice` for the XML of another document,
        `nothing-to-read`, or the limit that was hit. `NeedsJob`; `Unavailable`; `Unanswered` when a reader that charges
        may have done so for nothing. Such a one tells its name to `progress` just before each call that may cost."""


class JobReader(Protocol):
    """Reads documents as jobs elsewhere: whoever begins one is told later, or asks."""

    def begin(self, owner: Owner, key: "Key", document: DocumentInfo, *, scan_id: str) -> str:
        """The id of the job that reads the stored bytes. Again with the same bytes: the same job, charged once.
        `Unavailable` (busy, with `retry_after`), `DocumentRejected`, `Misconfigured`."""

    def result(self, job: str) -> Reading | None:
        """The reading, checks not yet run; None while it runs. `DocumentRejected` when there will be none;
        `Unavailable`."""


class SecondOpinion(Protocol):
    """A language model that says what the printed words of a document mean."""

    price: Price
    most_written: int  # tokens of an answer at most

    def ask(self, text: str, pictures: tuple[bytes, ...]) -> Opinion:
        """What it says of each field of `ASKED` that it finds. `text`: the printed rows; `pictures`: JPEGs of the first
        pages, or none. Whatever the other side does, the call ends in time and gives an Opinion, which may hold no
        values; what it holds is not looked for on the document yet. Text and answer are never logged."""


class PageComparer(Protocol):
    """Looks whether the pages of an electronic invoice show what its XML says."""

    def compare(self, document: Document, invoice: Invoice, progress: Progress) -> Comparison:
        """A failed Check for each value that the page contradicts, or whose text it does not show, with both values and
        the place; else one that passed, or none. A note for what was not looked at: then none has passed.
        `DocumentRejected` when the pages cannot be looked at, or not in the time there is."""
