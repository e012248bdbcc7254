"""Totals: labels propose, arithmetic decides."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Found, Source
from app.domain.sure import SURE
from app.engine.fields import read_fields
from tests.documents.words import text_of


def values(rows: str, *, source: Source = Source.TEXT) -> dict[str, Any]:
    return {item.path: item.value for item in read_fields(text_of(rows, source=source))}


def found(rows: str) -> dict[str, Found]:
    return {item.path: item for item in read_fields(text_of(rows))}


def amounts(rows: str, *, source: Source = Source.TEXT) -> dict[str, str]:
    kept = {path: value for path, value in values(rows, source=source).items() if path.startswith("amounts.")}
    return {path.removeprefix("amounts."): str(value) for path, value in kept.items() if value is not None}


@pytest.mark.parametrize(
    "rows",
    [
        "Subtotal    100.00\nVAT 19 %     19.00\nTotal       119.00",
        "Summe netto     100,00 €\nzzgl. MwSt. 19 %     19,00 €\nRechnungsbetrag     119,00 €",
        "Total HT     100,00 €\nTVA 19 %     19,00 €\nTotal TTC     119,00 €",
    ],
)
def test_net_tax_and_gross(rows: str) -> None:
    assert amounts(rows) == {"net": "100.00", "tax": "19.00", "gross": "119.00"}


def test_totals_that_add_up_are_sure_and_others_are_not() -> None:
    sure = found("Net total   100.00\nVAT   19.00\nTotal   119.00")["amounts.gross"].evidence.confidence
    unsure = found("Net total   100.00\nVAT   19.00\nTotal   150.00")["amounts.gross"].evidence.confidence
    assert sure is not None
    assert unsure is not None
    assert sure >= SURE > unsure


def test_the_rounded_total_is_what_was_paid() -> None:
    rows = "Total amount    60.31\nRounding   -0.01\nTotal rounded   60.30\nCash    70.30\nChange   10.00"
    assert amounts(rows) == {"gross": "60.30", "rounding": "-0.01"}


def test_a_total_without_label_is_known_by_cash_and_change() -> None:
    rows = "Total amount    60.31\nRounding adj.   -0.01\n              60.30\nCash    70.30\nChange   10.00"
    assert amounts(rows)["gross"] == "60.30"


def test_counts_savings_and_points_are_no_totals() -> None:
    assert "gross" not in amounts("Total Qty     12.00\nTotal savings   3.50\nPoints    99.00")


def test_the_value_is_the_number_alone_and_its_place_is_known() -> None:
    gross = found("Total     RM12.50\nCash     RM20.00\nChange    RM7.50")["amounts.gross"]
    assert (gross.value, gross.evidence.raw, gross.evidence.page) == (Decimal("12.50"), "RM12.50", 1)
    assert gross.evidence.polygon is not None
    assert gross.evidence.polygon[0][0] == pytest.approx(10 / 80, abs=0.001)


def test_other_totals_are_kept_as_candidates() -> None:
    gross = found("Subtotal   90.00\nTotal     95.00")["amounts.gross"]
    assert [candidate.value for candidate in gross.evidence.candidates] == ["90.00"]
    assert gross.evidence.candidates[0].polygon is not None


def test_a_document_that_asks_for_payment_and_shows_none_asks_for_all() -> None:
    rows = "Invoice no: 17\nTotal     119.00\nDue date: 31/12/2024"
    assert amounts(rows)["due"] == "119.00"
    assert "due" not in amounts("Invoice no: 17\nTotal     119.00")


def test_recognized_numbers_are_mended_only_in_pictures() -> None:
    rows = "TOTAL   RM 53. 60\nCASH   RM100.00\nCHANGE   RM46.40"
    assert amounts(rows, source=Source.ENGINE)["gross"] == "53.60"


def test_a_credit_note_has_negative_totals() -> None:
    rows = "Credit note 12\nNet total   -100.00\nVAT   -19.00\nTotal   -119.00"
    assert amounts(rows) == {"net": "-100.00", "tax": "-19.00", "gross": "-119.00"}


def test_a_letter_has_no_fields() -> None:
    letter = "Dear Mr Miller,\nthank you for your visit on 12/03/2024.\nWe look forward to seeing you.\nYours, Ann"
    assert values(letter) == {}
