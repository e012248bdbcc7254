"""The words of pages that have to be looked at: as they were kept, else as a worker finds them."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.domain.document import Document
from app.domain.readers import ENGINE
from app.engine.page_form import packed, unpacked
from app.engine.words import PageText
from app.ports import PageWordStore, Progress


class RecognizedPages:
    """No page of an owner is recognized twice, whoever asks: a reader, the comparison, or a person who points."""

    def __init__(
        self, look: Callable[[Document, int], PageText], *, at_once: int, store: PageWordStore | None = None
    ) -> None:
        """`look` finds the words of one page; it is asked by `at_once` threads."""
        self._look = look
        self._at_once = at_once
        self._store = store

    def of(self, document: Document, numbers: Iterable[int], progress: Progress) -> tuple[PageText, ...]:
        """The pages with these numbers; `progress` is told which of them is waited for. Raises what `look` raises."""
        wanted = tuple(numbers)
        threads = ThreadPoolExecutor(min(self._at_once, len(wanted)), thread_name_prefix="pages")
        try:
            pages = threads.map(lambda number: self._page(document, number), wanted)
            found = []
            for place in range(1, len(wanted) + 1):
                progress(f"engine {place}/{len(wanted)}")
                found.append(next(pages))
            return tuple(found)
        finally:
            threads.shutdown(cancel_futures=True)

    def _page(self, document: Document, number: int) -> PageText:
        if self._store is None or document.owner is None:
            return self._look(document, number)
        place = (document.owner, document.info.sha256, number)
        kept = self._store.get(*place, version=ENGINE.version)
        if kept is not None:
            with suppress(ValueError):  # in a form of another release: they are found again
                return unpacked(kept)[0]
        page = self._look(document, number)
        self._store.put(*place, version=ENGINE.version, words=packed((page,)))
        return page
