"""What reading would cost, before anybody reads."""

from decimal import Decimal

import pytest

from app.bootstrap.services import prices_of
from app.domain.document import DocumentInfo
from app.domain.errors import DocumentRejected
from app.domain.estimate import by_tokens, estimated, per_page
from app.domain.opinion import Price, most_tokens
from app.settings import Settings
from tests.documents.hostile import malware_test_pdf
from tests.making import ANNA, a_document
from tests.world import PAPER, ToldReader, World

CENT, NOTHING = Decimal("0.01"), Decimal(0)
ALL = ("auto", "einvoice", "text", "textract", "opinion")
PRICE = Price(read=Decimal("0.06"), written=Decimal("0.24"))


def ranges(info: DocumentInfo, *, readers: tuple[str, ...] = ALL) -> dict[str, tuple[Decimal, Decimal]]:
    prices = {"textract": per_page(CENT), "opinion": by_tokens(PRICE, pages_shown=1, most_written=1_000)}
    found = estimated(info, readers, prices).readers
    return {row.reader: (row.usd_from, row.usd_to) for row in found}


def test_each_page_is_charged_and_auto_is_from_nothing_to_all_that_charge() -> None:
    found = ranges(a_document(pages=3))
    assert found["textract"] == (3 * CENT, 3 * CENT)
    assert found["text"] == found["einvoice"] == (NOTHING, NOTHING)
    assert found["auto"] == (NOTHING, 3 * CENT + found["opinion"][1])
    assert 0 < found["opinion"][0] < found["opinion"][1] < CENT
    assert next(iter(found)) == "auto"


def test_what_only_a_paid_reader_takes_costs_that_at_least() -> None:
    found = ranges(a_document().model_copy(update={"media_type": "image/png"}))
    assert list(found) == ["auto", "textract", "opinion"]
    assert found["auto"] == (CENT, CENT + found["opinion"][1])


def test_no_paid_reader_takes_xml() -> None:
    assert ranges(a_document().model_copy(update={"media_type": "application/xml"})) == {
        "auto": (NOTHING, NOTHING),
        "einvoice": (NOTHING, NOTHING),
    }


def test_an_opinion_on_full_pages_costs_no_more_than_was_said() -> None:
    words = "4.711 Artikel 12,50 " * 250  # five thousand signs
    spent = PRICE.of(most_tokens(words * 2, 1), 1_000)
    assert spent <= ranges(a_document(pages=2))["opinion"][1]


def test_the_prices_are_those_of_the_readers_that_are_there() -> None:
    settings = Settings(opinion_price_read=PRICE.read, opinion_price_written=PRICE.written)
    assert set(prices_of(settings, textract=True, opinion=True)) == {"textract", "opinion"}
    assert set(prices_of(settings, textract=True, opinion=False)) == {"textract"}
    assert set(prices_of(Settings(), textract=False, opinion=True)) == set()  # a model of one's own
    assert prices_of(settings, textract=True, opinion=False)["textract"](a_document(pages=2)).most == 2 * CENT


def test_an_estimate_leaves_nothing() -> None:
    world = World()
    world.reader = ToldReader(name="textract", charges=True)
    world.prices = {"textract": per_page(CENT)}
    world.container = world.services()
    found = world.container.scans.estimate(ANNA, PAPER + b"\f", file_name="paper.pdf")
    assert [(row.reader, row.usd_to) for row in found.readers] == [("auto", 2 * CENT), ("textract", 2 * CENT)]
    assert (world.scans.scans, world.scans.counted(ANNA), world.reader.calls) == ({}, (0, 0), 0)
    assert world.documents.objects == {}
    for refused in (b"no paper", malware_test_pdf().data):
        with pytest.raises(DocumentRejected):
            world.container.scans.estimate(ANNA, refused)
