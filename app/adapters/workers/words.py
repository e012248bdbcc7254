"""The words of pages for people who point at them."""

from app.adapters.workers.page_looker import PageLooker
from app.adapters.workers.sandbox import Sandbox
from app.domain.document import XML_TYPES, Document
from app.domain.errors import DocumentRejected, NotFound
from app.domain.reading import PageWord, Region
from app.engine.sights import Place
from app.engine.vital import SAMPLE

MOST_LOOKED_AT = 12
"""Words of a page or region that are looked at before its text is believed: the longest with digits."""


class SandboxedWords:
    """The port `WordFinder`: the text layer where there is one and the page shows it, else the recognizer."""

    def __init__(self, sandbox: Sandbox, *, recognizes: bool = True) -> None:
        """`recognizes` False: where there is no recognizer, pictures have no words to point at."""
        self._sandbox = sandbox
        self._looker = PageLooker(sandbox, recognizes=recognizes)

    def words(self, document: Document, page: int, region: Region | None) -> tuple[PageWord, ...]:
        info = document.info
        if info.media_type in XML_TYPES or not 1 <= page <= info.pages:
            raise NotFound("The document has no picture of such a page.")
        told: tuple[PageWord, ...] = ()
        if info.media_type == "application/pdf":
            try:
                told = self._sandbox.words(document, page, region, look=False)
                if not self._lies(document, page, told):
                    return told
            except DocumentRejected as error:
                if error.code != "unreadable-by":
                    raise
        return self._sandbox.words(document, page, region, look=True) if self._looker.recognizes else ()

    def _lies(self, document: Document, page: int, words: tuple[PageWord, ...]) -> bool:
        """Whether one of the words that matter most is not what is drawn in its place."""
        if not self._looker.recognizes:
            return False
        numbers = [word for word in words if any(sign.isdigit() for sign in word.text)]
        longest = sorted(numbers, key=lambda word: len(word.text), reverse=True)[:MOST_LOOKED_AT]
        places = tuple(Place(SAMPLE, word.text, page, word.polygon) for word in longest)
        return bool(self._looker.lies(document, self._looker.sights(document, places), _unsaid))


def _unsaid(stage: str) -> None:
    """Nobody asked for the stage."""
