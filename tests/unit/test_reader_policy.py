"""Which reader reads, with small readers that give what they are told."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected, InvalidInput
from app.domain.reading import Evidence, Found, Reading, Source, build_reading
from app.ports import Progress
from app.services.reading import ReaderPolicy

PDF = Document(b"%PDF", DocumentInfo(sha256=digest(b"%PDF"), media_type="application/pdf", size=4, pages=1))
ENOUGH = {"amounts.gross": Decimal("12.00"), "invoice_number": "R-1", "seller.name": "Nordlicht"}
TOO_LITTLE = {"invoice_number": "R-1"}
NOT_MINE = DocumentRejected("unreadable-by", "No XML inside.")


@dataclass
class Reader:
    name: str
    gives: dict[str, object] | DocumentRejected
    version: str = "1"
    calls: list[str] = field(default_factory=list)

    def read(self, document: Document, progress: Progress) -> Reading:
        self.calls.append(document.info.sha256)
        if isinstance(self.gives, DocumentRejected):
            raise self.gives
        evidence = Evidence(source=Source.TEXT, confidence=0.9)
        found = [Found(path, value, evidence) for path, value in self.gives.items()]
        return build_reading(reader=self.name, version=self.version, pages=1, found=found)


def policy(*readers: Reader) -> ReaderPolicy:
    return ReaderPolicy({reader.name: reader for reader in readers})


def nothing(stage: str) -> None:
    """Progress that nobody looks at."""


def test_the_first_reader_that_can_is_the_last_that_is_asked() -> None:
    first, second = Reader("text", ENOUGH), Reader("engine", ENOUGH)
    assert policy(first, second).read(PDF, "auto", nothing).reader == "text"
    assert second.calls == []


def test_a_reader_whose_turn_it_is_not_is_passed_over() -> None:
    assert policy(Reader("einvoice", NOT_MINE), Reader("text", ENOUGH)).read(PDF, "auto", nothing).reader == "text"


def test_a_reading_is_final_however_little_it_says() -> None:
    engine = Reader("engine", ENOUGH)
    assert policy(Reader("text", TOO_LITTLE), engine).read(PDF, "auto", nothing).reader == "text"
    assert engine.calls == []


def test_a_reader_that_fails_is_followed_by_the_next() -> None:
    damaged = Reader("einvoice", DocumentRejected("damaged", "The XML is cut off."))
    assert policy(damaged, Reader("text", ENOUGH)).read(PDF, "auto", nothing).reader == "text"


def test_the_reason_that_says_most_is_given_when_nobody_can_read_it() -> None:
    empty = Reader("engine", DocumentRejected("nothing-to-read", "The page is blank."))
    with pytest.raises(DocumentRejected) as error:
        policy(Reader("einvoice", NOT_MINE), empty).read(PDF, "auto", nothing)
    assert error.value.code == "nothing-to-read"


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
