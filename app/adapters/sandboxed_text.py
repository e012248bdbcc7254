"""Reads text layers, and believes what the drawn page shows."""

from app.adapters.page_looker import PageLooker
from app.adapters.sandbox import Sandbox, SandboxedReader
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.reading import Reading
from app.engine.text_and_picture import confirmed, not_looked_at, places_of, settled
from app.engine.vital import is_vital
from app.ports import Progress


class SandboxedTextReader(SandboxedReader):
    """The port `DocumentReader` for `text`: its values, after a look at the places where they stand."""

    def __init__(self, sandbox: Sandbox, *, recognizes: bool = True) -> None:
        """`recognizes` False: where there is no recognizer."""
        super().__init__(sandbox, "text")
        self._looker = PageLooker(sandbox, recognizes=recognizes)

    def read(self, document: Document, progress: Progress) -> Reading:
        reading = super().read(document, progress)
        sights = self._looker.sights(document, tuple(places_of(reading)))
        lies = self._looker.lies(document, sights, progress)
        if lies:
            return settled(reading, self._picture(document, progress), lies)
        if not self._looker.recognizes:
            return not_looked_at(reading, filter(is_vital, reading.evidence), "there is no recognizer here.")
        return confirmed(reading, sights)

    def _picture(self, document: Document, progress: Progress) -> Reading | None:
        """What the picture says; None where it says nothing, or nobody can read it."""
        if not self._looker.recognizes:
            return None
        try:
            return self._sandbox.read("engine", document, progress)
        except DocumentRejected:
            return None
