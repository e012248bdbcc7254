"""Whether pages show what their text says: small places first, and the whole page where one of them seems not to."""

from app.adapters.workers.sandbox import Sandbox
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.engine.sights import Place, Sight, State
from app.engine.text_and_picture import lies_of
from app.ports import Progress


class PageLooker:
    def __init__(self, sandbox: Sandbox, *, recognizes: bool) -> None:
        """`recognizes` False: where there is no recognizer. Missing ink is told, all else is unknown."""
        self._sandbox = sandbox
        self.recognizes = recognizes

    def sights(self, document: Document, places: tuple[Place, ...]) -> tuple[Sight, ...]:
        """One for each place; unknown where nobody could look."""
        if not places:
            return ()
        try:
            return self._sandbox.see(document, places, recognizes=self.recognizes)
        except DocumentRejected:
            return tuple(Sight(place, State.UNKNOWN) for place in places)

    def lies(self, document: Document, sights: tuple[Sight, ...], progress: Progress) -> tuple[Sight, ...]:
        """Those whose text is not on the page, also not when the whole page is recognized."""
        pages = sorted({sight.place.page for sight in sights if sight.is_a_lie})
        if not pages:
            return ()
        try:
            looked = self._sandbox.recognized(document, pages, progress) if self.recognizes else ()
        except DocumentRejected:
            looked = ()
        return lies_of(sights, looked)
