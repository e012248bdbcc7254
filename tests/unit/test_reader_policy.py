"""Which reader reads, with small readers that give what they are told."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.domain.checks import Check, Outcome
from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected, InvalidInput
from app.domain.invoice import Invoice
from app.domain.reading import Comparison, Cost, Evidence, Found, Note, Reading, Source, build_reading
from app.ports import NotTaken, Progress
from app.services.reading import ReaderPolicy, Unread

PDF = Document(b"%PDF", DocumentInfo(sha256=digest(b"%PDF"), media_type="application/pdf", size=4, pages=1))
ENOUGH = {
    "amounts.gross": Decimal("12.00"),
    "invoice_number": "R-1",
    "seller.name": "Nordlicht",
    "issue_date": date(2026, 3, 2),
}
COST = Cost(pages=1, usd_per_page=Decimal("0.01"), price_of=date(2026, 1, 1))
TOO_LITTLE = {"invoice_number": "R-1"}
NOT_MINE = DocumentRejected("unreadable-by", "No XML inside.")


@dataclass
class Reader:
    name: str
    gives: dict[str, object] | DocumentRejected
    version: str = "1"
    charges: bool = False
    confidence: float = 0.95
    source: Source = Source.TEXT
    cost: Cost = COST
    calls: list[str] = field(default_factory=list)

    def read(self, document: Document, progress: Progress) -> Reading:
        self.calls.append(document.info.sha256)
        if isinstance(self.gives, DocumentRejected):
            raise self.gives
        evidence = Evidence(source=self.source, confidence=self.confidence)
        found = [Found(path, value, evidence) for path, value in self.gives.items()]
        reading = build_reading(reader=self.name, version=self.version, pages=1, found=found)
        return reading.model_copy(update={"cost": self.cost}) if self.charges else reading


def test_a_file_that_was_called_something_else_is_read_and_says_so() -> None:
    mislabelled = replace(PDF, info=PDF.info.model_copy(update={"called": "image/png"}))
    free, paid = Reader("text", ENOUGH), Reader("textract", ENOUGH, charges=True)
    for name in ("auto", "text"):
        (note,) = policy(free, paid).read(mislabelled, name, nothing).notes
        assert note.code == "other-kind"
        assert "called image/png and is PDF" in note.detail
    fetched = policy(free, paid).with_free_readers(mislabelled, "auto", paid.read(mislabelled, nothing))
    assert [note.code for note in fetched.notes] == ["other-kind"]
    assert policy(free).read(PDF, "auto", nothing).notes == ()


def comparing(comparer: "Comparer | None", *readers: Reader) -> ReaderPolicy:
    return ReaderPolicy(
        {reader.name: reader for reader in readers}, lambda: datetime(2026, 11, 2, tzinfo=UTC), comparer=comparer
    )


def policy(*readers: Reader) -> ReaderPolicy:
    return comparing(None, *readers)


def nothing(stage: str) -> None:
    """Progress that nobody looks at."""


@dataclass
class Comparer:
    gives: Comparison | DocumentRejected
    calls: list[str] = field(default_factory=list)

    def compare(self, document: Document, invoice: Invoice, progress: Progress) -> Comparison:
        self.calls.append(str(invoice.invoice_number))
        if isinstance(self.gives, DocumentRejected):
            raise self.gives
        return self.gives


CONTRADICTION = Check(id="xml_vs_picture", outcome=Outcome.FAILED, detail="total: the XML says 1, page 1 shows 2")


@pytest.mark.parametrize("name", ["auto", "einvoice"])
def test_what_was_read_from_xml_is_compared_with_its_page(name: str) -> None:
    comparer, stages = Comparer(Comparison((CONTRADICTION,))), list[str]()
    reading = comparing(comparer, Reader("einvoice", ENOUGH)).read(PDF, name, stages.append)
    assert reading.checks == (CONTRADICTION,)
    assert comparer.calls == ["R-1"]
    assert stages == ["einvoice", "cross-check"]


def test_what_the_page_contradicts_is_not_sure_and_what_was_not_looked_at_is_a_note() -> None:
    about = CONTRADICTION.model_copy(update={"fields": ("amounts.gross",)})
    note = Note(code="not-compared", detail="Page 2: nobody looked.")
    exact = Reader("einvoice", ENOUGH, confidence=1.0, source=Source.XML)
    reading = comparing(Comparer(Comparison((about,), (note,))), exact).read(PDF, "auto", nothing)
    assert (reading.evidence["amounts.gross"].confidence or 1) < 0.9
    assert reading.evidence["issue_date"].confidence == 1.0
    assert reading.notes == (note,)


def test_what_was_read_from_the_page_is_not_compared_with_it() -> None:
    comparer = Comparer(Comparison((CONTRADICTION,)))
    assert comparing(comparer, Reader("text", ENOUGH)).read(PDF, "auto", nothing).checks == ()
    xml = Document(b"<x/>", PDF.info.model_copy(update={"media_type": "application/xml"}))
    assert comparing(comparer, Reader("einvoice", ENOUGH)).read(xml, "auto", nothing).checks == ()
    assert comparer.calls == []


def test_a_page_that_could_not_be_compared_is_said_and_the_values_stand() -> None:
    comparer = Comparer(DocumentRejected("too-complex", "It takes too long."))
    reading = comparing(comparer, Reader("einvoice", ENOUGH)).read(PDF, "auto", nothing)
    assert reading.invoice.invoice_number == "R-1"
    assert [(note.code, note.detail) for note in reading.notes] == [
        ("not-compared", "The page was not compared with the XML: It takes too long.")
    ]


def test_the_first_reader_that_can_is_the_last_that_is_asked() -> None:
    first, second = Reader("text", ENOUGH), Reader("engine", ENOUGH)
    assert policy(first, second).read(PDF, "auto", nothing).reader == "text"
    assert second.calls == []


def test_a_reader_whose_turn_it_is_not_is_passed_over() -> None:
    assert policy(Reader("einvoice", NOT_MINE), Reader("text", ENOUGH)).read(PDF, "auto", nothing).reader == "text"


def test_of_readers_that_cost_nothing_the_first_reading_is_final_however_little_it_says() -> None:
    engine = Reader("engine", ENOUGH)
    assert policy(Reader("text", TOO_LITTLE), engine).read(PDF, "auto", nothing).reader == "text"
    assert engine.calls == []


def paid(gives: dict[str, object] | DocumentRejected = ENOUGH, confidence: float = 0.97) -> Reader:
    return Reader("textract", gives, charges=True, confidence=confidence, source=Source.TEXTRACT)


def test_a_reader_that_charges_is_not_asked_when_the_free_one_is_sure() -> None:
    last = paid()
    reading = policy(Reader("engine", ENOUGH), last).read(PDF, "auto", nothing)
    assert (reading.reader, reading.cost, last.calls) == ("engine", None, [])


@pytest.mark.parametrize(
    "unsure",
    [
        Reader("engine", TOO_LITTLE),
        Reader("engine", ENOUGH, confidence=0.8),
        Reader("engine", ENOUGH | {"amounts.net": Decimal("5.00"), "amounts.tax": Decimal("2.00")}),
        Reader("engine", {}),
    ],
    ids=["no-total", "low-confidence", "sum-does-not-hold", "nothing-seen-on-a-picture"],
)
def test_a_reader_that_charges_is_asked_when_the_free_one_is_not_sure(unsure: Reader) -> None:
    reading = policy(unsure, paid()).read(PDF, "auto", nothing)
    assert (reading.reader, reading.cost) == ("textract", COST)


def test_a_text_without_any_bill_costs_nothing() -> None:
    last = paid()
    assert policy(Reader("text", {}), last).read(PDF, "auto", nothing).cost is None
    assert last.calls == []


def test_an_e_invoice_is_never_paid_for() -> None:
    last = paid()
    policy(Reader("einvoice", TOO_LITTLE, source=Source.XML), last).read(PDF, "auto", nothing)
    assert last.calls == []


def test_of_two_readings_each_value_is_the_surer_and_says_whose_it_is() -> None:
    free = Reader("engine", ENOUGH | {"due_date": date(2026, 4, 1)}, confidence=0.85, source=Source.ENGINE)
    other = {"amounts.gross": Decimal("21.00"), "invoice_number": "R-7"}
    reading = policy(free, paid(other)).read(PDF, "auto", nothing)
    assert reading.invoice.amounts.gross == Decimal("21.00")
    assert reading.evidence["amounts.gross"].source is Source.TEXTRACT
    assert [item.value for item in reading.evidence["amounts.gross"].candidates] == ["12.00"]
    assert reading.invoice.due_date == date(2026, 4, 1)
    assert reading.evidence["due_date"].source is Source.ENGINE


def test_what_the_free_reader_knows_is_kept_when_the_other_cannot_read() -> None:
    refused = paid(DocumentRejected("unreadable-by", "Too large."))
    assert policy(Reader("engine", TOO_LITTLE), refused).read(PDF, "auto", nothing).invoice.invoice_number == "R-1"


def test_a_reader_that_fails_is_followed_by_the_next() -> None:
    damaged = Reader("einvoice", DocumentRejected("damaged", "The XML is cut off."))
    assert policy(damaged, Reader("text", ENOUGH)).read(PDF, "auto", nothing).reader == "text"


def test_the_reason_that_says_most_is_given_when_nobody_can_read_it() -> None:
    empty = Reader("engine", DocumentRejected("nothing-to-read", "The page is blank."))
    with pytest.raises(DocumentRejected) as error:
        policy(Reader("einvoice", NOT_MINE), empty).read(PDF, "auto", nothing)
    assert error.value.code == "nothing-to-read"


UNUSABLE = DocumentRejected("unsafe-xml", "factur-x.xml: The XML has a document type declaration.")


@pytest.mark.parametrize("others", [(Reader("text", ENOUGH),), (Reader("engine", TOO_LITTLE), paid())])
def test_xml_that_could_not_be_used_fails_a_check_whoever_reads_the_page(others: tuple[Reader, ...]) -> None:
    reading = policy(Reader("einvoice", UNUSABLE), *others).read(PDF, "auto", nothing)
    (check,) = reading.checks
    assert (check.id, check.failed, check.detail) == ("einvoice_unusable", True, UNUSABLE.detail)
    assert [note.code for note in reading.notes] == ["not-read-by"]


def test_xml_that_could_not_be_used_fails_a_check_also_where_the_page_was_read_by_a_job() -> None:
    read = paid()
    ready = read.read(PDF, nothing)
    readers = policy(Reader("einvoice", UNUSABLE), Reader("text", NOT_MINE), read)
    whole = readers.with_free_readers(PDF, "auto", ready)
    assert [check.id for check in whole.checks] == ["einvoice_unusable"]
    assert [note.detail.partition(":")[0] for note in whole.notes] == ["einvoice", "text"]


def test_a_document_without_xml_fails_no_check() -> None:
    reading = policy(Reader("einvoice", NOT_MINE), Reader("text", ENOUGH)).read(PDF, "auto", nothing)
    assert reading.checks == ()
    assert [note.detail for note in reading.notes] == ["einvoice: No XML inside. (unreadable-by)"]


def test_a_reader_that_never_takes_such_files_hides_no_reason() -> None:
    clear = DocumentRejected("unreadable-by", "The XML is of a kind that is not known here (Faktura).")
    engine = Reader("engine", NotTaken("The reader engine does not take application/xml."))
    with pytest.raises(Unread) as caught:
        policy(Reader("einvoice", clear), engine).read(PDF, "auto", nothing)
    assert caught.value.detail == clear.detail


def test_all_that_was_said_is_kept_when_nobody_can_read_it() -> None:
    empty = Reader("engine", DocumentRejected("nothing-to-read", "The page is blank."))
    with pytest.raises(Unread) as caught:
        policy(Reader("einvoice", UNUSABLE), Reader("text", NOT_MINE), empty).read(PDF, "auto", nothing)
    assert (caught.value.code, caught.value.detail) == (UNUSABLE.code, UNUSABLE.detail)
    assert [note.detail.partition(":")[0] for note in caught.value.notes] == ["einvoice", "text", "engine"]


def test_a_reader_asked_for_by_name_is_the_only_one_asked() -> None:
    text = Reader("text", ENOUGH)
    with pytest.raises(DocumentRejected, match="No XML"):
        policy(Reader("einvoice", NOT_MINE), text).read(PDF, "einvoice", nothing)
    assert text.calls == []


def test_an_unknown_reader_is_refused_with_the_known_names() -> None:
    with pytest.raises(InvalidInput, match="auto, text"):
        policy(Reader("text", ENOUGH)).read(PDF, "magic", nothing)


def test_stages_are_told_in_order() -> None:
    stages: list[str] = []
    policy(Reader("einvoice", NOT_MINE), Reader("text", ENOUGH)).read(PDF, "auto", stages.append)
    assert stages == ["einvoice", "text"]


def test_the_version_changes_with_any_reader() -> None:
    before = policy(Reader("text", ENOUGH), Reader("engine", ENOUGH)).version
    assert before != policy(Reader("text", ENOUGH), Reader("engine", ENOUGH, version="2")).version


def test_a_second_opinion_is_asked_of_what_was_read_and_is_not_sure_and_takes_its_place() -> None:
    opinion = Reader("opinion", ENOUGH | {"invoice_number": "R-2"}, confidence=0.89, source=Source.OPINION)
    doubtful = Reader("text", ENOUGH, confidence=0.6)
    reading = policy(doubtful, opinion).read(PDF, "auto", nothing)
    assert (reading.reader, reading.invoice.invoice_number) == ("opinion", "R-2")
    assert len(opinion.calls) == 1


@pytest.mark.parametrize("charges", [True, False])
def test_no_second_opinion_is_asked_of_what_is_sure_or_was_not_read(charges: bool) -> None:
    opinion = Reader("opinion", ENOUGH, charges=charges)
    for first in (Reader("text", ENOUGH), Reader("einvoice", TOO_LITTLE, source=Source.XML)):
        assert policy(first, opinion).read(PDF, "auto", nothing).reader == first.name
    with pytest.raises(Unread):
        policy(Reader("text", NOT_MINE), opinion).read(PDF, "auto", nothing)
    assert opinion.calls == []


def test_an_opinion_beside_a_paid_reading_costs_both() -> None:
    tokens = COST.model_copy(update={"pages": 0, "tokens_read": 900, "usd_of_tokens": Decimal("0.0013")})
    asked = Reader("opinion", ENOUGH, charges=True, confidence=0.5, cost=tokens)
    paid = Reader("textract", ENOUGH, charges=True, confidence=0.6)
    cost = policy(Reader("text", TOO_LITTLE, confidence=0.5), paid, asked).read(PDF, "auto", nothing).cost
    assert cost is not None
    assert (cost.pages, cost.tokens_read, cost.usd) == (1, 900, Decimal("0.0113"))
    assert cost == COST.plus(tokens) and COST.plus(None) == COST


def test_a_refused_opinion_leaves_the_reading_as_it_was() -> None:
    doubtful = Reader("text", ENOUGH, confidence=0.6)
    without = policy(doubtful).read(PDF, "auto", nothing)
    refusing = Reader("opinion", NotTaken("No words."))
    assert policy(doubtful, refusing).read(PDF, "auto", nothing) == without
