"""Dates, currency, duplicates, and whether it is an invoice at all."""

from typing import Any

import pytest

from app.domain.counting import counts_by_kind
from app.domain.invoice import DocumentType
from tests.unit.checking import check, failed, of, passed


def invoice(**values: Any) -> dict[str, Any]:
    return {"invoice_number": "1", "amounts": {"gross": "10.00"}, **values}


def test_due_on_the_day_of_issue_passes_and_before_it_fails() -> None:
    assert passed("date_order", invoice(issue_date="2026-03-01", due_date="2026-03-01"))
    wrong = invoice(issue_date="2026-03-01", due_date="2026-02-28")
    (result,) = [result for result in of("date_order", wrong) if result.failed]
    assert result.detail == "due date 2026-02-28 is before issue date 2026-03-01"
    assert result.fields == ("due_date", "issue_date")
    assert result.expected == "2026-03-01 or later"


def test_an_issue_date_far_ahead_of_today_fails() -> None:
    assert passed("date_order", invoice(issue_date="2026-12-31"))
    assert failed(invoice(issue_date="2062-11-02")) == {"date_order"}


def test_a_period_that_ends_before_it_begins_fails() -> None:
    assert failed(invoice(service_period={"start": "2026-03-01", "end": "2026-02-01"})) == {"date_order"}
    assert passed("date_order", invoice(service_period={"start": "2026-03-01", "end": "2026-03-31"}))
    assert of("date_order", invoice(service_period={"start": "2026-03-01"})) == []


def test_only_wrong_periods_of_lines_are_told() -> None:
    right = {"period": {"start": "2026-03-01", "end": "2026-03-31"}}
    wrong = {"period": {"start": "2026-03-31", "end": "2026-03-01"}}
    (result,) = of("date_order", invoice(lines=[right, wrong]))
    assert result.detail == "line 2 period end 2026-03-01 is before line 2 period start 2026-03-31"


def test_thousands_of_wrong_periods_are_told_for_the_first_lines() -> None:
    wrong = {"period": {"start": "2026-03-31", "end": "2026-03-01"}}
    assert len(of("date_order", invoice(lines=[wrong] * 2_000))) == 50


def test_a_code_that_is_no_currency_fails() -> None:
    assert failed(invoice(currency="RMX")) == {"currency_consistent"}
    assert passed("currency_consistent", invoice(currency="VND"))
    assert of("currency_consistent", invoice()) == []


@pytest.mark.parametrize(("currency", "gross"), [("JPY", "10.50"), ("EUR", "10.505")])
def test_amounts_finer_than_the_currency_fail(currency: str, gross: str) -> None:
    (result,) = of("currency_consistent", invoice(currency=currency, amounts={"gross": gross}))
    assert result.failed
    assert result.fields == ("currency", "amounts.gross")


def test_zeros_behind_the_point_are_not_finer() -> None:
    assert passed("currency_consistent", invoice(currency="JPY", amounts={"gross": "1050.00"}))
    assert passed("currency_consistent", invoice(currency="KWD", amounts={"gross": "10.505"}))


def at(country: str, **more: Any) -> dict[str, Any]:
    return {"seller": {"name": "A", "address": {"country": country}}, **more}


def test_a_swedish_receipt_in_danish_money_fails() -> None:
    (result,) = of("currency_consistent", invoice(document_type="receipt", currency="DKK", **at("SE")))
    assert result.failed
    assert result.expected == "SEK"


@pytest.mark.parametrize(
    "values",
    [
        invoice(document_type="receipt", currency="EUR", **at("CH")),  # a till near the border
        invoice(currency="CAD", **at("SG")),  # nothing says that the buyer is in Singapore
        invoice(currency="USD", **at("SG", buyer={"address": {"country": "SG"}})),  # traded everywhere
        invoice(currency="GBP", tax_currency="EUR", **at("DE", buyer={"address": {"country": "DE"}})),  # meant so
        invoice(currency="KHR", document_type="receipt", **at("KH")),
    ],
)
def test_a_foreign_currency_that_can_be_passes(values: dict[str, Any]) -> None:
    assert passed("currency_consistent", values)


def test_an_invoice_inside_one_country_in_the_money_of_another_fails() -> None:
    assert failed(invoice(currency="CAD", **at("SG", buyer={"address": {"country": "SG"}}))) == {"currency_consistent"}


def test_the_same_file_and_the_same_bill_are_told_with_the_ids_of_the_others() -> None:
    results = {result.id: result for result in check(invoice(), same_file=("inv_1",), same_business=("inv_1", "inv_2"))}
    assert results["duplicate_file"].failed
    assert results["duplicate_file"].found == "inv_1"
    assert results["duplicate_business"].found == "inv_1, inv_2"
    assert "invoice_number" in results["duplicate_business"].fields


def test_no_duplicate_found_passes() -> None:
    assert passed("duplicate_file", invoice(), same_file=())
    assert passed("duplicate_business", invoice(), same_business=())


def test_duplicates_that_nobody_looked_for_say_nothing() -> None:
    assert of("duplicate_file", invoice()) == []
    assert of("duplicate_business", invoice()) == []


def test_without_a_number_there_is_no_same_bill() -> None:
    assert of("duplicate_business", {"amounts": {"gross": "1"}}, same_business=()) == []


@pytest.mark.parametrize(
    "values",
    [
        {"amounts": {"gross": "9.90"}, "issue_date": "2026-01-01"},
        {"amounts": {"due": "9.90"}, "seller": {"name": "A"}},
        {"invoice_number": "1", "seller": {"vat_id": "DE136695976"}},
        {"invoice_number": "1", "lines": [{"amount": "1"}]},
    ],
)
def test_two_signs_of_which_one_is_total_or_number_make_an_invoice(values: dict[str, Any]) -> None:
    assert passed("not_an_invoice", values)


@pytest.mark.parametrize(
    "values",
    [{}, {"issue_date": "2026-01-01", "seller": {"name": "A"}}, {"amounts": {"gross": "48.00"}}, {"notes": ["Hello"]}],
)
def test_a_letter_is_not_an_invoice(values: dict[str, Any]) -> None:
    assert failed(values) == {"not_an_invoice"}


@pytest.mark.parametrize("kind", [kind for kind in DocumentType if not counts_by_kind(kind, ())])
def test_a_document_of_another_kind_is_not_an_invoice(kind: str) -> None:
    (result,) = of("not_an_invoice", invoice(document_type=kind))
    assert result.failed
    assert result.fields == ("document_type",)
