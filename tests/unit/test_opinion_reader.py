"""The reader that asks a language model: only what may be afforded, of words that are read without it as well."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import pytest

from app.adapters.models.openai_compatible import OpenAiCompatibleOpinion
from app.adapters.workers.opinion import Budget, OpinionReader
from app.adapters.workers.page_looker import PageLooker
from app.adapters.workers.sandbox import Sandbox, SandboxedInspector
from app.adapters.workers.text import SandboxedTextReader
from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected
from app.domain.invoice import plain
from app.domain.opinion import Opinion, Price, most_tokens
from app.domain.principal import Owner
from app.domain.reading import Reading, Source
from app.engine.document_reader import read_document
from app.engine.second_opinion import printed, read_with
from app.engine.sights import Place, Sight, State
from app.ports import NotTaken, Progress
from tests.documents.pages import invoice_pdf
from tests.documents.words import text_of
from tests.key_server import Body, KeyServer

ROWS = """
Northway Freight Ltd
12 Mill Lane
Leeds LS2 7HY

Bill to:
Copperfield Tools plc
Kings House, 40 Queen Square
Oxford OX4 1JE

INVOICE

Ref 77-1204              14.03.2024
Total                    480.00
"""
PAPER = Document(
    ROWS.encode(),
    DocumentInfo(sha256=digest(b"x"), media_type="application/pdf", size=9, pages=2),
    owner=Owner("i", "s"),
)
PRICE = Price(read=Decimal(1), written=Decimal(4))
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass
class Words:
    """The words of `ROWS`, which leave the number open, as the first reader of words and as the workers give them."""

    name: str = "text"
    version: str = "1"
    charges: bool = False
    refuses: DocumentRejected | None = None

    def read(self, document: Document, progress: Progress) -> Reading:
        if self.refuses:
            raise self.refuses
        return read_document(text_of(ROWS), reader=self.name, version="1")

    def printed(self, document: Document, progress: Progress, *, recognized: bool) -> str:
        assert recognized is (self.name == "engine")
        return printed(text_of(ROWS))

    def read_with(
        self, document: Document, values: Mapping[str, str], progress: Progress, *, recognized: bool
    ) -> Reading:
        return read_with(text_of(ROWS), values)

    def render(self, document: Document, page: int) -> bytes:
        return b"JPEG %d" % page


@dataclass
class Model:
    """Says what it is told to say."""

    gives: Opinion
    price: Price = PRICE
    most_written: int = 700
    asked: list[tuple[str, tuple[bytes, ...]]] = field(default_factory=list)

    def ask(self, text: str, pictures: tuple[bytes, ...]) -> Opinion:
        self.asked.append((text, pictures))
        return self.gives


@dataclass
class Looker:
    """Sees everything but what it is told not to."""

    hidden: str = ""
    recognizes: bool = True

    def sights(self, document: Document, places: tuple[Place, ...]) -> tuple[Sight, ...]:
        return tuple(Sight(place, State.UNKNOWN) for place in places)

    def lies(self, document: Document, sights: tuple[Sight, ...], progress: Progress) -> tuple[Sight, ...]:
        return tuple(sight for sight in sights if sight.place.path == self.hidden)


NUMBER = Opinion({"invoice_number": "77-1204"}, tokens_read=900, tokens_written=100)


def reader(
    model: Model, *readers: Words, spent: str = "0", looker: Looker | None = None, pages_shown: int = 0
) -> OpinionReader:
    words = readers or (Words(),)
    return OpinionReader(
        cast(Sandbox, words[-1]),
        model,
        words,
        looker=cast(PageLooker, looker or Looker()),
        budget=Budget(Decimal(5), lambda owner: Decimal(spent)),
        pages_shown=pages_shown,
        clock=lambda: NOW,
    )


def unsaid(stage: str) -> None:
    """Nobody asked for the stage."""


def test_the_reading_is_that_of_the_words_with_what_the_model_says_and_what_it_cost() -> None:
    model, stages = Model(NUMBER), list[str]()
    reading = reader(model).read(PAPER, stages.append)
    assert reading.invoice.invoice_number == "77-1204"
    assert reading.evidence["invoice_number"].source is Source.OPINION
    assert str(reading.invoice.amounts.gross) == "480.00"
    assert (reading.reader, reading.notes) == ("opinion", ())
    assert reading.cost is not None
    assert (reading.cost.tokens_read, reading.cost.tokens_written) == (900, 100)
    assert reading.cost.usd == Decimal("0.0013")
    assert model.asked == [(printed(text_of(ROWS)), ())]
    assert stages[-1] == "opinion"  # said before what may cost


def test_without_an_opinion_the_reading_is_that_of_the_words_and_says_why() -> None:
    alone = Words().read(PAPER, unsaid)
    reading = reader(Model(Opinion(lost="It is busy.", tokens_read=50))).read(PAPER, unsaid)
    assert reading.invoice == alone.invoice
    assert reading.evidence == alone.evidence
    assert [(note.code, note.detail) for note in reading.notes] == [("no-opinion", "It is busy.")]
    assert reading.cost is not None and reading.cost.usd == Decimal("0.00005")


def test_a_model_is_not_asked_when_it_may_cost_more_than_is_left_of_the_month() -> None:
    most = PRICE.of(most_tokens(printed(text_of(ROWS)), 0), 700)
    for spent, asked in ((Decimal(5) - most, 1), (Decimal(5) - most + Decimal("0.000001"), 0)):
        model = Model(NUMBER)
        reading = reader(model, spent=str(spent)).read(PAPER, unsaid)
        assert len(model.asked) == asked
        assert [note.code for note in reading.notes] == ["no-opinion"] * (1 - asked)
        assert (reading.cost is None) is (asked == 0)


def test_a_model_of_ones_own_costs_nothing_and_has_no_limit() -> None:
    own = reader(Model(NUMBER, price=Price()), spent="1000")
    assert not own.charges
    reading = own.read(PAPER, unsaid)
    assert reading.invoice.invoice_number == "77-1204"
    assert reading.cost is None


def test_pictures_are_of_the_first_pages_and_counted_before() -> None:
    model = Model(NUMBER)
    reader(model, pages_shown=5).read(PAPER, unsaid)
    assert model.asked[0][1] == (b"JPEG 1", b"JPEG 2")
    assert most_tokens("", 2) > most_tokens("", 0) + 2_000


def test_what_the_page_does_not_show_is_not_heard() -> None:
    reading = reader(Model(NUMBER), looker=Looker(hidden="invoice_number")).read(PAPER, unsaid)
    assert reading.invoice.invoice_number is None


def test_where_a_text_layer_cannot_be_read_the_picture_is() -> None:
    refusing = Words(refuses=DocumentRejected("unreadable-by", "No text layer."))
    reading = reader(Model(NUMBER), refusing, Words(name="engine")).read(PAPER, unsaid)
    assert reading.invoice.invoice_number == "77-1204"


def test_what_no_reader_of_words_takes_is_not_taken_and_nobody_is_asked() -> None:
    model = Model(NUMBER)
    with pytest.raises(NotTaken):
        reader(model, Words(refuses=NotTaken("Not this."))).read(PAPER, unsaid)
    with pytest.raises(DocumentRejected, match="No text layer"):
        reader(model, Words(refuses=DocumentRejected("unreadable-by", "No text layer."))).read(PAPER, unsaid)
    assert model.asked == []


def test_the_log_tells_counts_alone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reader(Model(NUMBER)).read(PAPER, unsaid)
    (record,) = [record for record in caplog.records if record.message == "second opinion"]
    assert {name: getattr(record, name) for name in ("tokens_read", "tokens_written", "values")} == {
        "tokens_read": 900,
        "tokens_written": 100,
        "values": 1,
    }
    assert "77-1204" not in caplog.text and "Northway" not in caplog.text


# ---- with workers, and a server -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(workers=1, seconds=60, memory_mb=1400)
    yield opened
    opened.close()


@pytest.mark.parametrize("honest", [True, False])
def test_a_pdf_is_read_in_its_cage_whatever_a_server_says_of_it(sandbox: Sandbox, honest: bool) -> None:
    made = invoice_pdf()
    info = SandboxedInspector(sandbox).inspect(made.data, declared_type=None, file_name=made.file_name)
    document = Document(made.data, info)
    text = SandboxedTextReader(sandbox)
    alone = text.read(document, unsaid)
    number = str(made.invoice.invoice_number)
    said = {"invoice_number": number if honest else "999-NOT-THERE", "amounts.gross": None if honest else "1.00"}
    with KeyServer() as server:
        server.give = Body(_chat(said), **{"Content-Type": "application/json"})
        model = OpenAiCompatibleOpinion(f"http://127.0.0.1:{server.port}/v1", "m", price=PRICE, seconds=10)
        asking = OpinionReader(
            sandbox,
            model,
            (text,),
            looker=PageLooker(sandbox, recognizes=True),
            budget=Budget(Decimal(5), lambda owner: Decimal(0)),
            pages_shown=1,
            clock=lambda: NOW,
        )
        reading = asking.read(document, unsaid)
    assert plain(reading.invoice) == plain(alone.invoice)
    assert reading.cost is not None
    sent = json.loads(server.posted[0][1])["messages"][1]["content"]
    assert number in json.loads(sent[0]["text"])["document"]
    assert sent[1]["image_url"]["url"].startswith("data:image/jpeg;base64,/9j/")


def _chat(said: dict[str, Any]) -> bytes:
    choices = [{"message": {"role": "assistant", "content": json.dumps(said)}}]
    return json.dumps({"choices": choices, "usage": {"prompt_tokens": 10, "completion_tokens": 5}}).encode()
