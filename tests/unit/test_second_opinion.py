"""A second opinion is evidence: what is not printed does not exist, sums decide, and nothing becomes sure by it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from app.domain.invoice import leaves, plain
from app.domain.opinion import ASKED, LONGEST_VALUE, heard
from app.domain.reading import Reading, Source
from app.domain.sure import SURE
from app.engine.document_reader import read_document
from app.engine.second_opinion import MOST_SIGNS, printed, read_with, told_of
from app.engine.words import DocumentText
from tests.documents.words import text_of

TODAY = date(2026, 3, 2)
DOUBTFUL = """
Vurkaxy Beluro Tolvanek                Morvia Skarn
Gatan 12                               Renna 7
12345 Morvia                           54321 Skarn

Rennusty

Zelk: 4711-A                      Buky: 22.03.2018
Onyx: 88-230                      Fary: 21.04.2018

Byqomsukoes            Cky        Zxof          Asokuoxy
Zjesy jeqkosm          1          70.00         70.00
Dorysry qyxhory        4          7.50          30.00

Neskusk syk                                     100.00
Kekud khu 18%                                   18.00
Uhusry                                          118.00
"""
ENGLISH = """
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
LETTER = """
Northway Freight Ltd
12 Mill Lane

Dear Mrs Holm,
thank you for your visit on 14.03.2024. We talked about 480.00 and 20.00 boxes.
Kind regards
"""


def own(rows: str) -> Reading:
    return read_document(text_of(rows), reader="text", version="1")


def after(rows: str, said: Mapping[str, str], text: DocumentText | None = None) -> Reading:
    return heard(own(rows), read_with(text or text_of(rows), said), TODAY)


def values(reading: Reading) -> dict[str, Any]:
    return {path: value for path, value in leaves(plain(reading.invoice)) if value is not None}


def candidates(reading: Reading, path: str) -> list[str]:
    return [item.value for item in reading.evidence[path].candidates]


def test_a_value_that_the_words_leave_open_is_chosen_and_not_sure() -> None:
    assert "4711-A" in candidates(own(DOUBTFUL), "invoice_number")
    assert "invoice_number" not in values(own(ENGLISH))
    for rows, number in ((DOUBTFUL, "88-230"), (ENGLISH, "77-1204")):
        reading = after(rows, {"invoice_number": number})
        evidence = reading.evidence["invoice_number"]
        assert values(reading)["invoice_number"] == number
        assert evidence.source is Source.OPINION
        assert 0 < (evidence.confidence or 0) < SURE
        assert evidence.page == 1 and evidence.polygon is not None
    assert "4711-A" in candidates(after(DOUBTFUL, {"invoice_number": "88-230"}), "invoice_number")


def test_a_party_that_no_word_announces_is_named() -> None:
    assert values(after(DOUBTFUL, {"buyer.name": "morvia  SKARN"}))["buyer.name"] == "Morvia Skarn"


NOT_PRINTED = {
    "seller.name": "Aurora Shipping plc",
    "buyer.name": "Tools",  # cut out of the name, and of the seller's row nothing
    "invoice_number": "77-1205",
    "issue_date": "2024-03-15",
    "due_date": "14.03.2024",  # not in the form that was asked for
    "amounts.gross": "481.00",
    "amounts.net": "4.8e2",
    "amounts.tax": "NaN",
    "purchase_order": "7" * (LONGEST_VALUE + 1),
    "seller.vat_id": "",
    "buyer.vat_id": "77-1204-9",  # more than is printed
    "payment.terms": "Total",  # not asked for
}


def test_what_is_not_printed_does_not_exist() -> None:
    told = list(told_of(text_of(ENGLISH), {path: said for path, said in NOT_PRINTED.items() if path != "buyer.name"}))
    assert told == []
    assert values(after(ENGLISH, NOT_PRINTED)) == values(own(ENGLISH))
    assert after(ENGLISH, {}) == own(ENGLISH)


def test_a_value_is_taken_as_it_is_printed_with_its_place() -> None:
    (number,) = told_of(text_of(ENGLISH), {"invoice_number": "771204"})
    assert (number.value, number.evidence.raw) == ("77-1204", "77-1204")
    (day,) = told_of(text_of(ENGLISH), {"issue_date": "2024-03-14"})
    assert (day.value, day.evidence.raw, day.evidence.page) == (date(2024, 3, 14), "14.03.2024", 1)


def test_the_buyer_is_never_taken_for_the_seller() -> None:
    ours = own(ENGLISH)
    weak = {path: item.model_copy(update={"confidence": 0.1}) for path, item in ours.evidence.items()}
    unsure = ours.model_copy(update={"evidence": weak})
    lie = read_with(text_of(ENGLISH), {"seller.name": "Copperfield Tools plc", "buyer.name": "Northway Freight Ltd"})
    reading = heard(unsure, lie, TODAY)
    assert values(reading) == values(ours)
    assert "Copperfield Tools plc" not in candidates(reading, "seller.name")


def test_the_day_of_the_invoice_is_not_taken_for_the_day_to_pay() -> None:
    assert "due_date" not in values(own(ENGLISH))
    assert "due_date" not in values(after(ENGLISH, {"due_date": "2024-03-14"}))


def test_what_is_sure_stays_whatever_is_said() -> None:
    lies = {
        "amounts.gross": "70.00",
        "amounts.net": "18.00",
        "amounts.tax": "7.50",
        "issue_date": "2018-04-21",
        "due_date": "2018-03-22",
    }
    before, reading = own(DOUBTFUL), after(DOUBTFUL, lies)
    for path in lies:
        assert (before.evidence[path].confidence or 0) >= SURE
        assert values(reading)[path] == values(before)[path]
        assert reading.evidence[path].confidence == before.evidence[path].confidence
    surest = heard(before, _saying(before, "due_date", date(2018, 5, 1)), TODAY)
    assert values(surest)["due_date"] == values(before)["due_date"]


def test_a_value_that_a_sum_contradicts_is_a_candidate_alone() -> None:
    """The total is left open, so that the opinion alone would give it."""
    before = own(DOUBTFUL)
    gross = before.evidence["amounts.gross"].model_copy(update={"confidence": 0.05})
    unsure = before.model_copy(update={"evidence": before.evidence | {"amounts.gross": gross}})
    reading = heard(unsure, _saying(before, "amounts.gross", "70.00"), TODAY)
    assert values(reading)["amounts.gross"] == values(before)["amounts.gross"]
    assert "70.00" in candidates(reading, "amounts.gross")


def test_a_part_of_the_total_that_no_sum_holds_for_is_a_candidate_alone() -> None:
    reading = after(ENGLISH, {"amounts.tax": "12"})
    assert "amounts.tax" not in values(reading)
    assert "12" in candidates(reading, "amounts.tax")


def test_a_letter_does_not_become_a_bill() -> None:
    said = {"amounts.gross": "480.00", "seller.name": "Northway Freight Ltd", "issue_date": "2024-03-14"}
    assert values(after(LETTER, said)) == values(own(LETTER))
    assert "amounts.gross" not in values(own(LETTER))


def test_nothing_is_sure_that_was_not_so_before() -> None:
    for rows in (DOUBTFUL, ENGLISH):
        before = own(rows)
        said = {path: str(value) for path, value in values(before).items() if path in ASKED}
        reading = after(rows, said)
        sure = {path for path, item in reading.evidence.items() if (item.confidence or 0) >= SURE}
        assert sure <= {path for path, item in before.evidence.items() if (item.confidence or 0) >= SURE}


@pytest.mark.parametrize("party", ["seller"])
def test_with_another_party_its_address_is_not_that_of_the_one_before(party: str) -> None:
    before = own(DOUBTFUL)
    weak = before.evidence[f"{party}.name"].model_copy(update={"confidence": 0.05})
    unsure = before.model_copy(update={"evidence": before.evidence | {f"{party}.name": weak}})
    reading = heard(unsure, _saying(before, f"{party}.name", "Morvia Skarn"), TODAY)
    assert values(reading)[f"{party}.name"] == "Morvia Skarn"
    assert not any(path.startswith(f"{party}.address") for path in values(reading))


def _saying(before: Reading, path: str, value: Any) -> Reading:
    """A reading that says one thing, as sure as can be."""
    from app.domain.reading import Evidence, Found, build_reading

    told = Found(path, value, Evidence(confidence=0.99, source=Source.OPINION))
    return build_reading(reader="opinion", version="1", pages=before.pages, found=[told])


def test_the_printed_rows_are_those_of_the_page_and_of_a_long_document_its_ends() -> None:
    rows = printed(text_of(ENGLISH, DOUBTFUL)).split("\n")
    assert rows[:2] == ["[page 1]", "Northway Freight Ltd"]
    assert "Ref 77-1204   14.03.2024" in rows
    assert "[page 2]" in rows
    many = printed(text_of(*["\n".join(f"row {row} of a long, long table" for row in range(58))] * 40))
    assert len(many) < MOST_SIGNS + 10
    assert many.startswith("[page 1]") and many.endswith("row 57 of a long, long table")
