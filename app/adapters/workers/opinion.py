"""Reads the words of a document as the free readers do, asks a language model what they mean, and hears it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from app.adapters.workers.page_looker import PageLooker
from app.adapters.workers.sandbox import Sandbox
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.opinion import Opinion, heard, most_tokens
from app.domain.principal import Owner
from app.domain.readers import ENGINE, OPINION
from app.domain.reading import Cost, Note, Reading
from app.engine.text_and_picture import places_of
from app.ports import Clock, DocumentReader, NotTaken, Progress, SecondOpinion

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Budget:
    """`most`: USD that the documents of an owner may cost in a month; `spent` tells what they have."""

    most: Decimal
    spent: Callable[[Owner], Decimal]


class OpinionReader:
    """The port `DocumentReader`. What the model says can only choose among printed values; without an opinion the
    reading is that of the words, and a note says why."""

    name = OPINION.name
    version = OPINION.version

    def __init__(
        self,
        sandbox: Sandbox,
        opinion: SecondOpinion,
        readers: tuple[DocumentReader, ...],
        *,
        looker: PageLooker,
        budget: Budget,
        pages_shown: int,
        clock: Clock,
    ) -> None:
        """`readers`: those of words, from exact to estimated. `pages_shown`: whose pictures the model is given."""
        self._sandbox = sandbox
        self._opinion = opinion
        self._readers = readers
        self._looker = looker
        self._budget = budget
        self._pages_shown = pages_shown
        self._clock = clock
        self.charges = opinion.price.is_paid

    def read(self, document: Document, progress: Progress) -> Reading:
        own = self._own(document, progress)
        recognized = own.reader == ENGINE.name
        text = self._sandbox.printed(document, progress, recognized=recognized)
        shown = range(1, min(self._pages_shown, document.info.pages) + 1)
        pictures = tuple(self._sandbox.render(document, page) for page in shown)
        opinion = self._asked(document.owner, text, pictures, progress)
        reading = self._heard(document, own, opinion, progress, recognized=recognized)
        notes = [Note(code="no-opinion", detail=opinion.lost)] if opinion.lost else []
        return reading.model_copy(
            update={
                "reader": self.name,
                "version": self.version,
                "cost": self._cost(opinion),
                "notes": (*own.notes, *notes),
            }
        )

    def _own(self, document: Document, progress: Progress) -> Reading:
        """The reading of the first reader that has one."""
        refused: DocumentRejected = NotTaken(f"Nothing here finds the words of {document.info.media_type}.")
        for reader in self._readers:
            try:
                return reader.read(document, progress)
            except NotTaken:
                continue
            except DocumentRejected as error:
                refused = error
        raise refused

    def _asked(self, owner: Owner | None, text: str, pictures: tuple[bytes, ...], progress: Progress) -> Opinion:
        """What the model says, unless it may cost more than there is."""
        if self.charges and owner is not None:
            most = self._opinion.price.of(most_tokens(text, len(pictures)), self._opinion.most_written)
            if self._budget.spent(owner) + most > self._budget.most:
                return Opinion(lost="What a second opinion may cost in a month is used up.")
        progress(self.name)
        opinion = self._opinion.ask(text, pictures)
        log.info(
            "second opinion",
            extra={
                "tokens_read": opinion.tokens_read,
                "tokens_written": opinion.tokens_written,
                "values": len(opinion.values),
            },
        )
        return opinion

    def _heard(
        self, document: Document, own: Reading, opinion: Opinion, progress: Progress, *, recognized: bool
    ) -> Reading:
        if not opinion.values:
            return own
        told = self._sandbox.read_with(document, opinion.values, progress, recognized=recognized)
        return heard(own, told if recognized else self._seen(document, told, progress), self._clock().date())

    def _seen(self, document: Document, told: Reading, progress: Progress) -> Reading:
        """Without what the text layer says and its page does not show."""
        sights = self._looker.sights(document, tuple(places_of(told)))
        lies = {lie.place.path for lie in self._looker.lies(document, sights, progress)}
        return told.model_copy(
            update={"evidence": {path: item for path, item in told.evidence.items() if path not in lies}}
        )

    def _cost(self, opinion: Opinion) -> Cost | None:
        if not self.charges or not (opinion.tokens_read or opinion.tokens_written):
            return None
        return Cost(
            pages=0,
            usd_per_page=Decimal(0),
            price_of=self._clock().date(),
            tokens_read=opinion.tokens_read,
            tokens_written=opinion.tokens_written,
            usd_of_tokens=self._opinion.price.of(opinion.tokens_read, opinion.tokens_written),
        )
