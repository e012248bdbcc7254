"""Totals: labels propose, arithmetic decides."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Found, Source
from app.domain.sure import SURE
from app.engine.document_reader import find_values
from app.engine.fields import read_fields
from app.engine.words import DocumentText
from tests.documents.words import ROWS, page_of, text_of


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
        "Brutto     100.00\nMehrwertsteuer 19 %     19.00\nNetto inkl. MWST     119.00",
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
    assert {item.path for item in find_values(text_of(letter)) if item.value is not None} <= {"document_type"}


TILLS = {
    "paid-amount-less-change": (
        "Tota! amt Incl   7.42\nRounding   (0.01)\nTotal Poyable   7.40\nPaid 10.00\nChange 2.60",
        "7.40",
    ),
    "a-total-of-what-was-given": ("Total amount   1.50\nAccepted total   2.00\nChange   0.50", "1.50"),
    "a-subtotal-that-was-paid": ("Coffee    45.00\nSubtotal   45.00\nGST 0%   0.00\nCash   45.00", "45.00"),
    "only-what-was-paid": ("Dept. 5   149.00\nDept. 4    21.00\nCASH\n         170.00", "170.00"),
    "rows-that-do-not-add-up": ("Dept. 5   149.00\nDept. 4    22.00\nCASH\n         170.00", None),
    "no-label-but-cash-less-change": (
        "Subtotal (qty 4)   41.43\nRounding   0.02\nSubtotal (qty 4)   41.45\nCash   51.50\nChange   10.05",
        "41.45",
    ),
    "a-net-total-under-the-rounding": (
        "Total   74.68\nService charge   7.47\nGST   4.93\nGrand total   87.08\nRounding   0.02\nNet total   87.10",
        "87.10",
    ),
    "a-service-charge": (
        "Subtotal   295.00\nService charge 10%   29.50\nGST 6%   19.47\nRounding   -0.02\nNet total   343.95",
        "343.95",
    ),
    "a-cent-misread": (
        "Subtotal   106.10\nTotal GST   6.37\nRounding   -0.02\nTotal   112.46\nCash   112.45\nChange   0.00",
        "112.45",
    ),
}


@pytest.mark.parametrize(("rows", "gross"), TILLS.values(), ids=TILLS)
def test_what_was_paid_tells_the_total(rows: str, gross: str | None) -> None:
    assert amounts(rows).get("gross") == gross


def test_a_minus_that_no_other_amount_has_is_a_speck_in_a_picture() -> None:
    rows = "Net total   30.24\nGST   1.81\nTotal payable   -51.88"
    assert amounts(rows, source=Source.ENGINE)["gross"] == "51.88"
    assert amounts(rows)["gross"] == "-51.88"
    refund = "Net total   -30.24\nGST   -1.81\nTotal payable   -32.05"
    assert amounts(refund, source=Source.ENGINE)["gross"] == "-32.05"


def test_the_raw_text_of_an_amount_with_a_blank_in_it_is_whole() -> None:
    read = {item.path: item for item in read_fields(text_of("Total   RM53. 60", source=Source.ENGINE))}
    assert (str(read["amounts.gross"].value), read["amounts.gross"].evidence.raw) == ("53.60", "RM53. 60")


def bent(rows: str, *, by: float) -> DocumentText:
    """Rows whose last word stands higher, by that much of a row, than the words before it."""
    page = page_of(rows)
    lasts = {max((word.x0, word) for word in page.words if word.y0 == y0)[1] for y0 in {word.y0 for word in page.words}}
    rise = by / ROWS
    words = [replace(word, y0=word.y0 - rise, y1=word.y1 - rise) if word in lasts else word for word in page.words]
    return DocumentText(Source.ENGINE, (replace(page, words=tuple(words)),))


@pytest.mark.parametrize("by", [0.0, 0.2, 0.4, -0.3, 0.45])
def test_amounts_half_a_row_off_belong_to_the_nearest_label(by: float) -> None:
    rows = (
        "Subtotal      95.17\nTotal GST      5.71\nRounding       0.02\n"
        "Total amount :     100.90\nCash    101.00\nChange     0.10"
    )
    read = {item.path: str(item.value) for item in read_fields(bent(rows, by=by)) if item.value is not None}
    assert (read["amounts.net"], read["amounts.tax"], read["amounts.gross"]) == ("95.17", "5.71", "100.90")


def statement(bills: int) -> str:
    rows = (
        f"Subtotal    {100 + number}.00\nVAT 19 %     {19 + number}.00\nTotal       {119 + 2 * number}.00"
        for number in range(bills)
    )
    return "\n".join(rows)


def test_twice_as_many_bills_are_no_more_than_about_twice_the_work() -> None:
    """Counted in calls, whatever the machine. The search for totals once grew with the fourth power."""
    from cProfile import Profile
    from pstats import Stats

    calls = {}
    for bills in (10, 20, 40):
        profile = Profile()
        profile.runcall(read_fields, text_of(statement(bills)))
        calls[bills] = Stats(profile).total_calls  # type: ignore[attr-defined]
    assert calls[40] / calls[20] < 2.7, calls
