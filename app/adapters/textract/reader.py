"""Reads one page with AnalyzeExpense, in the call. More pages are a job: `jobs.py`."""

from collections.abc import Callable

from app.adapters.textract.calls import Calls, TextractClient
from app.adapters.textract.mapping import read_answer
from app.adapters.textract.price import charged
from app.domain.document import XML_TYPES, Document, DocumentInfo
from app.domain.errors import DocumentRejected
from app.domain.readers import TEXTRACT
from app.domain.reading import Reading
from app.ports import NeedsJob, NotTaken, Progress

MOST_BYTES = 10 * 1024 * 1024
_AS_IT_IS = frozenset({"image/jpeg", "image/png", "application/pdf", "image/tiff"})
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})

Redraw = Callable[[Document, int], bytes]  # a page (from 1) as JPEG, as `DocumentInspector.render` does


class TextractReader:
    name = TEXTRACT.name
    version = TEXTRACT.version
    charges = True

    def __init__(
        self,
        client: Callable[[], TextractClient],
        *,
        redraw: Redraw,
        calls: Calls | None = None,
        prefers_jobs: bool = False,
    ) -> None:
        """`redraw` makes a JPEG of pictures that Textract does not take: WebP, HEIC, and those with too many bytes.

        `prefers_jobs`: one page is a job too where it can be. It takes longer, and can be repeated without being
        charged again: right where nobody waits.
        """
        self._client = client
        self._redraw = redraw
        self._calls = calls or Calls()
        self._prefers_jobs = prefers_jobs

    def read(self, document: Document, progress: Progress) -> Reading:
        """The reading of a document of one page. `NeedsJob` for more; `NotTaken`; `DocumentRejected`; `Unavailable`;
        `Unanswered`; `Misconfigured`."""
        if document.info.media_type in XML_TYPES:
            raise NotTaken("An XML file has no page that Textract could read.")
        if needs_job(document.info) or (self._prefers_jobs and document.info.media_type in _AS_IT_IS):
            raise NeedsJob
        data = self._accepted(document)
        progress(TEXTRACT.name)
        answer = self._calls(self._client().analyze_expense, expects="ExpenseDocuments", Document={"Bytes": data})
        return charged(read_answer(answer))

    def _accepted(self, document: Document) -> bytes:
        if document.info.media_type in _AS_IT_IS and len(document.content) <= MOST_BYTES:
            return document.content
        data = self._redraw(document, 1)
        if len(data) > MOST_BYTES:
            raise DocumentRejected("too-large", "The picture is larger than Textract takes.")
        return data


def needs_job(info: DocumentInfo) -> bool:
    """True for several pages, and for a PDF or TIFF file with more bytes than the call takes. A picture of too many
    bytes is redrawn: jobs take no larger ones."""
    return info.pages > 1 or (info.media_type not in _PICTURES and info.size > MOST_BYTES)
