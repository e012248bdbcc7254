"""The tax table."""

from typing import Any

import pytest

from tests.unit.checking import failed, of, passed


def taxed(*rows: dict[str, str], **amounts: str) -> dict[str, Any]:
    return {"invoice_number": "1", "currency": "EUR", "taxes": list(rows), "amounts": amounts}


def row(rate: str, base: str, amount: str, category: str = "S") -> dict[str, str]:
    return {"rate": rate, "base": base, "amount": amount, "category": category}


def test_rows_add_up_to_the_tax_total() -> None:
    rows = (row("19", "100.00", "19.00"), row("7", "50.00", "3.50"))
    (result,) = of("tax_sum", taxed(*rows, tax="22.50"))
    assert result.detail == "19.00 + 3.50 = 22.50, as printed"
    assert result.fields == ("taxes.0.amount", "taxes.1.amount", "amounts.tax")
    assert "tax_sum" in failed(taxed(*rows, tax="25.00"))


def test_a_row_without_an_amount_says_nothing_unless_its_rate_is_zero() -> None:
    assert of("tax_sum", taxed({"rate": "19"}, tax="19.00")) == []
    assert passed("tax_sum", taxed(row("19", "100", "19.00"), {"rate": "0"}, tax="19.00"))


def test_each_row_has_its_own_result() -> None:
    good, bad = of("tax_rate_amount", taxed(row("19", "100.00", "19.00"), row("7", "50.00", "9.50"), net="150.00"))
    assert not good.failed
    assert bad.failed
    assert bad.detail == "50.00 x 7 % = 3.50, printed 9.50"
    assert bad.fields == ("taxes.1.base", "taxes.1.rate", "taxes.1.amount")


def test_tax_may_be_rounded_line_by_line() -> None:
    rounded = taxed(row("19", "100.00", "19.03"))
    assert "tax_rate_amount" in failed(rounded)
    assert passed("tax_rate_amount", rounded | {"lines": [{"amount": "33.33", "tax_rate": "19.00"}] * 3})


def test_a_base_with_the_tax_inside_is_known_from_the_net_total() -> None:
    inside = row("19", "11.90", "1.90")
    assert passed("tax_rate_amount", taxed(inside, net="10.00"))
    assert "tax_rate_amount" in failed(taxed(inside, net="11.90"))


@pytest.mark.parametrize("category", ["AE", "K", "E"])
def test_no_tax_is_due_in_an_exempt_category_whatever_rate_is_printed(category: str) -> None:
    assert of("tax_rate_amount", taxed(row("19", "100.00", "0.00", category))) == []


def test_missing_tax_in_the_standard_category_fails() -> None:
    assert "tax_rate_amount" in failed(taxed(row("19", "100.00", "0.00")))


def test_a_rate_with_two_decimals_may_be_rounded_itself() -> None:
    assert passed("tax_rate_amount", taxed(row("16.34", "10000.00", "1634.40")))
    assert "tax_rate_amount" in failed(taxed(row("16.34", "10000.00", "1635.00")))


def test_negative_rows_of_a_credit_note_hold() -> None:
    credit = taxed(row("19", "-100.00", "-19.00"), net="-100.00", tax="-19.00", gross="-119.00")
    assert failed(credit | {"document_type": "credit_note"}) == set()


@pytest.mark.parametrize(("rate", "possible"), [("27", True), ("-15", True), ("100", True), ("100.01", False)])
def test_a_rate_that_no_country_has_is_named(rate: str, possible: bool) -> None:
    assert ("tax_rate" in failed(taxed(row(rate, "100", "1.00")))) is not possible


def test_a_giant_rate_of_a_line_is_named_with_its_place() -> None:
    (result,) = of("tax_rate", {"lines": [{"amount": "1.00"}, {"amount": "2.00", "tax_rate": "9" * 20}]})
    assert (result.failed, result.fields, result.found) == (True, ("lines.1.tax_rate",), "9" * 20)


def test_a_rule_that_fails_by_a_fault_of_ours_is_named_and_the_others_are_applied(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from app.domain import rules

    def check_broken(_: object) -> None:
        raise ArithmeticError("DE89 3704 secret")

    monkeypatch.setattr(rules, "RULES", (check_broken, *rules.RULES))
    found = taxed(row("19", "100.00", "19.00"), tax="25.00")
    assert {"rule_applied", "tax_sum", "not_an_invoice"} <= failed(found)
    assert "secret" not in caplog.text and "ArithmeticError" in caplog.text
