"""Compares the pages of an electronic invoice with its XML, and believes what the drawn pages show."""

from collections.abc import Iterable, Iterator

from app.adapters.workers.page_looker import PageLooker
from app.adapters.workers.sandbox import Sandbox
from app.domain.checks import Check
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.invoice import Invoice
from app.domain.reading import Comparison, Note
from app.engine.sights import State
from app.engine.text_and_picture import finding
from app.engine.vital import SAMPLE, is_money
from app.engine.words import PageText
from app.ports import Progress

MOST_PICTURES = 4
"""Pages without a text layer that are recognized beside others that have one: each takes seconds."""

MOST_NAMED = 20  # pages in a note


class SandboxedComparer:
    """The port `PageComparer`: by the text of the pages as far as it is seen on them, else, where a recognizer is at
    hand, by the picture."""

    def __init__(self, sandbox: Sandbox, *, recognizes: bool = True) -> None:
        """`recognizes` False: where there is no recognizer."""
        self._sandbox = sandbox
        self._looker = PageLooker(sandbox, recognizes=recognizes)

    def compare(self, document: Document, invoice: Invoice, progress: Progress) -> Comparison:
        try:
            told = self._sandbox.compare(document, invoice)
        except DocumentRejected as error:
            if error.code != "unreadable-by" or not self._looker.recognizes:
                raise
            return self._by_picture(document, invoice, progress)
        sights = self._looker.sights(document, told.places)
        lies = self._looker.lies(document, sights, progress)
        pictures = sorted({*told.pictures, *(lie.place.page for lie in lies if lie.place.path == SAMPLE)})
        lies = tuple(lie for lie in lies if lie.place.path != SAMPLE)
        looked = self._looked(document, pictures[:MOST_PICTURES], progress)
        covered = self._looked(document, sorted({lie.place.page for lie in lies}), progress)
        failed = [check for check in told.checks if check.failed]
        failed += self._contradictions(document, invoice, covered)
        for page in looked:  # an enclosed paper has days and numbers of its own, but asks for no other money
            failed += [check for check in self._contradictions(document, invoice, (page,)) if is_money(check)]
        failed += [finding(lie) for lie in lies]
        unseen = {*told.left_out, *pictures} - {page.number for page in looked}
        unseen |= {sight.place.page for sight in sights if sight.state is State.UNKNOWN}
        passed = () if failed or unseen else told.checks
        return Comparison((*_once(failed), *passed), tuple(_notes(unseen, told.checks)))

    def _by_picture(self, document: Document, invoice: Invoice, progress: Progress) -> Comparison:
        """The first page and the last: each takes seconds."""
        last = document.info.pages
        looked = self._sandbox.recognized(document, sorted({1, last}), progress)
        checks = self._sandbox.compare_recognized(document, invoice, looked).checks
        unseen = set(range(2, last))
        failed = tuple(check for check in checks if check.failed)
        return Comparison(failed if unseen else checks, tuple(_notes(unseen, checks)))

    def _looked(self, document: Document, numbers: list[int], progress: Progress) -> tuple[PageText, ...]:
        if not numbers or not self._looker.recognizes:
            return ()
        try:
            return self._sandbox.recognized(document, numbers, progress)
        except DocumentRejected:
            return ()

    def _contradictions(self, document: Document, invoice: Invoice, pages: tuple[PageText, ...]) -> list[Check]:
        if not pages:
            return []
        return [check for check in self._sandbox.compare_recognized(document, invoice, pages).checks if check.failed]


def _once(checks: Iterable[Check]) -> Iterator[Check]:
    """The first of those that say the same of the same value."""
    return iter({(check.id, check.fields, check.found): check for check in checks}.values())


def _notes(unseen: set[int], checks: tuple[Check, ...]) -> Iterator[Note]:
    """Which pages nobody looked at, and what those that were say."""
    if unseen:
        which = ", ".join(map(str, sorted(unseen)[:MOST_NAMED])) + (" and more" if len(unseen) > MOST_NAMED else "")
        said = "".join(f" By their text, {check.detail}." for check in checks if not check.failed)
        pages = "Page" if len(unseen) == 1 else "Pages"
        yield Note(code="not-compared", detail=f"{pages} {which}: nobody looked whether they show the XML.{said}")
