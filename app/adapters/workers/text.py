"""Reads text layers, and believes what the drawn page shows."""

from collections.abc import Iterator

from app.adapters.workers.page_looker import PageLooker
from app.adapters.workers.sandbox import Sandbox, SandboxedReader
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.reading import Reading
from app.engine.sights import Place
from app.engine.text_and_picture import confirmed, not_looked_at, places_of, settled, with_hidden
from app.engine.vital import SAMPLE, SAMPLES, is_vital
from app.ports import Progress

MOST_SAMPLED = 10  # pages that give no value that matters; each costs a look at two words


class SandboxedTextReader(SandboxedReader):
    """The port `DocumentReader` for `text`: its values, after a look at the places where they stand."""

    def __init__(self, sandbox: Sandbox, *, recognizes: bool = True) -> None:
        """`recognizes` False: where there is no recognizer."""
        super().__init__(sandbox, "text")
        self._looker = PageLooker(sandbox, recognizes=recognizes)

    def read(self, document: Document, progress: Progress) -> Reading:
        reading = super().read(document, progress)
        places = tuple(places_of(reading))
        sights = self._looker.sights(document, (*places, *self._samples(document, places)))
        lies = self._looker.lies(document, sights, progress)
        hidden = sorted({lie.place.page for lie in lies if lie.place.path == SAMPLE})
        lies = tuple(lie for lie in lies if lie.place.path != SAMPLE)
        if lies:
            return settled(reading, self._picture(document, progress), lies)
        if not self._looker.recognizes:
            return not_looked_at(reading, filter(is_vital, reading.evidence), "there is no recognizer here.")
        return with_hidden(confirmed(reading, sights), hidden)

    def _samples(self, document: Document, places: tuple[Place, ...]) -> Iterator[Place]:
        """Long words of pages that give no value that matters: whether they show their text."""
        known = {place.page for place in places if is_vital(place.path)}
        for number in range(1, min(document.info.pages, MOST_SAMPLED) + 1):
            if number not in known and self._looker.recognizes:
                words = self._sandbox.words(document, number, None, look=False)
                for word in sorted(words, key=lambda word: len(word.text), reverse=True)[:SAMPLES]:
                    yield Place(SAMPLE, word.text, number, word.polygon)

    def _picture(self, document: Document, progress: Progress) -> Reading | None:
        """What the picture says; None where it says nothing, or nobody can read it."""
        if not self._looker.recognizes:
            return None
        try:
            return self._sandbox.read("engine", document, progress)
        except DocumentRejected:
            return None
