"""Which reader reads a document, and what is said of the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.checks import Check, Outcome
from app.domain.document import KINDS, XML_TYPES, Document, DocumentInfo
from app.domain.errors import DocumentRejected, InvalidInput, QuotaExceeded
from app.domain.principal import Owner
from app.domain.readers import AUTO, EINVOICE, OPINION, READERS, TEXTRACT
from app.domain.reading import NOT_READ_BY, Note, Reading
from app.domain.scan import PAID_CAP
from app.domain.sure import compared, completed, is_sure
from app.ports import Clock, DocumentReader, NeedsJob, NotTaken, PageComparer, Progress

NOT_MINE = "unreadable-by"  # the normal answer of a reader whose turn it is not


class Unread(DocumentRejected):
    """No reader could read it: the most telling reason, and in `notes` what each of them said."""

    def __init__(self, reason: DocumentRejected, notes: tuple[Note, ...]) -> None:
        super().__init__(reason.code, reason.detail)
        self.notes = notes


@dataclass(frozen=True)
class Refusal:
    """What a reader said that could not read the document."""

    reader: str
    error: DocumentRejected

    @property
    def note(self) -> Note:
        return Note(code=NOT_READ_BY, detail=f"{self.reader}: {self.error.detail} ({self.error.code})")

    @property
    def telling(self) -> int:
        """How much it tells of the document."""
        if isinstance(self.error, NotTaken):
            return 0
        return 1 if self.error.code == NOT_MINE else 2

    @property
    def check(self) -> Check | None:
        """A failed check, when the document may hold the exact values and they could not be used."""
        if self.reader != EINVOICE.name or self.telling < 2:
            return None
        return Check(id="einvoice_unusable", outcome=Outcome.FAILED, detail=self.error.detail)


RequireMoney = Callable[[Owner | None, str, DocumentInfo], None]


def nothing_is_asked(owner: Owner | None, name: str, info: DocumentInfo) -> None:
    """No cap: readers that charge may always be asked."""


class ReaderPolicy:
    """Chooses the reader: one by its name, or with `auto` the cheapest that is sure.

    The order is from exact to estimated: the XML of an e-invoice, the text of a PDF, the picture. A reader refuses what
    it cannot read well (no XML, a text layer that is missing, garbled or only a stamp on a scan), so of those that
    cost nothing the first that can read is the last that is asked: the next one would see the same words, less
    exactly, for a hundred times the work. A reader that charges is asked when that reading is not sure; both together
    are the result then, and each value says whose it is. So is a second opinion, but only of what another has read.

    No refusal is lost: what each asked reader said is a note of the reading or of the failure. Where the reader of XML
    found some and could not use it, the values of the page are only the second best, and a failed check says so.
    """

    def __init__(
        self,
        readers: Mapping[str, DocumentReader],
        clock: Clock,
        *,
        comparer: PageComparer | None = None,
        require_money: RequireMoney = nothing_is_asked,
    ) -> None:
        """`comparer` looks at the pages of what was read from XML. `require_money`: raises `QuotaExceeded` when there
        is none for a reader that charges."""
        self._require_money = require_money
        self._readers = dict(readers)
        self._clock = clock
        self._comparer = comparer

    @property
    def names(self) -> tuple[str, ...]:
        return (AUTO, *self._readers)

    @property
    def version(self) -> str:
        """Changes when any reader changes, so that an old reading of the same bytes is not taken for a new one."""
        return ".".join(f"{name}{reader.version}" for name, reader in self._readers.items())

    def charges(self, stage: str) -> bool:
        """True when this stage of a reading is a reader that costs money with every try."""
        return stage in self._readers and self._readers[stage].charges

    def may_charge_again(self, version: str, name: str) -> bool:
        """True when `name` may ask a reader that charges and that was there, in its present version, when the readers
        had this `version`."""
        parts = version.split(".")
        return any(
            reader.charges and name in (AUTO, other) and f"{other}{reader.version}" in parts
            for other, reader in self._readers.items()
        )

    def require(self, name: str) -> str:
        """The name, if there is such a reader; `InvalidInput` if not."""
        if name not in self.names:
            raise InvalidInput(
                f"There is no reader {name!r}. Choose one of: {', '.join(self.names)}.", code="no-reader"
            )
        return name

    def fitting(self, default: str, info: DocumentInfo) -> str:
        """The reader for a document when its sender named none: a file without pages is not for readers of pages."""
        return AUTO if info.media_type in XML_TYPES else default

    def read(self, document: Document, name: str, progress: Progress) -> Reading:
        """The reading. `DocumentRejected` when no reader could make anything of the document; `QuotaExceeded` when only
        one could for which there is no money in this month."""
        if self.require(name) != AUTO:
            self._require_paid(document, name)
            reading = self.second_look(document, self._ask(name, document, progress))
        else:
            reading = self._cheapest_that_is_sure(document, progress)
        return with_label(reading, document.info)

    def second_look(self, document: Document, reading: Reading) -> Reading:
        """The reading, or a better one where its reader does not know the document's language and another does."""
        if all(note.code != "language" for note in reading.notes):
            return reading
        said: list[Refusal] = []
        for name in ("text", "engine"):
            if name in self._readers and name != reading.reader:
                try:
                    other = self._readers[name].read(document, _unsaid)
                except DocumentRejected as error:
                    said.append(Refusal(name, error))
                    continue
                reading = other.model_copy(update={"cost": reading.cost, "notes": (*other.notes, *reading.notes)})
                break
        return _with_refusals(reading, said)

    def with_free_readers(self, document: Document, name: str, paid: Reading) -> Reading:
        """What a job has read, made whole by what the reader that was asked for would have found besides."""
        best, said = self._ask_all(document, _unsaid, charging=False) if name == AUTO else (None, [])
        whole = self.second_look(document, paid) if best is None else completed(best, paid)
        return with_label(_with_refusals(whole, said), document.info)

    def _cheapest_that_is_sure(self, document: Document, progress: Progress) -> Reading:
        unpaid: list[QuotaExceeded] = []
        best, said = self._ask_all(document, progress, charging=True, unpaid=unpaid)
        if best is not None:
            return _unpaid(_with_refusals(best, said), unpaid)
        if unpaid:
            raise unpaid[0]
        if not said:
            raise DocumentRejected("nothing-to-read", "No reader takes this kind of document.")
        raise Unread(_most_telling(said), tuple(refusal.note for refusal in said))

    def _ask_all(
        self, document: Document, progress: Progress, *, charging: bool, unpaid: list[QuotaExceeded] | None = None
    ) -> tuple[Reading | None, list[Refusal]]:
        """The best reading, and what those said that have none. `charging`: ask also those, when it is not sure;
        `unpaid` is told of those for which there is no money."""
        best: Reading | None = None
        said: list[Refusal] = []
        for name, reader in self._readers.items():
            if (reader.charges and not charging) or not self._is_wanted(name, best):
                continue
            try:
                self._require_paid(document, name)
                reading = self._ask(name, document, progress)
                best = self.second_look(document, reading) if best is None else _joined(best, reading)
            except NeedsJob:
                raise
            except QuotaExceeded as error:
                if unpaid is not None:
                    unpaid.append(error)
            except DocumentRejected as error:
                said.append(Refusal(name, error))
        return best, said

    def is_paid_for(self, owner: Owner, name: str, info: DocumentInfo) -> bool:
        """False when there is no money in this month for what this reader charges."""
        try:
            self._require_money(owner, name, info)
        except QuotaExceeded:
            return False
        return True

    def _require_paid(self, document: Document, name: str) -> None:
        if self._readers[name].charges and document.info.media_type in READERS.get(name, TEXTRACT).takes:
            self._require_money(document.owner, name, document.info)

    def _is_wanted(self, name: str, best: Reading | None) -> bool:
        if best is None:
            return name != OPINION.name
        return (name == OPINION.name or self._readers[name].charges) and not is_sure(best, self._clock().date())

    def _ask(self, name: str, document: Document, progress: Progress) -> Reading:
        reader = self._readers[name]
        if not reader.charges:  # one that charges tells just before its call: what comes before costs nothing
            progress(name)
        return self._compared(reader.read(document, progress), document, progress)

    def _compared(self, reading: Reading, document: Document, progress: Progress) -> Reading:
        """With what its pages show, when it was read from the XML inside a PDF."""
        if self._comparer is None or reading.reader != EINVOICE.name or document.info.media_type != "application/pdf":
            return reading
        progress("cross-check")
        try:
            found = self._comparer.compare(document, reading.invoice, progress)
        except DocumentRejected as error:
            # The values stand without it; that nobody looked must be said.
            note = Note(code="not-compared", detail=f"The page was not compared with the XML: {error.detail}")
            return reading.model_copy(update={"notes": (*reading.notes, note)})
        return compared(reading, found)


def _joined(best: Reading, further: Reading) -> Reading:
    """Both as one. An opinion's holds all of the free reading already, so it takes its place."""
    return further if further.reader == OPINION.name and best.cost is None else completed(best, further)


def _most_telling(said: list[Refusal]) -> DocumentRejected:
    """Of reasons the first: it is of the more exact reader. Of those whose turn it was not the last, which would have
    read any page."""
    most = max(refusal.telling for refusal in said)
    alike = [refusal.error for refusal in said if refusal.telling == most]
    return alike[0] if most == 2 else alike[-1]


def _with_refusals(reading: Reading, said: list[Refusal]) -> Reading:
    notes = tuple(refusal.note for refusal in said if refusal.telling)
    checks = tuple(refusal.check for refusal in said if refusal.check)
    return reading.model_copy(
        update={"notes": (*reading.notes, *notes), "checks": (*checks, *reading.checks)},
    )


def with_label(reading: Reading, info: DocumentInfo) -> Reading:
    """The reading with a note where the file was called something else than it is."""
    if info.called is None:
        return reading
    detail = f"The file was called {info.called} and is {KINDS[info.media_type]}; it was read as what it is."
    return reading.model_copy(update={"notes": (*reading.notes, Note(code="other-kind", detail=detail))})


def _unpaid(reading: Reading, unpaid: list[QuotaExceeded]) -> Reading:
    """The reading, marked where one that charges was to be asked beside."""
    notes = tuple(Note(code=PAID_CAP, detail=error.detail) for error in unpaid[:1])
    return reading.model_copy(update={"notes": (*reading.notes, *notes)})


def _unsaid(stage: str) -> None:
    """The stage stays what it was: after a paid call it says that the call was paid."""
