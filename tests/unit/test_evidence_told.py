"""What a service says of values beside the words: evidence that is weighed, and never the last word."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Evidence, Found, Source
from app.engine.document_reader import find_values
from app.engine.evidence.choosing import Ranked, decided
from app.engine.evidence.options import Option
from app.engine.evidence.told import together
from app.engine.tables import read_tables
from app.engine.words import DocumentText
from tests.documents.words import text_of

BILL = """
    Harbour Tools Ltd
    Invoice No: H-2024-17
    Date: 03.04.2024

    Description              Amount
    Hammer                    20.00
    Saw                       30.00

    Net total                 50.00
    VAT 20%                   10.00
    Total                     60.00
"""


def said(path: str, value: Any, confidence: float = 0.8, page: int = 1) -> Found:
    return Found(path, value, Evidence(confidence=confidence, source=Source.TEXTRACT, page=page))


def told(*service: Found, rows: str = BILL, fragments: bool = False) -> DocumentText:
    words = text_of(rows, source=Source.TEXTRACT)
    return DocumentText(words.source, words.pages, service, fragments)


def found(*service: Found, **more: Any) -> dict[str, Found]:
    return {item.path: item for item in find_values(told(*service, **more))}


@pytest.mark.parametrize(("ours", "theirs", "value"), [(0.95, 0.8, "A-1"), (0.6, 0.8, "B-2")])
def test_of_two_values_the_surer_is_taken_and_is_not_sure(ours: float, theirs: float, value: str) -> None:
    (item,) = together([said("purchase_order", "A-1", ours)], [said("purchase_order", "B-2", theirs)])
    assert item.value == value
    assert (item.evidence.confidence or 0) < 0.9
    assert {candidate.value for candidate in item.evidence.candidates} == {"A-1", "B-2"} - {value}


def test_what_both_say_stays_as_sure_as_it_was() -> None:
    assert together([said("purchase_order", "A-1", 0.95)], [said("purchase_order", "A 1", 0.99)]) == [
        said("purchase_order", "A-1", 0.95)
    ]


def test_an_address_is_of_one_of_them_as_a_whole() -> None:
    ours = [said("seller.address.text", "1 High St\nYork", 0.5), said("seller.address.city", "York", 0.85)]
    theirs = [said("seller.address.text", "5 Low St\nLeeds", 0.8), said("seller.address.street", "5 Low St", 0.8)]
    values = {item.path: item.value for item in together(ours, theirs)}
    assert values == {"seller.address.text": "5 Low St\nLeeds", "seller.address.street": "5 Low St"}
    surer = [said("seller.address.text", "1 High St\nYork", 0.9), said("seller.address.city", "York", 0.85)]
    assert {item.path: item.value for item in together(surer, theirs)} == {item.path: item.value for item in surer}


def test_rows_of_lists_stand_behind_one_another_and_none_twice() -> None:
    ours = [said("seller.tax_ids.0.value", "12-3456789")]
    theirs = [said("seller.tax_ids.0.value", "12-3456789"), said("seller.tax_ids.1.value", "77")]
    values = {item.path: item.value for item in together(ours, theirs)}
    assert set(values.values()) == {"12-3456789", "77"}
    assert len(values) == 2


def test_of_two_likely_values_the_service_decides_and_of_others_it_does_not() -> None:
    values = [Ranked(Option(name, ()), score) for name, score in (("A", 0.9), ("B", 0.6), ("C", 0.1))]
    for name, first in (("B", "B"), ("C", "A"), ("D", "A")):
        ranked = decided(values, said("seller.name", name))
        assert (ranked[0].option.value, len(ranked)) == (first, 3)


def test_what_the_page_shows_and_a_service_does_not_name_stands_as_it_is() -> None:
    alone, beside = found(), found(said("purchase_order", "X-9"))
    assert beside["purchase_order"].value == "X-9"
    for path in ("amounts.gross", "amounts.net", "invoice_number", "issue_date"):
        assert beside[path].value == alone[path].value


def test_around_fragments_what_no_service_names_is_only_offered() -> None:
    item = found(said("amounts.gross", Decimal("60.00")), fragments=True)["issue_date"]
    assert item.value is None
    assert item.evidence.candidates[0].value == "2024-04-03"


def test_what_a_service_names_of_another_value_is_offered_beside_it() -> None:
    item = found(said("amounts.gross", Decimal("50.00"), 0.7))["amounts.gross"]
    assert item.value == Decimal("60.00")
    assert (item.evidence.confidence or 0) < 0.9
    assert "50.00" in {candidate.value for candidate in item.evidence.candidates}


def rows(*items: tuple[str, str]) -> tuple[Found, ...]:
    return tuple(
        said(f"lines.{place}.{name}", value)
        for place, (text, amount) in enumerate(items)
        for name, value in (("description", text), ("amount", Decimal(amount)))
    )


def amounts(text: DocumentText) -> list[Decimal]:
    return [item.value for item in read_tables(text).named if item.path.endswith(".amount")]


def test_items_that_are_told_and_add_up_are_taken() -> None:
    text = told(*rows(("Hammer and nails", "20.00"), ("Saw", "30.00")))
    lines = {item.path: item.value for item in read_tables(text).named}
    assert (lines["lines.0.description"], amounts(text)) == ("Hammer and nails", [Decimal("20.00"), Decimal("30.00")])


def test_items_that_are_told_wrongly_give_way_to_those_that_add_up() -> None:
    assert amounts(told(*rows(("Hammer", "20.00"), ("Saw", "3.00")))) == [Decimal("20.00"), Decimal("30.00")]


def test_items_that_a_service_alone_sees_are_kept() -> None:
    text = told(*rows(("Nails", "4.00"), ("Glue", "5.00"), ("Tape", "6.00")), rows="Harbour Tools Ltd\nThank you")
    assert amounts(text) == [Decimal("4.00"), Decimal("5.00"), Decimal("6.00")]


def test_taxes_that_a_service_alone_sees_are_kept() -> None:
    service = (said("taxes.0.rate", Decimal("5")), said("taxes.0.amount", Decimal("2.50")))
    assert read_tables(told(*service, rows="Harbour Tools Ltd\nThank you")).taxes == [*service]
    assert len(read_tables(told(*service)).taxes) == 3  # those of the page: rate, base, amount


def test_a_service_that_says_that_items_are_missing_is_believed_unless_they_add_up() -> None:
    missing = said("lines_incomplete", True)
    short, whole = (("Hammer", "20.00"),), (("Hammer", "20.00"), ("Saw", "30.00"))
    assert missing in read_tables(told(*rows(*short), missing, rows="Harbour Tools Ltd\nThank you")).named
    assert missing not in read_tables(told(*rows(*whole), missing)).named


def test_the_address_that_a_service_tells_of_a_seller_stays_whatever_it_calls_the_seller() -> None:
    service = (said("seller.name", "Harbour & Sons", 0.85), said("seller.address.text", "5 Low St\nLeeds"))
    values = {path: item.value for path, item in found(*service).items()}
    assert values["seller.address.text"] == "5 Low St\nLeeds"


def test_words_of_a_service_are_read_like_those_of_our_recognizer_and_not_like_a_text_layer() -> None:
    page = BILL.replace("60.00", "6O.OO").replace("50.00", "5O.00")
    layer, ours, theirs = (
        {item.path: (item.value, item.evidence.confidence) for item in find_values(text_of(page, source=source))}
        for source in (Source.TEXT, Source.ENGINE, Source.TEXTRACT)
    )
    assert layer != ours == theirs
