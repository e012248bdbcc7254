"""Line items: quantity x price, their sum, and whether all are there."""

from typing import Any

import pytest

from tests.unit.checking import failed, of, passed


def listed(*amounts: str, document_type: str = "invoice", **totals: str) -> dict[str, Any]:
    lines = [{"amount": amount} for amount in amounts]
    return {
        "document_type": document_type,
        "currency": "EUR",
        "invoice_number": "1",
        "lines": lines,
        "amounts": totals,
    }


def item(**values: str) -> dict[str, Any]:
    return {"invoice_number": "1", "currency": "EUR", "lines": [values], "amounts": {"gross": values["amount"]}}


def test_lines_add_up_to_their_printed_total() -> None:
    (result,) = of("lines_sum", listed("10.00", "5.50", lines_total="15.50"))
    assert result.rule == "BR-CO-10"
    assert result.detail == "2 lines = 15.50, as printed"
    assert result.fields == ("lines.0.amount", "lines.1.amount", "amounts.lines_total")
    assert result.tolerance == "0.02"


@pytest.mark.parametrize(
    "totals",
    [
        {"net": "100.00", "tax": "19.00", "gross": "119.00"},
        {"gross": "100.00"},
        {"net": "84.03", "tax": "15.97", "gross": "100.00"},
        {"gross": "110.00", "shipping": "10.00"},
        {"gross": "110.00", "tip": "10.00"},
        {"tax": "8.00", "gross": "118.00", "tip": "10.00"},
        {"net": "95.00", "discount": "5.00", "tax": "0", "gross": "95.00"},
        {"gross": "95.00", "discount": "-5.00"},
        {"due": "60.00", "paid": "40.00"},
        {"due": "100.00"},
    ],
)
def test_without_a_lines_total_the_total_that_fits_is_taken(totals: dict[str, str]) -> None:
    invoice = listed("60.00", "40.00", **totals)
    assert passed("lines_sum", invoice)
    assert passed("lines_complete", invoice)


def test_a_missing_line_is_seen_in_the_sum() -> None:
    short = listed("60.00", net="100.00", tax="19.00", gross="119.00")
    assert failed(short) == {"lines_sum", "lines_complete"}
    assert of("lines_complete", short)[0].detail == ("1 line read; they do not add up: 1 line = 60.00, printed 100.00")


def test_a_missing_line_of_a_receipt_is_measured_against_what_was_paid() -> None:
    short = listed("60.00", document_type="receipt", net="94.34", tax="5.66", gross="100.00")
    assert of("lines_sum", short)[0].found == "100.00"


def test_lines_with_the_tax_inside_are_told_so() -> None:
    (result,) = of("lines_sum", listed("119.00", lines_total="100.00", net="100.00", tax="19.00", gross="119.00"))
    assert result.detail == "1 line = 119.00, as printed; the prices include tax"


def test_a_discount_printed_beside_the_amounts_is_taken_off() -> None:
    receipt = listed("10.00", "20.00", document_type="receipt", gross="28.00")
    receipt["lines"][1]["discount"] = "-2.00"
    assert passed("lines_sum", receipt)


def test_remarks_between_the_lines_do_not_count() -> None:
    invoice = listed("60.00", "40.00", net="100.00")
    invoice["lines"].insert(1, {"description": "Delivered on 3 May"})
    assert of("lines_sum", invoice)[0].detail == "2 lines = 100.00, as printed"


def test_the_reader_knows_that_lines_are_missing() -> None:
    invoice = listed("60.00", "40.00", net="100.00") | {"lines_incomplete": True}
    assert failed(invoice) == {"lines_complete"}


def test_without_lines_or_totals_nothing_is_said() -> None:
    assert of("lines_sum", listed(net="100.00")) == []
    assert of("lines_complete", listed(net="100.00")) == []
    assert of("lines_sum", listed("100.00")) == []


def test_thousands_of_lines_give_a_short_result() -> None:
    many = listed(*["1.00"] * 2_000, lines_total="2000.00")
    assert of("lines_sum", many)[0].fields == ("amounts.lines_total",)


@pytest.mark.parametrize(
    "values",
    [
        {"quantity": "4", "unit_price": "25.00", "amount": "100.00"},
        {"quantity": "20.0000", "unit_price": "2.7700", "amount": "55.46"},  # a price of 2.773
        {"quantity": "0.235", "unit_price": "12.90", "amount": "3.03"},
        {"quantity": "45.32", "unit_price": "1.759", "amount": "79.72"},
        {"quantity": "250", "unit_price": "8.00", "amount": "20.00"},  # price of a hundred
        {"quantity": "10", "unit_price": "100", "discount": "150", "amount": "850"},
        {"quantity": "10", "unit_price": "100", "discount": "15", "amount": "850"},  # of each piece
        {"quantity": "10", "unit_price": "100", "discount": "150", "amount": "1000"},  # told, not yet taken off
        {"quantity": "2", "unit_price": "10", "charge": "3", "amount": "23"},
        {"quantity": "1", "unit_price": "119.00", "tax_rate": "19", "amount": "100.00"},
        {"quantity": "1", "unit_price": "100.00", "tax_rate": "19", "amount": "119.00"},
        {"quantity": "1", "unit_price": "10.00", "amount": "-10.00"},  # handed back
        {"quantity": "-1", "unit_price": "10.00", "amount": "-10.00"},
        {"quantity": "-3", "unit_price": "10.00", "discount": "3.00", "amount": "-27.00"},
        {"quantity": "8", "unit_price": "4.55", "discount": "10.00", "amount": "32.76"},  # a discount in percent
        {"quantity": "1", "unit_price": "278.61", "tax_amount": "40.39", "amount": "319.00"},
        {"quantity": "1", "unit_price": "0", "charge": "41.65", "discount": "2.91", "amount": "38.74"},
        {"quantity": "-1", "unit_price": "0", "charge": "-41.65", "discount": "2.91", "amount": "-38.74"},
    ],
)
def test_quantity_times_price_is_the_amount(values: dict[str, str]) -> None:
    assert passed("line_product", item(**values))


def test_a_wrong_product_names_its_line() -> None:
    (result,) = of("line_product", item(quantity="4", unit_price="25.00", amount="110.00"))
    assert result.failed
    assert result.detail == "4 x 25.00 = 100.00, printed 110.00"
    assert result.fields == ("lines.0.quantity", "lines.0.unit_price", "lines.0.amount")


def test_a_free_item_or_a_missing_price_says_nothing() -> None:
    assert of("line_product", item(quantity="1", unit_price="10.00", amount="0.00")) == []
    assert of("line_product", item(quantity="1", amount="10.00")) == []


def test_right_lines_are_told_together_and_wrong_ones_alone() -> None:
    invoice = item(quantity="1", unit_price="2.00", amount="2.00")
    invoice["lines"] = invoice["lines"] * 3 + [{"quantity": "1", "unit_price": "2.00", "amount": "7.00"}] * 60
    results = of("line_product", invoice)
    assert len(results) == 52
    assert results[-2].detail == "quantity x price is not the amount in 10 more lines"
    assert results[-1].detail == "quantity x price = amount in 3 of 63 lines"
